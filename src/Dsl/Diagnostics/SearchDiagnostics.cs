namespace MLSpec.Dsl.Diagnostics;

/// <summary>6062 and 6063: searches whose options make no search.</summary>
public static class SearchDiagnostics
{
    public static DiagnosticDescriptor NoRestarts { get; } = new("MLS6062", Severity.Error, "A search that never starts");

    public static DiagnosticDescriptor OptionOutOfRange { get; } = new("MLS6063", Severity.Error, "An option of a search out of its range");
}
