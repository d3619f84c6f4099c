namespace MLSpec.Generators;

/// <summary>One <c>.mlspec</c> file as the compiler host handed it over.</summary>
public sealed record SpecFile(string Path, string Text);
