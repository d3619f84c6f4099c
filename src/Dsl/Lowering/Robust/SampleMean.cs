using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary>What is known of an expectation that is taken over draws.</summary>
internal static class SampleMean
{
    /// <param name="name">What the draws are called.</param>
    /// <param name="draws">How many; null for one.</param>
    public static Derivation Derivation(Law law, string name, Extent? draws, TextSpan span) => new(
        "sample mean",
        "The mean over independent draws is unbiased; its standard error falls with the square root of their number",
        "D. P. Kingma, M. Welling, Auto-encoding variational Bayes, ICLR 2014: draws as functions of the parameters and of noise",
        ImmutableArray.Create(
            $"expect over {law.Kind} of a function of '{name}'.",
            $"{Count(draws)}, made from standard noise, so that derivatives reach the parameters.",
            "Answer: an unbiased estimate, which lies on either side (heuristic)."),
        @"\mathbb{E}_{x \sim D} f(x) \approx \frac{1}{n} \sum_{i=1}^n f(\mu + \sigma \varepsilon_i)",
        BoundKind.Heuristic,
        span);

    private static string Count(Extent? draws) => draws is null ? "The value at one draw" : $"The mean over {draws} independent draws";
}
