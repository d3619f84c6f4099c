using System.Collections.Immutable;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Tests.Lowering;

/// <summary>Expectations over laws and worst cases over sets of distributions: values, gradients, what is known of them, what is refused.</summary>
public class DistributionTests
{
    private const string Header =
        """
        module Test
        param eps = 0.3 in [0.0 .. 1.0]
        param radius = 0.1<nat>
        param factor = -2.0
        data d : { x : float[2]; t : float; g : class[3] } =
            csv "d.csv" |> split { train = 80%; valid = 10%; test = 10%; seed = 1<seed> }
        model net (x : float[2]) : float = x |> dense 1 |> scalar
        schedule growing : step -> float<nat> = linear 0.0<nat> -> 0.1<nat> over 10<step>
        uncertainty shifted = kl_ball radius d.test

        """;

    /// <summary>x, t and g of the rows.</summary>
    private static readonly (double[] X, double T, int G)[] _rows =
        [([0.2, -0.4], 1.0, 0), ([0.9, 0.1], 3.0, 1), ([-0.5, 0.3], -2.0, 1), ([0.0, 0.7], 0.5, 0)];

    private static double Mean => _rows.Average(r => r.T);

    private static double Deviation => Math.Sqrt(_rows.Average(r => (r.T - Mean) * (r.T - Mean)));

    /// <summary>What has a closed form is exact; what is drawn says so, also where a closed form stands beside it.</summary>
    [Theory]
    [InlineData("kl (normal t 1.0) (normal 0.0 2.0)", BoundKind.Exact)]
    [InlineData("kl (uniform t (t + 1.0)) (normal 0.0 2.0)", BoundKind.Exact)]
    [InlineData("kl (discrete [0.5; 0.5]) (categorical [t; 0.0])", BoundKind.Exact)]
    [InlineData("kl (mixture [0.5; 0.5] [discrete [0.2; 0.8]; discrete [0.4; 0.6]]) (categorical [t; 0.0])", BoundKind.Exact)]
    [InlineData("kl_by 100 (mixture [0.5; 0.5] [normal t 1.0; normal 0.0 1.0]) (normal 0.0 2.0)", BoundKind.Heuristic)]
    [InlineData("kl_by 100 (squashed_normal t 1.0) (uniform -1.0 1.0)", BoundKind.Heuristic)]
    [InlineData("kl (normal t 1.0) (normal 0.0 2.0) + kl_by 100 (normal t 1.0) (mixture [0.5; 0.5] [normal t 1.0; normal 0.0 1.0])", BoundKind.Heuristic)]
    public void A_divergence_by_draws_is_marked(string divergence, BoundKind expected)
    {
        var module = Specs.LowerWithoutErrors($"{Header}protocol p =\n    measure m = expect (x, t, g) in d.test -> {divergence}\n    report mean of m\n");
        Assert.Equal(expected, Assert.Single(Assert.Single(module.Protocols[0].Measures).Variants).BoundKind);
    }

    public static TheoryData<string, double> Optima => new()
    {
        { "sup q in kl_ball 0.0<nat> d.test -> expect row in q -> row.t", Mean },
        { "sup q in kl_ball 2.0<nat> d.test -> expect row in q -> row.t", 3.0 },
        { "inf q in kl_ball 2.0<nat> d.test -> expect row in q -> row.t", -2.0 },
        { "sup q in shifted -> expect (x, t, g) in q -> 0.0 * t", 0.0 },
        { "sup q in chi2_ball 0.04 d.test -> expect (x, t, g) in q -> t", Mean + (0.2 * Deviation) },
        { "inf q in chi2_ball 0.04 d.test -> expect (x, t, g) in q -> t", Mean - (0.2 * Deviation) },
        { "sup q in tv_ball 25% d.test -> expect (x, t, g) in q -> t", (1.0 + 3.0 + 3.0 + 0.5) / 4 },
        { "inf q in tv_ball 10% d.test -> expect (x, t, g) in q -> t", Mean - (0.1 * 5.0) },
        { "sup q in cvar 50% d.test -> expect (x, t, g) in q -> t", 2.0 },
        { "inf q in cvar 50% d.test -> expect (x, t, g) in q -> t", -0.75 },
        { "sup q in d.test |> cvar 50% -> expect (x, t, g) in q -> t", 2.0 },
        { "sup q in cvar 50% (take 2 d.test) -> expect (x, t, g) in q -> t", 2.0 },
        { "sup q in groups (fun row -> row.g) d.test -> expect row in q -> row.t", 0.75 },
        { "inf q in groups (fun (x, t, g) -> g) d.test -> expect row in q -> row.t", 0.5 },

        // An affine body gains the radius times the root mean square of its slope; a search moves all points at once and finds the same.
        { "sup q in wasserstein_ball eps (fun row -> row.x) d.test -> expect (x, t, g) in q -> 2.0 * x.[0] - x.[1]", 0.3 - 0.175 + (0.3 * Math.Sqrt(5)) },
        { "inf q in wasserstein_ball eps (fun row -> row.x) d.test by exact -> expect (x, t, g) in q -> t * x.[0]", (0.2 + 2.7 + 1.0) / 4 - (0.3 * Math.Sqrt(14.25 / 4)) },
        { "sup q in wasserstein_ball eps (fun row -> row.x) d.test by pgd 40 -> expect (x, t, g) in q -> t * x.[0]", (0.2 + 2.7 + 1.0) / 4 + (0.3 * Math.Sqrt(14.25 / 4)) },
        { "inf q in wasserstein_ball eps (fun row -> row.x) d.test by pgd 40 -> 1.0 - 2.0 * (expect (x, t, g) in q -> t * x.[0])", 1 - (2 * ((0.2 + 2.7 + 1.0) / 4 + (0.3 * Math.Sqrt(14.25 / 4)))) },
        { "sup q in wasserstein_ball 0.0 (fun row -> row.x) d.test by pgd 3 -> expect (x, t, g) in q -> dot x x", (0.2 + 0.82 + 0.34 + 0.49) / 4 },
        { "sup q in wasserstein_ball eps (fun row -> row.x) d.test by pgd 60 -> expect (x, t, g) in q -> dot x x", Math.Pow(Math.Sqrt((0.2 + 0.82 + 0.34 + 0.49) / 4) + 0.3, 2) },
        { "sup q in wasserstein_ball eps (fun row -> row.x) d.test -> expect (x, t, g) in q -> t", Mean },
        { "expect row in d.test -> sup q in wasserstein_ball 0.5 (fun c -> c) (weighted [1.0; 2.0] [1.0; 3.0]) -> expect c in q -> 2.0 * c", 3.5 + 1.0 },

        // Piecewise affine bodies gain the radius times the steepest slope of any row: a little mass goes far.
        { "sup q in wasserstein1_ball eps (fun row -> row.x) d.test -> expect (x, t, g) in q -> abs (2.0 * x.[0] - x.[1])", ((0.8 + 1.7 + 1.3 + 0.7) / 4) + (0.3 * Math.Sqrt(5)) },
        { "sup q in wasserstein1_ball eps (fun row -> row.x) d.test -> expect (x, t, g) in q -> max 0.0 (1.0 - t * x.[0])", ((0.8 + 0 + 0 + 1) / 4) + (0.3 * 3) },
        { "sup q in wasserstein1_ball eps (fun row -> row.x) d.test -> expect (x, t, g) in q -> 1.0 + relu (x.[0]) + 2.0 * abs (x.[0] - 1.0)", 1 + (1.1 / 4) + (2 * (0.8 + 0.1 + 1.5 + 1.0) / 4) + (0.3 * 3) },
        { "inf q in wasserstein1_ball eps (fun row -> row.x) d.test by exact -> 5.0 - (expect (x, t, g) in q -> abs (total x))", 5 - ((0.2 + 1.0 + 0.2 + 0.7) / 4) - (0.3 * Math.Sqrt(2)) },
        { "inf q in wasserstein1_ball eps (fun row -> row.x) d.test -> expect (x, t, g) in q -> min (t * x.[0]) (x.[1])", ((-0.4 + 0.1 + 0.3 + 0.0) / 4) - (0.3 * 3) },
        { "sup q in wasserstein1_ball eps (fun row -> row.x) d.test -> expect (x, t, g) in q -> total x", (1.3 / 4) + (0.3 * Math.Sqrt(2)) },
        { "sup q in wasserstein1_ball eps (fun row -> row.x) d.test -> expect (x, t, g) in q -> abs t", 6.5 / 4 },
        { "expect row in d.test -> sup q in wasserstein1_ball 0.5 (fun (c, w) -> c) (weighted [(1.0, 2.0); (2.0, 1.0); (0.0, 9.0)] [1.0; 3.0; 0.0]) -> expect (c, w) in q -> w * c", 2.0 + (0.5 * 2) },

        // Affine bodies; a negative factor turns the sup into an inf of the expectation.
        { "sup q in cvar 50% d.test -> 3.0 - 2.0 * (expect row in q -> row.t) / 4.0", 3.0 + (0.75 / 2) },
        { "sup q in cvar 50% d.test -> factor * (expect row in q -> row.t) + eps", 1.5 + 0.3 },
        { "sup q in cvar 50% d.test -> if eps > 0.1 then (expect row in q -> row.t) else 0.0", 2.0 },
        { "(sup q in cvar 50% d.test -> expect row in q -> row.t) ** 2", 4.0 },

        // Around points, labels, within rows.
        { "expect row in d.test -> sup q in tv_ball 10% (weighted [1.0; 2.0; 4.0] [1.0; 1.0; 2.0]) -> expect c in q -> c", 2.75 + (0.1 * 3.0) },
        { "expect row in d.test -> sup q in cvar 50% (empirical [(1.0, 2.0); (3.0, -1.0)]) -> expect (a, b) in q -> a * b", 2.0 },
        { "expect (x, t, g) in d.test -> sup q in tv_ball 50% (empirical x) -> expect c in q -> c * t", _rows.Average(r => r.X.Max(c => c * r.T)) },
        { "expect (x, t, g) in d.test -> expect k in discrete [0.5; 0.25; 0.25] -> if k == g then t else 0.0", ((0.5 * 1) + (0.25 * 3) + (0.25 * -2) + (0.5 * 0.5)) / 4 },
        { "expect (x, t, g) in d.test -> expect k in categorical [log 2.0; 0.0; 0.0] -> if k == g then t else 0.0", ((0.5 * 1) + (0.25 * 3) + (0.25 * -2) + (0.5 * 0.5)) / 4 },
        { "expect row in d.test -> expect c in weighted [1.0; 2.0; 4.0] [1.0; 1.0; 2.0] -> c ** 2", 9.25 },
        { "expect row in d.test -> expect c in empirical [1.0; 2.0; 3.0] -> 5.0", 5.0 },

        // Closed forms: affine bodies at the mean.
        { "expect (x, t, g) in d.test -> expect z in normal t 2.0 -> 3.0 * z + 1.0", (3 * Mean) + 1 },
        { "expect (x, t, g) in d.test -> expect z in normal x eps -> dot z x", (0.2 + 0.82 + 0.34 + 0.49) / 4 },
        { "expect z in uniform -1.0 4.0 -> 2.0 * z", 3.0 },

        // One distribution for all rows, and worst cases within.
        { "sup q in cvar 50% d.test -> expect (x, t, g) in q -> (sup c in [-1.0; 1.0] -> c * t)", 2.5 },
        { "sup q in cvar 50% d.test -> expect (x, t, g) in q -> (sup z in ball linf eps x by pgd 5 -> total z + t)", (4.6 + 1.8) / 2 },
    };

    [Theory]
    [MemberData(nameof(Optima))]
    public void Known_optimum(string value, double expected) => Assert.Equal(expected, Interpreter([]).Host(Measure(value).Value), 1e-7);

    [Theory]
    [InlineData("sup q in shifted -> expect row in q -> row.t", BoundKind.Exact)]
    [InlineData("inf q in cvar 10% d.test -> expect row in q -> row.t", BoundKind.Exact)]
    [InlineData("sup q in shifted -> expect (x, t, g) in q -> (sup z in ball linf eps x by pgd 3 -> dot z x)", BoundKind.Lower)]
    [InlineData("inf q in shifted -> expect (x, t, g) in q -> (sup z in ball linf eps x by pgd 3 -> dot z x)", BoundKind.Lower)]
    [InlineData("sup q in shifted -> -(expect (x, t, g) in q -> (sup z in ball linf eps x by pgd 3 -> dot z x))", BoundKind.Upper)]
    [InlineData("sup q in shifted -> factor * (expect (x, t, g) in q -> (sup z in ball linf eps x by pgd 3 -> dot z x))", BoundKind.Heuristic)]
    [InlineData("sup q in wasserstein_ball eps (fun row -> row.x) d.test -> expect (x, t, g) in q -> total x", BoundKind.Exact)]
    [InlineData("sup q in wasserstein_ball eps (fun row -> row.x) d.test by pgd 3 -> expect (x, t, g) in q -> dot x x", BoundKind.Lower)]
    [InlineData("inf q in wasserstein_ball eps (fun row -> row.x) d.test by pgd 3 -> expect (x, t, g) in q -> dot x x", BoundKind.Upper)]
    [InlineData("sup q in wasserstein_ball eps (fun row -> row.x) d.test by pgd 3 -> -(expect (x, t, g) in q -> dot x x)", BoundKind.Lower)]
    [InlineData("sup q in wasserstein1_ball eps (fun row -> row.x) d.test -> expect (x, t, g) in q -> abs (total x)", BoundKind.Exact)]
    [InlineData("inf q in wasserstein1_ball eps (fun row -> row.x) d.test -> expect (x, t, g) in q -> abs (total x)", BoundKind.Lower)]
    [InlineData("sup q in wasserstein1_ball eps (fun row -> row.x) d.test -> expect (x, t, g) in q -> t * abs (total x)", BoundKind.Upper)]
    [InlineData("sup q in wasserstein1_ball eps (fun row -> row.x) d.test -> expect (x, t, g) in q -> abs (total x) - relu (x.[0])", BoundKind.Upper)]
    [InlineData("sup q in wasserstein1_ball eps (fun row -> row.x) d.test -> -2.0 * (expect (x, t, g) in q -> min (x.[0]) 1.0)", BoundKind.Exact)]
    [InlineData("expect z in normal 0.0 1.0 -> 2.0 * z", BoundKind.Exact)]
    [InlineData("expect (x, t, g) in d.test -> expect z in normal t 1.0 by 8 -> z ** 2", BoundKind.Heuristic)]
    [InlineData("expect (x, t, g) in d.test -> sup q in kl_ball 0.1<nat> (normal t 1.0) -> expect z in q by 8 -> z ** 2", BoundKind.Heuristic)]
    [InlineData("expect (x, t, g) in d.test -> expect k in categorical [0.0; 1.0; 2.0] -> if k == g then 1.0 else 0.0", BoundKind.Exact)]
    public void What_is_known(string value, BoundKind expected) => Assert.Equal(expected, Measure(value).BoundKind);

    [Fact]
    public void Each_worst_case_has_its_derivation()
    {
        var measure = Measure("sup q in shifted -> expect (x, t, g) in q -> (sup z in ball linf eps x by pgd 3 -> dot z x)");
        Assert.Equal(["Kullback-Leibler ball", "projected gradient"], measure.Derivations.Select(d => d.Rule));
        Assert.Contains("all rows of d.test", measure.Derivations[0].Text[0], StringComparison.Ordinal);
        Assert.Contains(@"\log \mathbb{E}_p", measure.Derivations[0].Latex, StringComparison.Ordinal);
    }

    /// <summary>The derivative of the worst mean, by finite differences of the value, which solves anew at each point.</summary>
    [Theory]
    [InlineData("sup q in kl_ball radius d.train -> expect (x, t, g) in q -> (net x - t) ** 2")]
    [InlineData("inf q in kl_ball radius d.train -> expect (x, t, g) in q -> (net x - t) ** 2")]
    [InlineData("sup q in kl_ball growing d.train -> expect (x, t, g) in q -> (net x - t) ** 2")]
    [InlineData("sup q in chi2_ball 0.7 d.train -> 2.0 - (expect (x, t, g) in q -> (net x - t) ** 2)")]
    [InlineData("sup q in chi2_ball 0.7 d.train -> factor * (expect (x, t, g) in q -> (net x - t) ** 2)")]
    [InlineData("sup q in tv_ball 30% d.train -> expect (x, t, g) in q -> (net x - t) ** 2")]
    [InlineData("(sup q in cvar 60% d.train -> expect (x, t, g) in q -> (net x - t) ** 2) ** 2 + (expect (x, t, g) in d.train -> net x)")]
    [InlineData("sup q in groups (fun row -> row.g) d.train -> expect (x, t, g) in q -> (net x - t) ** 2")]
    [InlineData("expect (x, t, g) in d.train -> sup q in kl_ball 0.2<nat> (empirical x) -> expect c in q -> c * (net x) ** 2")]
    [InlineData("expect (x, t, g) in d.train -> sup q in kl_ball 0.2<nat> (normal x 0.5) -> expect z in q by 3 -> (net z - t) ** 2")]
    [InlineData("sup q in kl_ball 0.2<nat> (empirical [0.5; 1.0; 1.5]) -> expect (x, t, g) in d.train -> t * (expect c in q -> (net (c * x) - t) ** 2)")]
    [InlineData("sup q in cvar 70% (empirical [0.5; 1.0; 1.5]) -> sum (a, b) in [(1.0, -1.0)] -> a * (expect c in q -> c * (expect (x, t, g) in d.train -> (net x - c) ** 2))")]
    [InlineData("expect (x, t, g) in d.train -> expect z in normal (net x) 0.5 by 4 -> z ** 3")]
    [InlineData("expect (x, t, g) in d.train -> expect z in normal x 0.5 -> (net z) ** 2")]
    [InlineData("sup q in wasserstein_ball 0.3 (fun row -> row.x) d.train -> expect (x, t, g) in q -> net x")]
    [InlineData("sup q in wasserstein_ball 0.3 (fun row -> row.x) d.train -> expect (x, t, g) in q -> (net x - t) ** 2")]
    [InlineData("sup q in wasserstein1_ball 0.3 (fun row -> row.x) d.train -> expect (x, t, g) in q -> abs (net x - t)")]
    [InlineData("sup q in wasserstein1_ball 0.3 (fun row -> row.x) d.train -> expect (x, t, g) in q -> max 0.0 (1.0 - t * net x)")]
    [InlineData("expect (x, t, g) in d.train -> mean ((net x) * draw 5 (uniform 0.0 1.0)) ** 2")]
    public void Gradients_by_finite_differences(string objective)
    {
        var module = Specs.LowerWithoutErrors(
            $$"""
            {{Header}}objective o = {{objective}}
            train fit for 1<step> =
                batch 4<sample/step> from d.train
                minimize o over net using sgd { rate = 0.1 }
            """);
        var step = (OptimizeStep)module.Trainings[0].Steps[0];
        var weights = module.Models[0].Weights.Select((w, n) => Dense.From([.. w.Shape.Select(e => ((FixedExtent)e).Value)], p => 0.7 - (0.9 * p.Sum()) - n)).ToList();
        for (var w = 0; w < weights.Count; w++)
        {
            var gradient = Interpreter(weights).At(step.ValueAndGradients.Outputs[w + 1], ImmutableSortedDictionary<Axis, int>.Empty);
            for (var k = 0; k < weights[w].Items.Length; k++)
            {
                double At(double move)
                {
                    var moved = weights.Select((d, i) => i == w ? new Dense(d.Shape, [.. d.Items.Select((v, j) => j == k ? v + move : v)]) : d).ToList();
                    return Interpreter(moved).Host(step.Value.Outputs[0]);
                }

                Assert.Equal((At(1e-5) - At(-1e-5)) / 2e-5, gradient.Items[k], 1e-4);
            }
        }
    }

    [Fact]
    public void Draws_are_anew_for_each_row_and_each_place()
    {
        var module = Specs.LowerWithoutErrors(
            $$"""
            {{Header}}objective o = expect (x, t, g) in d.train -> (expect z in normal 0.0 1.0 by 3 -> net (z * x)) + (expect z in normal 0.0 1.0 by 3 -> net (z * x))
            train fit for 1<step> =
                batch 4<sample/step> from d.train
                minimize o over net using sgd { rate = 0.1 }
            """);
        var draws = Graphs.Reachable(((OptimizeStep)module.Trainings[0].Steps[0]).Value.Outputs).Where(n => n.Operation is DrawOperation).ToList();
        Assert.Equal(2, draws.Select(d => ((DrawOperation)d.Operation).Stream).Distinct().Count());
        Assert.All(draws, d => Assert.Equal([AxisKind.Sample, AxisKind.Batch], d.Axes.Select(a => a.Kind)));
    }

    [Theory]
    [InlineData("MLS6070", "sup q in shifted -> (expect row in q -> row.t) ** 2", "sup q in shifted -> expect row in q -> row.t ** 2")]
    [InlineData("MLS6070", "sup q in shifted -> max 0.0 (expect row in q -> row.t)", "max 0.0 (sup q in shifted -> expect row in q -> row.t)")]
    [InlineData("MLS6070", "sup q in shifted -> exp (expect row in q -> row.t)", "exp (sup q in shifted -> expect row in q -> row.t)")]
    [InlineData("MLS6070", "sup q in shifted -> (expect row in q -> row.t) + (expect row in q -> total row.x)", "sup q in shifted -> expect row in q -> row.t + total row.x")]
    [InlineData("MLS6070", "sup q in shifted -> sup w in box 0.0 1.0 by pgd 3 -> w * (expect row in q -> w * row.t)", "sup q in shifted -> expect row in q -> sup w in box 0.0 1.0 by pgd 3 -> w * row.t")]
    [InlineData("MLS6070", "sup q in tv_ball 10% (empirical [1.0; 2.0]) -> expect row in d.test -> expect c in q -> c * row.t", "expect row in d.test -> sup q in tv_ball 10% (empirical [1.0; 2.0]) -> expect c in q -> c * row.t")]
    [InlineData("MLS6071", "sup q in shifted -> expect row in q by 3 -> row.t", "sup q in shifted -> expect row in q -> row.t")]
    [InlineData("MLS6071", "expect row in d.test by 3 -> row.t", "expect row in d.test -> row.t")]
    [InlineData("MLS6071", "expect row in d.test -> expect z in normal 0.0 1.0 -> z ** 2", "expect row in d.test -> expect z in normal 0.0 1.0 by 100 -> z ** 2")]
    [InlineData("MLS6071", "expect row in d.test -> expect z in normal 0.0 1.0 by 0 -> z ** 2", "expect row in d.test -> expect z in normal 0.0 1.0 by 1 -> z ** 2")]
    [InlineData("MLS6071", "sup q in kl_ball 0.1<nat> (normal 0.0 1.0) -> expect z in q -> z", "expect row in d.test -> sup q in kl_ball 0.1<nat> (normal row.t 1.0) -> expect z in q by 8 -> z")]
    [InlineData("MLS6071", "expect row in d.test -> total (draw 3 (empirical [1.0; 2.0]))", "expect row in d.test -> total (draw 3 (uniform 1.0 2.0))")]
    [InlineData("MLS6072", "sup q in tv_ball 110% d.test -> expect row in q -> row.t", "sup q in tv_ball 100% d.test -> expect row in q -> row.t")]
    [InlineData("MLS6072", "sup q in cvar 0% d.test -> expect row in q -> row.t", "sup q in cvar 1% d.test -> expect row in q -> row.t")]
    [InlineData("MLS6002", "sup q in kl_ball -1.0<nat> d.test -> expect row in q -> row.t", "sup q in kl_ball 1.0<nat> d.test -> expect row in q -> row.t")]
    [InlineData("MLS6074", "expect row in d.test -> expect c in weighted [1.0; 2.0] [1.0; -1.0] -> c", "expect row in d.test -> expect c in weighted [1.0; 2.0] [1.0; 1.0] -> c")]
    [InlineData("MLS6074", "expect row in d.test -> expect z in normal 0.0 -1.0 -> z", "expect row in d.test -> expect z in normal 0.0 1.0 -> z")]
    [InlineData("MLS6074", "expect row in d.test -> expect z in uniform 1.0 0.0 -> z", "expect row in d.test -> expect z in uniform 0.0 1.0 -> z")]
    [InlineData("MLS6074", "expect row in d.test -> expect z in normal 0.0 [1.0; 1.0] -> total z", "expect row in d.test -> expect z in normal [0.0; 0.0] [1.0; 1.0] -> total z")]
    [InlineData("MLS6001", "sup q in kl_ball 0.1<nat> d.test by pgd 3 -> expect row in q -> row.t", "sup q in kl_ball 0.1<nat> d.test -> expect row in q -> row.t")]
    [InlineData("MLS6001", "sup q in wasserstein_ball eps (fun row -> row.x) d.test -> expect (x, t, g) in q -> dot x x", "sup q in wasserstein_ball eps (fun row -> row.x) d.test by pgd 5 -> expect (x, t, g) in q -> dot x x")]
    [InlineData("MLS6001", "sup q in wasserstein_ball eps (fun row -> row.x) d.test by exact -> expect (x, t, g) in q -> dot x x", "sup q in wasserstein_ball eps (fun row -> row.x) d.test by exact -> expect (x, t, g) in q -> total x")]
    [InlineData("MLS6001", "sup q in wasserstein1_ball eps (fun row -> row.x) d.test -> expect (x, t, g) in q -> dot x x", "sup q in wasserstein1_ball eps (fun row -> row.x) d.test -> expect (x, t, g) in q -> abs (total x)")]
    [InlineData("MLS6001", "sup q in wasserstein1_ball eps (fun row -> row.x) d.test by pgd 3 -> expect (x, t, g) in q -> total x", "sup q in wasserstein1_ball eps (fun row -> row.x) d.test by exact -> expect (x, t, g) in q -> total x")]
    [InlineData("MLS6003", "sup q in wasserstein_ball eps (fun row -> row.x) d.test by pgd 5 -> expect (x, t, g) in q -> if total x > 0.0 then 1.0 else 0.0", "sup q in wasserstein_ball eps (fun row -> row.x) d.test by pgd 5 -> expect (x, t, g) in q -> tanh (total x)")]
    [InlineData("MLS6001", "sup q in groups (fun row -> row.g) d.test by exponentiated_gradient 0.1 -> expect row in q -> row.t", "sup q in groups (fun row -> row.g) d.test -> expect row in q -> row.t")]
    [InlineData("MLS6075", "expect (x, t, g) in d.test -> inf q in kl_ball radius (normal t 1.0) by dual amortised -> expect z in q by 8 -> z", "expect (x, t, g) in d.test -> inf q in kl_ball radius (normal t 1.0) by dual exact -> expect z in q by 8 -> z")]
    [InlineData("MLS6001", "sup q in shifted by dual (pgd 3) -> expect row in q -> row.t", "sup q in shifted by dual exact -> expect row in q -> row.t")]
    [InlineData("MLS6001", "sup q in shifted by amortised -> expect row in q -> row.t", "sup q in shifted by dual exact -> expect row in q -> row.t")]
    [InlineData("MLS6001", "sup q in tv_ball 10% d.test by dual exact -> expect row in q -> row.t", "sup q in tv_ball 10% d.test -> expect row in q -> row.t")]
    [InlineData("MLS6022", "sup q in shifted -> total (expect row in q -> row.x)", "sup q in shifted -> expect row in q -> total row.x")]
    public void What_is_refused_and_how_it_is_mended(string code, string broken, string mended)
    {
        var found = Specs.Lower(Protocol(broken)).Diagnostics;
        Assert.Equal([code], found.Select(d => d.Code));
        Assert.Empty(Specs.Lower(Protocol(mended)).Diagnostics.Select(d => d.Message));
    }

    [Theory]
    [InlineData("sup q in kl_ball 0.1<nat> (discrete (softmax [net x; 0.0])) -> expect k in q -> if k == 0 then net x else 0.0", "discrete (softmax (stop_grad [net x; 0.0]))", "discrete (softmax [net x; 0.0])")]
    [InlineData("sup q in chi2_ball (net x) (empirical x) -> expect c in q -> c * net x", "chi2_ball (stop_grad (net x))", "chi2_ball (net x)")]
    public void A_set_that_training_moves_is_refused(string broken, string fixedPart, string movingPart)
    {
        string Training(string body) => $$"""
            {{Header}}objective o = expect (x, t, g) in d.train -> {{body}}
            """;
        Assert.Equal(["MLS6073"], Specs.Lower(Training(broken)).Diagnostics.Select(d => d.Code));
        Assert.Empty(Specs.Lower(Training(broken.Replace(movingPart, fixedPart, StringComparison.Ordinal))).Diagnostics.Select(d => d.Message));
    }

    [Theory]
    [InlineData("sup", "", BoundKind.Exact)]
    [InlineData("sup", "by exponentiated_gradient 0.1", BoundKind.Lower)]
    [InlineData("inf", "by exponentiated_gradient 0.1", BoundKind.Upper)]
    public void Groups_that_are_followed_give_a_bound(string word, string method, BoundKind expected)
    {
        var module = Specs.LowerWithoutErrors(
            $$"""
            {{Header}}objective o = {{word}} q in groups (fun row -> row.g) d.train {{method}} -> expect (x, t, g) in q -> (net x - t) ** 2
            train fit for 1<step> =
                batch 4<sample/step> from d.train
                minimize o over net using sgd { rate = 0.1 }
            """);
        Assert.Equal(expected, ((OptimizeStep)module.Trainings[0].Steps[0]).BoundKind);
    }

    /// <summary>Moving a part of one row's mass, in any direction and by all that the radius then allows, never exceeds the value and comes within
    /// 1% of it; no move exceeds it where it is only a bound.</summary>
    [Theory]
    [InlineData("abs (2.0 * x.[0] - x.[1])", true)]
    [InlineData("max 0.0 (1.0 - t * x.[0]) + abs (x.[1])", true)]
    [InlineData("abs (x.[0]) - relu (x.[1] - 0.2)", false)]
    [InlineData("min (t * x.[0]) (x.[1])", false)]
    public void No_transport_of_mass_is_worse_than_the_closed_form(string body, bool isTight)
    {
        Func<double[], double, double> f = body switch
        {
            ['a', .., ')'] when isTight => (x, _) => Math.Abs((2 * x[0]) - x[1]),
            ['m', 'a', ..] => (x, t) => Math.Max(0, 1 - (t * x[0])) + Math.Abs(x[1]),
            ['a', ..] => (x, _) => Math.Abs(x[0]) - Math.Max(0, x[1] - 0.2),
            _ => (x, t) => Math.Min(t * x[0], x[1]),
        };
        var value = Interpreter([]).Host(Measure($"sup q in wasserstein1_ball eps (fun row -> row.x) d.test -> expect (x, t, g) in q -> {body}").Value);
        var mean = _rows.Average(r => f(r.X, r.T));
        var worst = (from r in _rows
                     from angle in Enumerable.Range(0, 720).Select(i => i * Math.PI / 360)
                     from share in new[] { 1, 0.1, 1e-3, 1e-5 }
                     let length = 0.3 * _rows.Length / share
                     let moved = f([r.X[0] + (length * Math.Cos(angle)), r.X[1] + (length * Math.Sin(angle))], r.T)
                     select mean + (share * (moved - f(r.X, r.T)) / _rows.Length)).Max();
        Assert.InRange(worst, isTight ? mean + (0.99 * (value - mean)) : mean, value + 1e-9);
    }

    /// <summary>At the best multiplier the dual is the worst expectation itself, and so are its derivatives.</summary>
    [Theory]
    [InlineData("sup q in kl_ball 0.2<nat> (empirical x)", "expect c in q -> c * (net x - t) ** 2", BoundKind.Upper)]
    [InlineData("inf q in kl_ball 0.2<nat> (empirical x)", "expect c in q -> c * (net x - t) ** 2", BoundKind.Lower)]
    [InlineData("sup q in kl_ball 0.1<nat> (weighted x [1.0; 3.0])", "1.0 - 2.0 * (expect c in q -> c * (net x - t) ** 2)", BoundKind.Upper)]
    [InlineData("sup q in kl_ball radius (categorical [t; 0.0; x.[0]])", "expect k in q -> if k == g then net x else 0.5", BoundKind.Upper)]
    [InlineData("inf q in kl_ball growing (normal x 0.5)", "expect z in q by 4 -> (net z - t) ** 2", BoundKind.Heuristic)]
    public void An_amortised_dual_is_a_bound_that_its_best_multiplier_meets(string worst, string body, BoundKind expected)
    {
        OptimizeStep Step(string method) => (OptimizeStep)Specs.LowerWithoutErrors(
            $$"""
            {{Header}}objective o = expect (x, t, g) in d.train -> {{worst}} {{method}} -> {{body}}
            train fit for 1<step> =
                batch 4<sample/step> from d.train
                minimize o over net using sgd { rate = 0.1 }
            """).Trainings[0].Steps[0];
        var (amortised, exact) = (Step("by dual amortised"), Step("by dual exact"));
        Assert.Equal(expected, amortised.BoundKind);
        Assert.Equal(expected == BoundKind.Heuristic ? BoundKind.Heuristic : BoundKind.Exact, exact.BoundKind);
        List<Dense> weights = [Dense.From([1, 2], p => 0.7 - (0.9 * p.Sum())), Dense.From([1], _ => -0.3)];
        Assert.Equal(Interpreter(weights).Host(exact.Value.Outputs[0]), Interpreter(weights).Host(amortised.Value.Outputs[0]), 1e-7);
        for (var w = 1; w <= 2; w++)
        {
            var (left, right) = (Gradient(exact), Gradient(amortised));
            Assert.All(left.Items.Zip(right.Items), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
            Dense Gradient(OptimizeStep step) => Interpreter(weights).At(step.ValueAndGradients.Outputs[w], ImmutableSortedDictionary<Axis, int>.Empty);
        }
    }

    /// <summary>The dual's derivatives also go where the exact weights refuse to follow: into the probabilities and the radius.</summary>
    [Theory]
    [InlineData("kl_ball 0.1<nat> (categorical [net x; 0.0; t])")]
    [InlineData("kl_ball ((net x) ** 2 * 0.1<nat>) (empirical x)")]
    public void An_amortised_dual_has_the_derivatives_of_a_set_that_moves(string set)
    {
        var step = (OptimizeStep)Specs.LowerWithoutErrors(
            $$"""
            {{Header}}objective o = expect (x, t, g) in d.train -> sup q in {{set}} by dual amortised -> expect k in q -> if {{(set.Contains("categorical", StringComparison.Ordinal) ? "k == g" : "k > 0.1")}} then 1.0 else 0.5 * t
            train fit for 1<step> =
                batch 4<sample/step> from d.train
                minimize o over net using sgd { rate = 0.1 }
            """).Trainings[0].Steps[0];
        List<Dense> At(double move) => [new Dense([1, 2], [0.7 + move, -0.2]), new Dense([1], [0.4])];
        var gradient = Interpreter(At(0)).At(step.ValueAndGradients.Outputs[1], ImmutableSortedDictionary<Axis, int>.Empty).Items[0];
        var difference = (Interpreter(At(1e-4)).Host(step.Value.Outputs[0]) - Interpreter(At(-1e-4)).Host(step.Value.Outputs[0])) / 2e-4;
        Assert.True(Math.Abs(gradient) > 1e-3, $"{gradient}");
        Assert.Equal(difference, gradient, 1e-5);
    }

    [Theory]
    [InlineData("sup q in kl_ball radius d.train", "expect row in q -> net row.x", "by dual exact", "rows, which are one distribution")]
    [InlineData("expect row in d.train -> sup q in kl_ball radius (empirical [1.0; 2.0])", "expect c in q -> c * net row.x", "", "the same for all rows")]
    public void An_amortised_dual_needs_laws_that_vary(string worst, string body, string mended, string reason)
    {
        string Objective(string method) => $$"""
            {{Header}}objective o = {{worst}} {{method}} -> {{body}}
            train fit for 1<step> =
                batch 4<sample/step> from d.train
                minimize o over net using sgd { rate = 0.1 }
            """;
        var found = Specs.Lower(Objective("by dual amortised")).Diagnostics;
        Assert.Equal(["MLS6075"], found.Select(d => d.Code));
        Assert.Contains(reason, found[0].Message, StringComparison.Ordinal);
        Assert.Empty(Specs.Lower(Objective(mended)).Diagnostics.Select(d => d.Message));
    }

    [Fact]
    public void A_constant_in_between_is_refused()
    {
        var found = Specs.Lower(Header + "objective o = sup q in kl_ball radius d.train -> stop_grad (expect (x, t, g) in q -> net x)\n").Diagnostics;
        Assert.Equal(["MLS6070"], found.Select(d => d.Code));
        Assert.Contains("`stop_grad`", found[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kl_ball 0.1 d.test", "0.1")]
    [InlineData("cvar 0.1<nat> d.test", "0.1<nat>")]
    [InlineData("kl_ball 0.1<nat> 3.0", "3.0")]
    public void Units_and_centres_are_checked(string set, string at)
    {
        var text = Header + $"uncertainty u = {set}\n";
        var tree = Parser.Parse(new SourceText("Test.mlspec", text));
        var error = Assert.Single(MLSpec.Dsl.Binding.Binder.Bind(tree, []).Diagnostics, d => d.IsError);
        Assert.Equal(at, new SourceText("", text)[error.Span]);
    }

    private static string Protocol(string measure) =>
        $$"""
        {{Header}}objective o = expect (x, t, g) in d.train -> net x
        train fit for 1<step> =
            batch 1<sample/step> from d.train
            minimize o over net using sgd { rate = 0.1 }
        protocol p =
            for seed in replicates 2
            run fit
            measure value = {{measure}}
            report mean of value
        """;

    private static MeasureVariant Measure(string expression) =>
        Specs.LowerWithoutErrors(Protocol(expression)).Protocols[0].Measures[0].Variants[0];

    private static NaiveInterpreter Interpreter(List<Dense> weights) => new(
        new Dictionary<Axis, int> { [new Axis(AxisKind.Batch, "d", null)] = _rows.Length },
        (node, point) => node.Operation switch
        {
            DrawOperation => Dense.From([.. node.Shape.Select(e => ((FixedExtent)e).Value)], p => Math.Sin(1 + (3 * p.Sum()) + point.Sum(a => 7 * a.Value))),
            InputOperation { Input: ColumnInput { Field: "x" } } => new Dense([2], _rows[point.Single(a => a.Key.Kind == AxisKind.Batch).Value].X),
            InputOperation { Input: ColumnInput { Field: "t" } } => Dense.Of(_rows[point.Single(a => a.Key.Kind == AxisKind.Batch).Value].T),
            InputOperation { Input: ColumnInput { Field: "g" } } => Dense.Of(_rows[point.Single(a => a.Key.Kind == AxisKind.Batch).Value].G),
            InputOperation { Input: ParamInput { Param.Name: "eps" } } => Dense.Of(0.3),
            InputOperation { Input: ParamInput { Param.Name: "factor" } } => Dense.Of(-2),
            InputOperation { Input: ParamInput { Param.Name: "radius" } or ScheduleInput } => Dense.Of(0.1),
            InputOperation { Input: WeightInput w } => weights[w.Index],
            var other => throw new NotSupportedException(other.Name),
        });
}
