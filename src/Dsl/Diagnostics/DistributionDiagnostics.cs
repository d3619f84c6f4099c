namespace MLSpec.Dsl.Diagnostics;

/// <summary>MLS6070 to 6079: expectations over distributions, and worst cases over sets of them.</summary>
public static class DistributionDiagnostics
{
    public static DiagnosticDescriptor NotAffine { get; } = new("MLS6070", Severity.Error, "A worst case over distributions of more than an expectation");

    public static DiagnosticDescriptor Draws { get; } = new("MLS6071", Severity.Error, "A number of draws that does not fit");

    public static DiagnosticDescriptor Fraction { get; } = new("MLS6072", Severity.Error, "A fraction out of its range");

    public static DiagnosticDescriptor MovingSet { get; } = new("MLS6073", Severity.Error, "A set of distributions that moves with what is trained");

    public static DiagnosticDescriptor Parameters { get; } = new("MLS6074", Severity.Error, "Parameters that make no distribution");

    public static DiagnosticDescriptor Amortised { get; } = new("MLS6075", Severity.Error, "An amortised dual with nothing to learn");
}
