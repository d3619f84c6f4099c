using System.Xml.Linq;
using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Reporting;

namespace MLSpec.Runtime.Tests.Reporting;

public sealed class LearningCurveTests
{
    [Fact]
    public void Few_values_stay_as_they_are()
    {
        var curve = MeanCurve.Of([Points(0, 1, 100, i => i), Points(0, 1, 100, i => i + 2)], smooth: true);
        Assert.Equal(1, curve.Window);
        Assert.Equal(curve.Recorded, curve.Smoothed);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => i + 1.0), curve.Smoothed);
    }

    /// <summary>On a straight line the mean of the last w values lags by (w - 1) / 2 values; at the start there are fewer.</summary>
    [Fact]
    public void Of_many_values_the_last_ones_are_averaged()
    {
        var curve = MeanCurve.Of([Points(0, 5, 200, i => i)], smooth: true);
        Assert.Equal((4, 5, 1), (curve.Window, curve.Stride, curve.Replicates));
        Assert.Equal([0, 0.5, 1, 1.5, 2.5, 3.5], curve.Smoothed[..6]);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => (double)i), curve.Recorded);
        Assert.Equal(curve.Smoothed, curve.Low);
        Assert.Equal(1, MeanCurve.Of([Points(0, 5, 200, i => i)], smooth: false).Window);
    }

    [Fact]
    public void The_band_is_around_the_mean_and_collapses_where_the_seeds_agree()
    {
        var curve = MeanCurve.Of([.. Enumerable.Range(0, 5).Select(seed => Points(0, 1, 50, i => i == 7 ? 3 : i + (seed * seed)))], smooth: true);
        for (var i = 0; i < 50; i++)
        {
            Assert.InRange(curve.Smoothed[i], curve.Low[i], curve.High[i]);
            Assert.Equal(i == 7, curve.High[i] - curve.Low[i] < 1e-9);
        }
        Assert.Equal(6.0, curve.Smoothed[0]);
    }

    [Fact]
    public void A_line_ends_where_the_first_seed_stops()
    {
        var curve = MeanCurve.Of([Points(0, 10, 20, i => i), Points(0, 10, 12, i => i)], smooth: true);
        Assert.Equal(110.0, curve.Steps[^1]);
        Assert.True(curve.IsCut);
        Assert.False(MeanCurve.Of([Points(0, 10, 12, i => i), Points(0, 10, 12, i => i)], smooth: true).IsCut);
    }

    [Fact]
    public void There_is_a_panel_for_each_loss_and_each_measure()
    {
        CurveResult[] curves =
        [
            .. from training in new[] { "sac", "drsac" }
               from seed in new[] { 1, 2, 3 }
               select new CurveResult(training, seed, [], [.. Enumerable.Range(0, 120).Select(i => new CurvePoint(i, 1 + (1.0 / (seed + i)), 0.1))])
               {
                   Objectives = training == "sac" ? [] : [new("critic", Points(0, 1, 150, i => 1 + (1.0 / (i + seed)))), new("actor", Points(0, 2, 75, i => seed - i))],
                   Measures = [new("held_out", Points(9, 10, 12, i => i + seed))],
               },
        ];
        var panels = LearningCurves.Panels(curves).Select(panel => XElement.Parse(panel.ToString())).ToArray();
        Assert.Equal(
            [
                "loss: mean of 3 seeds with its 95% interval; smoothed: mean of the last 2 recorded values (2 steps); faint: as recorded",
                "critic: mean of 3 seeds with its 95% interval; smoothed: mean of the last 3 recorded values (3 steps); faint: as recorded",
                "actor: mean of 3 seeds with its 95% interval",
                "held_out: mean of 3 seeds with its 95% interval",
                "rate of each step",
            ],
            panels.Select(panel => panel.Element("figcaption")!.Value));
        Assert.Equal([1, 1, 1, 2, 2], panels.Select(panel => panel.Descendants("li").Count()));
        var ids = panels.SelectMany(panel => panel.Descendants().Attributes("id")).Select(id => id.Value).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    private static MeasuredPoint[] Points(int start, int stride, int count, Func<int, double> value) =>
        [.. Enumerable.Range(0, count).Select(i => new MeasuredPoint(start + (stride * i), value(i)))];
}
