using FsCheck;
using FsCheck.Fluent;
using MLSpec.Runtime.Statistics;

namespace MLSpec.Runtime.Tests.Statistics;

public class DiscriminationTests
{
    [Fact]
    public void As_in_the_documentation_of_scikit_learn()
    {
        double[] scores = [0.1, 0.4, 0.35, 0.8];
        bool[] positive = [false, false, true, true];
        Assert.Equal(0.75, Discrimination.AreaUnderRoc(scores, positive), 1e-15);
        Assert.Equal(5 / 6.0, Discrimination.AveragePrecision(scores, positive), 1e-15);
    }

    [Fact]
    public void Equal_scores_are_one_threshold()
    {
        Assert.Equal(0.5, Discrimination.AreaUnderRoc([1, 1, 1, 1], [true, false, false, true]), 1e-15);
        Assert.Equal(0.5, Discrimination.AveragePrecision([1, 1, 1, 1], [true, false, false, true]), 1e-15);
        // Thresholds 3 (one of one), 2 (two of four in all three), 1: 1/2 + 0 + 1/2 * 2/5 with two positives.
        Assert.Equal(0.5 + 0.5 * 2 / 5, Discrimination.AveragePrecision([3, 2, 2, 2, 1], [true, false, false, false, true]), 1e-15);
    }

    [Fact]
    public void The_area_is_the_share_of_pairs_in_order() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(sbyte, bool)[]>(), rows =>
        {
            double[] scores = [.. rows.Select(row => row.Item1 / 16.0 - row.Item1 / 16.0 % 1)];
            bool[] positive = [.. rows.Select(row => row.Item2)];
            var pairs = from i in Enumerable.Range(0, rows.Length)
                        where positive[i]
                        from j in Enumerable.Range(0, rows.Length)
                        where !positive[j]
                        select scores[i] > scores[j] ? 1.0 : scores[i] == scores[j] ? 0.5 : 0;
            var area = Discrimination.AreaUnderRoc(scores, positive);
            if (!pairs.Any())
            {
                Assert.Equal(double.NaN, area);
                return;
            }
            Assert.Equal(pairs.Average(), area, 1e-12);
            Assert.Equal(1 - area, Discrimination.AreaUnderRoc(scores, [.. positive.Select(is_ => !is_)]), 1e-12);
            Assert.Equal(area, Discrimination.AreaUnderRoc([.. scores.Select(s => Math.Exp(s))], positive), 1e-12);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Average_precision_without_ties_is_the_mean_of_the_precisions_at_the_positives() =>
        Prop.ForAll(ArbMap.Default.ArbFor<bool[]>(), positive =>
        {
            double[] scores = [.. positive.Select((_, i) => -(double)i)];
            var precisions = Enumerable.Range(0, positive.Length).Where(i => positive[i]).Select(i => positive.Take(i + 1).Count(p => p) / (i + 1.0)).ToArray();
            Assert.Equal(precisions.Length == 0 ? double.NaN : precisions.Average(), Discrimination.AveragePrecision(scores, positive), 1e-12);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Calibration_by_hand()
    {
        // Bins (0, 0.5] and (0.5, 1]: |0.3 - 0.5| of two, |0.9 - 2/3| of three.
        double[] confidences = [0.2, 0.4, 0.8, 0.9, 1.0];
        bool[] correct = [false, true, true, true, false];
        Assert.Equal((2 * 0.2 + 3 * (0.9 - 2 / 3.0)) / 5, Discrimination.CalibrationError(2, confidences, correct), 1e-12);
        Assert.Equal(0.06, Discrimination.CalibrationError(1, confidences, correct), 1e-12);
        Assert.Equal(0, Discrimination.CalibrationError(15, [0, 1], [false, true]), 1e-15);
        Assert.Equal(1, Discrimination.CalibrationError(15, [0, 1], [true, false]), 1e-15);
        Assert.Equal(double.NaN, Discrimination.CalibrationError(15, [1.2], [true]));
        Assert.Equal(double.NaN, Discrimination.CalibrationError(15, [], []));
    }

    [Fact]
    public void Finer_bins_hide_no_less() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte, bool)[]>(), rows =>
        {
            double[] confidences = [.. rows.Select(row => row.Item1 / 255.0)];
            bool[] correct = [.. rows.Select(row => row.Item2)];
            if (rows.Length > 0)
                Assert.True(Discrimination.CalibrationError(4, confidences, correct) <= Discrimination.CalibrationError(8, confidences, correct) + 1e-12);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Columns_that_differ_in_length_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Discrimination.AreaUnderRoc([1], []));
        Assert.Throws<ArgumentException>(() => Discrimination.AveragePrecision([1], []));
        Assert.Throws<ArgumentException>(() => Discrimination.CalibrationError(0, [1], [true]));
    }
}
