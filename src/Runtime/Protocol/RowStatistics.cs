using MLSpec.Runtime.Statistics;

namespace MLSpec.Runtime.Protocol;

/// <summary>
/// Statistics of the rows of a split, of columns that <see cref="Evaluation"/> collects; a truth value is 1 where it holds. They are
/// NaN where they are not defined.
/// </summary>
public static class RowStatistics
{
    /// <summary>The area under the ROC curve of scores and what is positive.</summary>
    public static double AreaUnderRoc(double[][] scored) => Discrimination.AreaUnderRoc(scored[0], Holds(scored[1]));

    /// <summary>The average precision of scores and what is positive.</summary>
    public static double AveragePrecision(double[][] scored) => Discrimination.AveragePrecision(scored[0], Holds(scored[1]));

    /// <summary>The expected calibration error of confidences, in [0, 1], and what is correct. Rounding beyond 1 is forgiven.</summary>
    public static double CalibrationError(int bins, double[][] judged) =>
        Discrimination.CalibrationError(bins, Array.ConvertAll(judged[0], c => c is > 1 and < 1 + 1e-5 ? 1 : c), Holds(judged[1]));

    /// <summary>Kendall's tau-b of two columns.</summary>
    public static double Kendall(double[][] pairs) => RankCorrelation.Kendall(pairs[0], pairs[1]).Statistic;

    /// <summary>Spearman's rho of two columns.</summary>
    public static double Spearman(double[][] pairs) => RankCorrelation.Spearman(pairs[0], pairs[1]).Statistic;

    /// <summary>The largest distance of the distribution functions of two columns.</summary>
    public static double KsDistance(double[][] x, double[][] y) => KolmogorovSmirnov.Of(x[0], y[0]).Statistic;

    /// <summary>The exact two-sided p-value of two columns being of one distribution.</summary>
    public static double KsPValue(double[][] x, double[][] y) => KolmogorovSmirnov.Of(x[0], y[0]).PValue;

    private static bool[] Holds(double[] truth) => Array.ConvertAll(truth, value => value != 0);
}
