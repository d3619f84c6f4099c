using System.Globalization;
using MLSpec.Runtime.Protocol;

namespace MLSpec.Runtime.Hosting.Reproducing;

/// <summary>A cell of the results and what was measured now.</summary>
internal sealed record ReproducedCell(ReportedCell Reported, IReadOnlyList<double> Values)
{
    /// <summary>Whether all values that can be the same again are, bit for bit.</summary>
    public bool IsEqual => Compared.All(one => one.IsEqual);

    /// <summary>For people: equal, or the values that differ.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"{Reported.Words}: {(IsEqual ? "equal" : "differs")}";
        foreach (var (measure, then, now, isEqual) in Compared)
            yield return isEqual
                ? $"  {measure.Name} {Text(then)}"
                : $"  {measure.Name} {Text(then)} in the results, {Text(now)} now, {Math.Abs(now - then).ToString("G2", CultureInfo.InvariantCulture)} apart";
        foreach (var measure in Reported.Protocol.Measures.Where(measure => !measure.IsReproducible))
            yield return $"  {measure.Name} is a time and not compared";
    }

    private IEnumerable<(MeasureResult Measure, double Then, double Now, bool IsEqual)> Compared =>
        Reported.Protocol.Measures.Select((measure, m) => (measure, Reported.Cell.Values[m], Values[m], AreEqual(Reported.Cell.Values[m], Values[m])))
            .Where(one => one.measure.IsReproducible);

    private static bool AreEqual(double then, double now) =>
        BitConverter.DoubleToInt64Bits(then) == BitConverter.DoubleToInt64Bits(now) || (double.IsNaN(then) && double.IsNaN(now));

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
