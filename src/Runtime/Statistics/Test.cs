namespace MLSpec.Runtime.Statistics;

/// <summary>The outcome of a test of a null hypothesis.</summary>
/// <param name="Statistic">What was computed of the data.</param>
/// <param name="PValue">The probability of a statistic at least as extreme under the null hypothesis, on either side; in [0, 1].</param>
public readonly record struct Test(double Statistic, double PValue);
