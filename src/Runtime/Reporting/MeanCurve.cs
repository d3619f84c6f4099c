using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Statistics;

namespace MLSpec.Runtime.Reporting;

/// <summary>The curves of one training's replicates as one: their mean, its interval, and what a trailing window makes of both.</summary>
/// <param name="Steps">The steps at which every replicate has a value.</param>
/// <param name="Recorded">The mean over the replicates, as recorded.</param>
/// <param name="Smoothed">The mean over the replicates of the means of the last <paramref name="Window"/> values; at the start of fewer.</param>
/// <param name="Low">The lower end of the 95% interval of <paramref name="Smoothed"/>; the mean itself where there is one replicate.</param>
/// <param name="High">The upper end.</param>
/// <param name="Window">How many recorded values are averaged; 1 for none.</param>
/// <param name="Stride">How many steps lie between two recorded values.</param>
/// <param name="IsCut">Whether some replicate went on longer.</param>
internal sealed record MeanCurve(
    double[] Steps, double[] Recorded, double[] Smoothed, double[] Low, double[] High, int Replicates, int Window, int Stride, bool IsCut)
{
    private const double Confidence = 0.95;
    private const int Resamples = 1000;

    /// <summary>Curves of fewer values stay as they are; of others some fiftieth part is averaged.</summary>
    private const int Unsmoothed = 100;
    private const int Windows = 50;

    /// <summary>The mean of curves, of which each has its steps in order.</summary>
    /// <param name="smooth">Whether the values are noisy readings, such as the losses of single batches.</param>
    public static MeanCurve Of(IReadOnlyList<IReadOnlyList<MeasuredPoint>> replicates, bool smooth)
    {
        var values = replicates.Select(points => points.Where(point => double.IsFinite(point.Value))
            .GroupBy(point => point.Step).ToDictionary(at => at.Key, at => at.Last().Value)).ToArray();
        int[] steps = [.. values.Aggregate(values[0].Keys.AsEnumerable(), (common, curve) => common.Where(curve.ContainsKey)).Order()];
        var window = smooth && steps.Length > Unsmoothed ? (int)Math.Round(steps.Length / (double)Windows) : 1;
        var recorded = values.Select(curve => steps.Select(step => curve[step]).ToArray()).ToArray();
        var smoothed = recorded.Select(curve => Trailing(curve, window)).ToArray();
        var bootstrap = new Bootstrap(replicates.Count, "curves", Resamples);
        var intervals = steps.Select((_, i) => Interval(bootstrap, [.. smoothed.Select(curve => curve[i])])).ToArray();
        double[] means = [.. steps.Select((_, i) => smoothed.Average(curve => curve[i]))];
        return new MeanCurve(
            [.. steps.Select(step => (double)step)], [.. steps.Select((_, i) => recorded.Average(curve => curve[i]))], means,
            [.. intervals.Zip(means, (interval, mean) => interval?.Low ?? mean)], [.. intervals.Zip(means, (interval, mean) => interval?.High ?? mean)],
            replicates.Count, window, steps.Length < 2 ? 1 : steps[1] - steps[0],
            steps.Length > 0 && values.Any(curve => curve.Keys.Any(step => step > steps[^1])));
    }

    /// <summary>The interval of the mean of one value of each replicate. This is most of the time that a page takes, hence the plain loop.</summary>
    private static Interval? Interval(Bootstrap bootstrap, double[] values) => bootstrap.Interval(
        drawn =>
        {
            var sum = 0.0;
            foreach (var replicate in drawn) sum += values[replicate];
            return sum / drawn.Length;
        }, Confidence);

    private static double[] Trailing(double[] values, int window)
    {
        var means = new double[values.Length];
        for (var i = 0; i < values.Length; i++)
            means[i] = values[Math.Max(0, i + 1 - window)..(i + 1)].Average();
        return means;
    }
}
