namespace MLSpec.Dsl.Diagnostics;

/// <summary>MLS6130 to 6139: what happens while something is trained.</summary>
public static class TrainingDiagnostics
{
    public static DiagnosticDescriptor NotMeasured { get; } = new("MLS6130", Severity.Error, "A training that decides by rows");
}
