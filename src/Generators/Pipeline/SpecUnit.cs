using MLSpec.Dsl.Types;

namespace MLSpec.Generators;

/// <summary>One spec with all that its compilation depends on.</summary>
/// <param name="Opened">What it opens, directly or not; what is opened stands before who opens it.</param>
/// <param name="HintName">Prefix of its generated files.</param>
/// <param name="Twin">The project-relative path of another file that declares the same module and comes first, or null.</param>
/// <param name="Circle">The modules along which opening leads back to this file, itself first and last; empty where none does.</param>
internal sealed record SpecUnit(SpecFile File, EquatableList<SpecFile> Opened, string HintName, string? Twin, EquatableList<string> Circle);
