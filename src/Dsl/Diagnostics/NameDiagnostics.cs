namespace MLSpec.Dsl.Diagnostics;

/// <summary>Names: MLS3000 to 3999.</summary>
public static class NameDiagnostics
{
    public static readonly DiagnosticDescriptor NotFound = new("MLS3001", Severity.Error, "A name that nothing declares");

    public static readonly DiagnosticDescriptor DeclaredTwice = new("MLS3002", Severity.Error, "Two declarations of one name");

    public static readonly DiagnosticDescriptor DeclaredBelow = new("MLS3003", Severity.Error, "A use above the declaration");

    public static readonly DiagnosticDescriptor Recursive = new("MLS3004", Severity.Error, "A definition that uses itself");

    public static readonly DiagnosticDescriptor TypeNotFound = new("MLS3005", Severity.Error, "A type that nothing declares");

    public static readonly DiagnosticDescriptor UnitNotFound = new("MLS3006", Severity.Error, "A unit of measure that nothing declares");

    public static readonly DiagnosticDescriptor FieldNotFound = new("MLS3007", Severity.Error, "A field that the record does not have");

    public static readonly DiagnosticDescriptor SplitNotFound = new("MLS3008", Severity.Error, "A split that data does not have");

    public static readonly DiagnosticDescriptor NotAModel = new("MLS3009", Severity.Error, "A model was expected");

    public static readonly DiagnosticDescriptor NotATraining = new("MLS3010", Severity.Error, "A training was expected");

    public static readonly DiagnosticDescriptor MeasureNotFound = new(
        "MLS3011", Severity.Error, "A measure that the protocol does not have");

    public static readonly DiagnosticDescriptor GridVariableNotFound = new(
        "MLS3012", Severity.Error, "A grid variable that the protocol does not have");

    public static readonly DiagnosticDescriptor StatisticNotFound = new("MLS3013", Severity.Error, "A statistic that does not exist");

    public static readonly DiagnosticDescriptor PlotNotFound = new("MLS3014", Severity.Error, "A kind of plot that does not exist");

    public static readonly DiagnosticDescriptor BoundTwice = new("MLS3015", Severity.Error, "A pattern that binds one name twice");

    public static readonly DiagnosticDescriptor FieldTwice = new("MLS3016", Severity.Error, "A record that gives one field twice");

    public static readonly DiagnosticDescriptor DimensionNotFound = new(
        "MLS3017", Severity.Error, "A dimension that is neither a number nor a parameter");

    public static readonly DiagnosticDescriptor NotAValue = new("MLS3018", Severity.Error, "A name that stands for no value");

    public static readonly DiagnosticDescriptor NotAParam = new("MLS3019", Severity.Error, "Only a param can be overridden");

    public static readonly DiagnosticDescriptor PlotFieldNotFound = new("MLS3020", Severity.Error, "A field that plots do not have");
}
