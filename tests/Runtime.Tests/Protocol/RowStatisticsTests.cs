using MLSpec.Runtime.Protocol;
using MLSpec.Runtime.Statistics;
using MLSpec.Runtime.Tests.Data;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Protocol;

public sealed class RowStatisticsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public void Columns_hold_all_rows_in_order_whatever_the_chunk(int chunk)
    {
        var rows = Digit.Numbered(50);
        Assert.Equal([[.. Enumerable.Range(0, 50).Select(i => i / 2.0)]], Evaluation.Columns(rows, part => part.Weight / 2, chunk));
        var pairs = Evaluation.Columns(rows, part => (part.Weight.remainder(3), part.Label.eq(4)), chunk);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => i % 3.0), pairs[0]);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => i % 10 == 4 ? 1.0 : 0), pairs[1]);
        Assert.Equal(Enumerable.Repeat(2.5, 50), Evaluation.Columns(rows, _ => tensor(2.5), chunk)[0]);
    }

    [Fact]
    public void They_are_the_statistics_of_their_columns()
    {
        double[] scores = [0.1, 0.4, 0.35, 0.8, 0.8], truth = [0, 0, 1, 1, 0];
        bool[] holds = [false, false, true, true, false];
        Assert.Equal(Discrimination.AreaUnderRoc(scores, holds), RowStatistics.AreaUnderRoc([scores, truth]));
        Assert.Equal(Discrimination.AveragePrecision(scores, holds), RowStatistics.AveragePrecision([scores, truth]));
        Assert.Equal(Discrimination.CalibrationError(4, scores, holds), RowStatistics.CalibrationError(4, [scores, truth]));
        Assert.Equal(RankCorrelation.Kendall(scores, truth).Statistic, RowStatistics.Kendall([scores, truth]));
        Assert.Equal(RankCorrelation.Spearman(scores, truth).Statistic, RowStatistics.Spearman([scores, truth]));
        Assert.Equal(KolmogorovSmirnov.Of(scores, truth), new Test(RowStatistics.KsDistance([scores], [truth]), RowStatistics.KsPValue([scores], [truth])));
        // A softmax in single precision may end a little above 1.
        Assert.Equal(0, RowStatistics.CalibrationError(4, [[1 + 1e-7], [1]]), 1e-12);
    }
}
