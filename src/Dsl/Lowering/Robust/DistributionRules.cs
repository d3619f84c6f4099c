using System.Collections.Immutable;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary>The rules for sets of distributions; each also makes its set.</summary>
internal static class DistributionRules
{
    public static ImmutableArray<DistributionRule> All { get; } =
        ImmutableArray.Create<DistributionRule>(
            new KlBall(), new AmortisedKlBall(), new Chi2Ball(), new TvBall(), new Cvar(), new Groups(), new ExponentiatedGradient(), new WassersteinBall(), new Wasserstein1Ball());
}
