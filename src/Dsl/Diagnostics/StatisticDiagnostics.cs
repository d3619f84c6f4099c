namespace MLSpec.Dsl.Diagnostics;

/// <summary>5090s and 6120s: statistics of protocols, and what claims compare by them.</summary>
public static class StatisticDiagnostics
{
    public static DiagnosticDescriptor ArgumentUnit { get; } = new("MLS5090", Severity.Error, "A statistic's number in another unit");

    public static DiagnosticDescriptor IntervalClaimed { get; } = new("MLS5091", Severity.Error, "An interval in the place of a number");

    public static DiagnosticDescriptor TwoIntervals { get; } = new("MLS5092", Severity.Error, "Two kinds of intervals in one table");

    public static DiagnosticDescriptor NotAContrast { get; } = new("MLS5093", Severity.Error, "A comparison of selections without two of them");

    public static DiagnosticDescriptor UnequalBudgets { get; } = new("MLS6120", Severity.Warning, "A claim on trainings with different budgets");

    public static DiagnosticDescriptor EqualBudgets { get; } = new("MLS6121", Severity.Warning, "unequal on a claim whose trainings have equal budgets");
}
