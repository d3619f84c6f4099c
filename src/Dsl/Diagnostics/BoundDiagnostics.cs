namespace MLSpec.Dsl.Diagnostics;

/// <summary>6060s: what cannot be certified.</summary>
public static class BoundDiagnostics
{
    public static DiagnosticDescriptor NotTrainable { get; } = new("MLS6061", Severity.Error, "A bound that cannot be trained");

    public static DiagnosticDescriptor NotBounded { get; } = new("MLS6060", Severity.Error, "An operation without certified bounds");
}
