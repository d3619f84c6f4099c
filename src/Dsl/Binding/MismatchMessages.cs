using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

/// <summary>What is said where two types differ: the innermost difference first, then both types whole.</summary>
internal static class MismatchMessages
{
    public static void Report(DiagnosticBag diagnostics, Mismatch mismatch, Type expected, Type actual, TextSpan span)
    {
        var names = new TypeNames();
        var whole = $"expected {names.Print(expected)}, but this is {names.Print(actual)}";
        switch (mismatch)
        {
            case UnitMismatch u:
                diagnostics.Report(
                    UnitDiagnostics.Mismatch,
                    span,
                    $"The unit of measure '{names.Print(u.Actual)}' does not match the unit of measure "
                        + $"'{names.Print(u.Expected)}': {whole}.",
                    UnitFix(u, names));
                break;
            case DimensionMismatch d:
                diagnostics.Report(
                    UnitDiagnostics.DimensionMismatch,
                    span,
                    $"The dimension {names.Print(d.Actual)} does not match the dimension {names.Print(d.Expected)}"
                        + (expected is DimensionType ? "." : $": {whole}."),
                    DimensionFix(d));
                break;
            case RankMismatch r:
                diagnostics.Report(
                    UnitDiagnostics.RankMismatch,
                    span,
                    $"The shape {names.Print(r.Actual)} does not match the shape {names.Print(r.Expected)}: {whole}.");
                break;
            case FieldsMismatch f:
                ReportFields(diagnostics, f, names, span);
                break;
            case InfiniteType i:
                diagnostics.Report(
                    TypeDiagnostics.Infinite,
                    span,
                    $"The type {names.Print(i.Variable)} would have to contain itself: {names.Print(i.Type)}.");
                break;
            case TypeMismatch { Expected: FloatType, Actual: IntType } or TypeMismatch { Expected: IntType, Actual: FloatType }:
                diagnostics.Report(
                    TypeDiagnostics.MixedNumbers,
                    span,
                    $"An int is not a float: {whole}.",
                    NumberFix((TypeMismatch)mismatch));
                break;
            case TypeMismatch { Actual: FunctionType f } t when t.Expected is not FunctionType:
                diagnostics.Report(
                    TypeDiagnostics.MissingArgument, span, $"An argument of type {names.Print(f.Parameter)} is missing: {whole}.");
                break;
            default:
                diagnostics.Report(TypeDiagnostics.Mismatch, span, char.ToUpperInvariant(whole[0]) + whole.Substring(1) + ".");
                break;
        }
    }

    private static void ReportFields(DiagnosticBag diagnostics, FieldsMismatch mismatch, TypeNames names, TextSpan span)
    {
        var (expected, actual) = (mismatch.Expected.Fields.Select(f => f.Name).ToList(), mismatch.Actual.Fields
            .Select(f => f.Name).ToList());
        var missing = expected.Except(actual).ToList();
        var extra = actual.Except(expected).ToList();
        var what = missing.Count > 0 ? $"it lacks {Words.List(missing)}" : extra.Count > 0 ? $"it has {Words.List(extra)} too many"
            : "the order of the fields differs";
        diagnostics.Report(
            TypeDiagnostics.MissingField,
            span,
            $"The record does not fit: {what}; expected {names.Print(mismatch.Expected with { Name = null })}, "
                + $"but this is {names.Print(mismatch.Actual with { Name = null })}.");
    }

    private static string? UnitFix(UnitMismatch mismatch, TypeNames names)
    {
        if (mismatch.Actual.IsOne)
            return $"give the number its unit: `<{names.Print(mismatch.Expected)}>`.";
        if (mismatch.Expected.IsOne)
            return $"divide by `1.0<{names.Print(mismatch.Actual)}>`, or give what it meets the unit `<{names.Print(mismatch.Actual)}>`.";
        return $"multiply by a quantity in {names.Print(mismatch.Expected / mismatch.Actual)}.";
    }

    private static string? DimensionFix(DimensionMismatch mismatch)
    {
        var named = mismatch.Expected as NamedDimension ?? mismatch.Actual as NamedDimension;
        return named is not null ? $"`{named.Name}` may take other values; write the same dimension on both sides." : null;
    }

    private static string NumberFix(TypeMismatch mismatch) =>
        mismatch.Actual is IntType ? "convert it with `to_float`, or write the number with a point."
            : "an int is needed here: a whole number without a point.";
}
