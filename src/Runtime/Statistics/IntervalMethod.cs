namespace MLSpec.Runtime.Statistics;

/// <summary>How an interval is read off the bootstrap distribution.</summary>
public enum IntervalMethod
{
    /// <summary>
    /// Percentiles widened for few replicates: the tails Phi(-sqrt(n/(n-1)) t) in place of alpha/2, where t is Student's quantile with
    /// n - 1 degrees of freedom (Hesterberg, "What Teachers Should Know about the Bootstrap", 2015). The default, because plain
    /// percentiles of five replicates cover the truth in some 83% of cases, not 95%.
    /// </summary>
    ExpandedPercentile,

    /// <summary>The alpha/2 and 1 - alpha/2 quantiles.</summary>
    Percentile,

    /// <summary>
    /// Bias-corrected and accelerated, the acceleration from the jackknife (Efron, "Better Bootstrap Confidence Intervals", 1987).
    /// </summary>
    Bca,
}
