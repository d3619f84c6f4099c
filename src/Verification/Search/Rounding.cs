namespace MLSpec.Verification.Search;

/// <summary>What rounding may do to a bound. Bounds are computed in double precision, whose unit is 1.1e-16; the margin leaves room for a
/// loss of six digits over all layers.</summary>
internal static class Rounding
{
    private const double Relative = 1e-9;

    /// <summary>For each row, what a lower bound must exceed to count as positive: relative to the numbers that the row is made of, as they
    /// are in the middle of the first box.</summary>
    public static double[] Margins(UnsafeSet set, NetworkEvaluation answers)
    {
        var box = set.Boxes[0];
        double[] middle = [.. box.Low.Zip(box.High, (l, h) => l + ((h - l) / 2))];
        var answer = answers.Answer(middle);
        return [.. set.Rows.Select(r => Relative * (1 + Math.Abs(r.Limit) + Sum(r.OfInputs, middle) + Sum(r.OfOutputs, answer)))];
    }

    private static double Sum(IEnumerable<double> factors, IEnumerable<double> values) =>
        factors.Zip(values, (f, v) => Math.Abs(f * v)).Sum();
}
