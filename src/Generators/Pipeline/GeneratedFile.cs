namespace MLSpec.Generators;

/// <summary>One generated C# file.</summary>
/// <param name="HintName">Its role within the module, such as <c>Params</c>; the pipeline puts the spec's own name in front.</param>
/// <param name="Text">The whole text with <c>\n</c> line ends.</param>
public sealed record GeneratedFile(string HintName, string Text);
