namespace MLSpec.Dsl.Diagnostics;

/// <summary>Types: MLS4000 to 4499.</summary>
public static class TypeDiagnostics
{
    public static readonly DiagnosticDescriptor Mismatch = new("MLS4001", Severity.Error, "A value of another type than expected");

    public static readonly DiagnosticDescriptor MixedNumbers = new("MLS4002", Severity.Error, "An int meets a float");

    public static readonly DiagnosticDescriptor NotAFunction = new("MLS4003", Severity.Error, "Something applied that is not a function");

    public static readonly DiagnosticDescriptor TooManyArguments = new("MLS4004", Severity.Error, "More arguments than the function takes");

    public static readonly DiagnosticDescriptor NoFields = new("MLS4005", Severity.Error, "A member of something without members");

    public static readonly DiagnosticDescriptor MissingField = new("MLS4006", Severity.Error, "A record without one of its fields");

    public static readonly DiagnosticDescriptor TupleSize = new(
        "MLS4007", Severity.Error, "A pattern with another number of parts than the value");

    public static readonly DiagnosticDescriptor NotADomain = new("MLS4008", Severity.Error, "Something that a binder cannot range over");

    public static readonly DiagnosticDescriptor NotANumber = new(
        "MLS4009", Severity.Error, "An operator on something that is not a number");

    public static readonly DiagnosticDescriptor NotABool = new("MLS4010", Severity.Error, "A condition that is not a bool");

    public static readonly DiagnosticDescriptor BodyNotANumber = new(
        "MLS4011", Severity.Error, "A binder over something that is not a number");

    public static readonly DiagnosticDescriptor Infinite = new("MLS4012", Severity.Error, "A type that would contain itself");

    public static readonly DiagnosticDescriptor NotIndexable = new(
        "MLS4013", Severity.Error, "A subscript on something without dimensions");

    public static readonly DiagnosticDescriptor Subscript = new(
        "MLS4014", Severity.Error, "A subscript that is neither an int nor a label");

    public static readonly DiagnosticDescriptor CannotInfer = new("MLS4015", Severity.Error, "A type that cannot be inferred");

    public static readonly DiagnosticDescriptor TypeArguments = new("MLS4016", Severity.Error, "A type with the wrong arguments");

    public static readonly DiagnosticDescriptor NoUnit = new("MLS4017", Severity.Error, "A unit on a type that carries none");

    public static readonly DiagnosticDescriptor AnnotationNeeded = new("MLS4018", Severity.Error, "A parameter that needs its type");

    public static readonly DiagnosticDescriptor MissingArgument = new("MLS4019", Severity.Error, "A function where its value was expected");

    public static readonly DiagnosticDescriptor ParamType = new("MLS4020", Severity.Error, "A param that is no number, bool or text");

    public static readonly DiagnosticDescriptor EmptyList = new("MLS4021", Severity.Error, "A list without items");

    public static readonly DiagnosticDescriptor IntegerDivision = new(
        "MLS4022", Severity.Warning, "A division of whole numbers that loses its remainder");

    public static readonly DiagnosticDescriptor Gradient = new("MLS4023", Severity.Error, "A gradient that does not fit its function");

    public static readonly DiagnosticDescriptor Default = new("MLS4024", Severity.Error, "A default that is not a number");

    public static readonly DiagnosticDescriptor DimensionTooSmall = new("MLS5060", Severity.Error, "A computed dimension that none can be");

    public static readonly DiagnosticDescriptor DimensionDiffers = new("MLS5061", Severity.Error, "A computed dimension that differs");
}
