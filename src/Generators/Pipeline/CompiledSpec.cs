using MLSpec.Dsl.Types;

namespace MLSpec.Generators;

/// <summary>Everything that compiling one spec yields. Equal to another when all texts and all findings are.</summary>
/// <param name="Files">In the order of emission; empty where an error was found.</param>
/// <param name="Diagnostics">In source order.</param>
public sealed record CompiledSpec(EquatableList<GeneratedFile> Files, EquatableList<SpecDiagnostic> Diagnostics);
