namespace MLSpec.Dsl.Diagnostics;

/// <summary>Units of measure, shapes and ranges: MLS4500 to 4999.</summary>
public static class UnitDiagnostics
{
    public static readonly DiagnosticDescriptor Mismatch = new("MLS4501", Severity.Error, "Two units of measure that differ");

    public static readonly DiagnosticDescriptor ClockMismatch = new(
        "MLS4502", Severity.Error, "A schedule on another clock, without a conversion");

    public static readonly DiagnosticDescriptor PowerNeedsOne = new("MLS4503", Severity.Error, "A power of something with a unit");

    public static readonly DiagnosticDescriptor NotABudget = new("MLS4504", Severity.Error, "A duration that is not in steps or epochs");

    public static readonly DiagnosticDescriptor DimensionMismatch = new("MLS4510", Severity.Error, "Two dimensions that differ");

    public static readonly DiagnosticDescriptor RankMismatch = new(
        "MLS4511", Severity.Error, "Two shapes with different numbers of dimensions");

    public static readonly DiagnosticDescriptor NotADimension = new(
        "MLS4512", Severity.Error, "A dimension that is not known before the start");

    public static readonly DiagnosticDescriptor OutOfRange = new("MLS4513", Severity.Error, "A subscript beyond the end");

    public static readonly DiagnosticDescriptor RowNotFirst = new(
        "MLS4514", Severity.Error, "A row of dimensions that does not stand first");

    public static readonly DiagnosticDescriptor RangeNotConstant = new(
        "MLS4520", Severity.Error, "A range whose values are not known at compile time");

    public static readonly DiagnosticDescriptor RangeEmpty = new("MLS4521", Severity.Error, "A range without values");

    public static readonly DiagnosticDescriptor RangeDiffers = new("MLS4522", Severity.Warning, "A range where F# would have lost its end");
}
