namespace MLSpec.Dsl.Diagnostics;

/// <summary>MLS6092 to 6095: what can be asked of a law.</summary>
public static class LawDiagnostics
{
    public static DiagnosticDescriptor NoDensity { get; } = new("MLS6092", Severity.Error, "A law without a density");

    public static DiagnosticDescriptor NoMostLikely { get; } = new("MLS6093", Severity.Error, "A law without a most likely point");

    public static DiagnosticDescriptor NotLatent { get; } = new("MLS6094", Severity.Error, "A latent variable that is not there");

    public static DiagnosticDescriptor NoEntropy { get; } = new("MLS6095", Severity.Error, "A law without an entropy");
}
