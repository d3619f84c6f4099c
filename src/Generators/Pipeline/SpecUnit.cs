using MLSpec.Dsl.Types;

namespace MLSpec.Generators;

/// <summary>One spec with all that its compilation depends on.</summary>
/// <param name="Opened">What it opens, directly or not; what is opened stands before who opens it.</param>
/// <param name="HintName">Prefix of its generated files.</param>
/// <param name="Problems">What is wrong between it and the other files; it yields no code then.</param>
internal sealed record SpecUnit(SpecFile File, EquatableList<SpecFile> Opened, string HintName, EquatableList<ModuleProblem> Problems);
