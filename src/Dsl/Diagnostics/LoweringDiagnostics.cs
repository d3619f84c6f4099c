namespace MLSpec.Dsl.Diagnostics;

/// <summary>6000s: what cannot be brought into computable form.</summary>
public static class LoweringDiagnostics
{
    public static DiagnosticDescriptor UncertainSurvives { get; } = new("MLS6001", Severity.Error, "A worst or best case that no rule computes");

    public static DiagnosticDescriptor NegativeRadius { get; } = new("MLS6002", Severity.Error, "A radius below zero");

    public static DiagnosticDescriptor NoSlope { get; } = new("MLS6003", Severity.Error, "A search without a slope");

    public static DiagnosticDescriptor NotDifferentiable { get; } = new("MLS6004", Severity.Error, "A function without a derivative");

    public static DiagnosticDescriptor EmptyList { get; } = new("MLS6005", Severity.Error, "A worst or best case over nothing");

    public static DiagnosticDescriptor EmptyBox { get; } = new("MLS6006", Severity.Error, "An empty box");

    public static DiagnosticDescriptor NoSteps { get; } = new("MLS6007", Severity.Error, "A search without steps");

    public static DiagnosticDescriptor TooManyItems { get; } = new("MLS6008", Severity.Error, "A list too long to be written out");

    public static DiagnosticDescriptor WeightOutsideModel { get; } = new("MLS6010", Severity.Error, "A weight outside a model");

    public static DiagnosticDescriptor ModelNotReached { get; } = new("MLS6011", Severity.Error, "A model that no gradient reaches");

    public static DiagnosticDescriptor WeightFromData { get; } = new("MLS6012", Severity.Error, "A weight that starts from data");

    public static DiagnosticDescriptor ScheduleWithoutTraining { get; } = new("MLS6021", Severity.Error, "A schedule where nothing is trained");

    public static DiagnosticDescriptor NotScalar { get; } = new("MLS6022", Severity.Error, "Something that is not a single number");

    public static DiagnosticDescriptor TargetNotTracked { get; } = new("MLS6023", Severity.Warning, "A target that nothing moves");

    public static DiagnosticDescriptor UnknownDimension { get; } = new("MLS6030", Severity.Error, "A dimension that is not known");

    public static DiagnosticDescriptor NotKnownWhenCompiling { get; } = new("MLS6040", Severity.Error, "A value that must be known when compiling");

    public static DiagnosticDescriptor NotYet { get; } = new("MLS6041", Severity.Error, "A form that this version cannot compute");

    public static DiagnosticDescriptor WindowNotKnown { get; } = new("MLS6080", Severity.Error, "A window that only parameters decide");

    public static DiagnosticDescriptor UnevenGroups { get; } = new("MLS6081", Severity.Error, "Outputs that do not fall into groups");

    public static DiagnosticDescriptor JoinedDimensionOpen { get; } = new("MLS6082", Severity.Error, "A joined dimension that a parameter decides");

    public static DiagnosticDescriptor DividedTwice { get; } = new("MLS6083", Severity.Error, "Rows that are divided twice");
}
