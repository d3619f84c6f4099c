using MLSpec.Dsl.Types;

namespace MLSpec.Generators;

/// <summary>All specs of a project with the table of their modules.</summary>
internal sealed record SpecTable(EquatableList<SpecFile> Files, SpecProject Project);
