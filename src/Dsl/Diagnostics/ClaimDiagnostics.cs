namespace MLSpec.Dsl.Diagnostics;

/// <summary>5070s and 6090s: what measures and claims say of the truth.</summary>
public static class ClaimDiagnostics
{
    public static DiagnosticDescriptor WrongSide { get; } = new("MLS5070", Severity.Error, "A claim that its bounds do not support");

    public static DiagnosticDescriptor OppositeSides { get; } = new("MLS5071", Severity.Error, "A claim that compares opposite bounds");

    public static DiagnosticDescriptor NotCertified { get; } = new("MLS5072", Severity.Error, "An attack presented as a certificate");

    public static DiagnosticDescriptor NotEmpirical { get; } = new("MLS5073", Severity.Warning, "empirical on a claim that holds of the true values");

    public static DiagnosticDescriptor NothingToCertify { get; } = new("MLS5074", Severity.Warning, "certified on a measure without a worst case");

    public static DiagnosticDescriptor SettingsDiffer { get; } = new("MLS6090", Severity.Error, "A parameter that the runs of a cell set differently");

    public static DiagnosticDescriptor NotAMeasure { get; } = new("MLS6091", Severity.Error, "The time of something that is not a measure");
}
