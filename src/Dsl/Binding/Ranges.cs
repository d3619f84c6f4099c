using System.Collections.Immutable;
using System.Numerics;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Binding;

/// <summary>
/// The values of <c>[start .. increment .. end]</c> in exact decimal arithmetic, the end included where the increments reach it.
/// </summary>
internal static class Ranges
{
    /// <summary>More values than this are taken for a slip of the pen.</summary>
    private const int MostValues = 1_000_000;

    /// <param name="parts">Start and end, or start, increment and end.</param>
    /// <returns>The values, or null where they cannot be known or there are none, which is reported.</returns>
    public static ImmutableArray<ExactDecimal>? Values(IReadOnlyList<BoundExpression> parts, TextSpan span, DiagnosticBag diagnostics)
    {
        if (parts.Any(p => p is BoundError))
            return null;
        var values = parts.Select(Constants.Decimal).ToList();
        if (values.FindIndex(v => v is null) is >= 0 and var unknown)
        {
            diagnostics.Report(
                UnitDiagnostics.RangeNotConstant,
                parts[unknown].Span,
                "The values of a range are known at compile time: its parts are numbers.");
            return null;
        }

        var (start, end) = (values[0]!.Value, values[values.Count - 1]!.Value);
        var increment = values.Count == 3 ? values[1]!.Value : ExactDecimal.FromInt(1);
        if (increment.Digits.IsZero || (end - start).Digits.Sign * increment.Digits.Sign < 0)
        {
            diagnostics.Report(
                UnitDiagnostics.RangeEmpty,
                span,
                increment.Digits.IsZero
                    ? "The increment of a range is not zero."
                    : $"The range is empty: from {start} in steps of {increment} there is no way to {end}.");
            return null;
        }

        var count = Count(start, increment, end);
        if (count > MostValues)
        {
            diagnostics.Report(UnitDiagnostics.RangeEmpty, span, $"The range has {count} values; at most {MostValues} are allowed.");
            return null;
        }

        if (values.Count == 3 && !values.All(v => v!.Value.IsInteger)
            && CountInDoubles(start.ToDouble(), increment.ToDouble(), end.ToDouble()) is var other && other != count)
        {
            diagnostics.Report(
                UnitDiagnostics.RangeDiffers,
                span,
                $"This range has {count} values, computed exactly; in F#, rounding would have made it {other}.");
        }

        return Enumerable.Range(0, (int)count).Select(i => start + (ExactDecimal.FromInt(i) * increment)).ToImmutableArray();
    }

    private static BigInteger Count(ExactDecimal start, ExactDecimal increment, ExactDecimal end)
    {
        var distance = end - start;
        var exponent = Math.Min(distance.Exponent, increment.Exponent);
        var over = distance.Digits * BigInteger.Pow(10, distance.Exponent - exponent);
        var by = increment.Digits * BigInteger.Pow(10, increment.Exponent - exponent);
        return BigInteger.Divide(over, by) + 1;
    }

    /// <summary>What FSharp.Core would count: a whole quotient is taken as it is, otherwise the increments are added up.</summary>
    private static long CountInDoubles(double start, double increment, double end)
    {
        var quotient = (end - start) / increment;
        if (quotient == Math.Floor(quotient))
            return (long)quotient + 1;
        var count = 0L;
        for (var value = start; increment > 0 ? value <= end : value >= end; value += increment)
            count++;
        return count;
    }
}
