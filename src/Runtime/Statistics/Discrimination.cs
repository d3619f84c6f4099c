namespace MLSpec.Runtime.Statistics;

/// <summary>How well scores tell positives from negatives, and how far confidences are from frequencies.</summary>
public static class Discrimination
{
    /// <summary>
    /// The area under the ROC curve: the probability that a positive scores higher than a negative, ties counting one half (Hanley and
    /// McNeil, 1982).
    /// </summary>
    /// <param name="scores">Higher for what is more likely positive.</param>
    /// <param name="positive">Which are positive, in the order of the scores.</param>
    /// <returns>In [0, 1]; NaN where there are no positives or no negatives, or a score is not a number.</returns>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public static double AreaUnderRoc(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive)
    {
        Require(scores, positive);
        List<double> x = [], y = [];
        for (var i = 0; i < scores.Length; i++) (positive[i] ? x : y).Add(scores[i]);
        return Improvement.Probability([.. x], [.. y]);
    }

    /// <summary>
    /// Average precision: the sum over thresholds of (recall_k - recall_{k-1}) precision_k from the highest score down, equal scores being
    /// one threshold; as
    /// <c>average_precision_score</c> of scikit-learn, without interpolation.
    /// </summary>
    /// <returns>In [0, 1]; NaN where there are no positives or a score is not a number.</returns>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public static double AveragePrecision(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive)
    {
        Require(scores, positive);
        var order = Ranks.Order(scores);
        if (order.Length > 0 && double.IsNaN(scores[order[0]])) return double.NaN;
        double hits = 0, seen = 0, sum = 0;
        for (var end = order.Length; end > 0;)
        {
            var start = end - 1;
            while (start > 0 && scores[order[start - 1]] == scores[order[end - 1]]) start--;
            var found = 0.0;
            for (var k = start; k < end; k++) found += positive[order[k]] ? 1 : 0;
            hits += found;
            seen += end - start;
            sum += found * hits / seen;
            end = start;
        }
        return sum / hits;
    }

    /// <summary>
    /// The expected calibration error: confidences are put into bins of equal width in [0, 1], (low, high] but for the first, which holds
    /// 0; the distances of mean confidence and
    /// frequency are averaged with the bins' sizes as weights (Naeini et al., 2015; Guo et al., 2017).
    /// </summary>
    /// <param name="bins">How many; 15 is usual.</param>
    /// <param name="confidences">Of each prediction, in [0, 1].</param>
    /// <param name="correct">Which predictions were right.</param>
    /// <returns>In [0, 1]; NaN for no predictions, or a confidence outside of [0, 1].</returns>
    /// <exception cref="ArgumentException">The columns differ in length, or there are no bins.</exception>
    public static double CalibrationError(int bins, ReadOnlySpan<double> confidences, ReadOnlySpan<bool> correct)
    {
        Require(confidences, correct);
        if (bins < 1) throw new ArgumentException("There has to be a bin.", nameof(bins));
        var surplus = new double[bins];
        for (var i = 0; i < confidences.Length; i++)
        {
            if (confidences[i] is not (>= 0 and <= 1)) return double.NaN;
            surplus[Math.Max((int)Math.Ceiling(confidences[i] * bins) - 1, 0)] += confidences[i] - (correct[i] ? 1 : 0);
        }
        return surplus.Sum(Math.Abs) / confidences.Length;
    }

    private static void Require(ReadOnlySpan<double> values, ReadOnlySpan<bool> flags)
    {
        if (values.Length != flags.Length) throw new ArgumentException($"There are {values.Length} numbers and {flags.Length} truth values.");
    }
}
