using MLSpec.Runtime.Random;
using MLSpec.Runtime.Uncertainty;
using static TorchSharp.torch;

namespace MLSpec.Generators.Tests.Numerics;

/// <summary>What generated code answers about laws, against closed forms, numeric integration and TorchSharp's autograd.</summary>
public sealed class LawTests
{
    private const string Questions = """
        module Asked

        let normal_density (m : float[2]) (s : float[2]) (x : float[2]) = log_prob (normal m s) x
        let number_density (m : float) (s : float) (x : float) = log_prob (normal m s) x
        let uniform_density (a : float) (b : float) (x : float) = log_prob (uniform a b) x
        let squashed_density (m : float) (s : float) (x : float) = log_prob (squashed_normal m s) x
        let boxed_density (m : float) (s : float) (x : float) = log_prob (squashed (box -2.0 3.0) (normal m s)) x
        let mixed (m : float) = mixture [3.0; 1.0] [normal m 0.5; uniform 1.0 3.0]
        let mixed_density (m : float) (x : float) = log_prob (mixed m) x
        let among (ms : float[3]) (s : float) = mixture [2.0; 1.0; 1.0] [ for m in ms -> normal m s ]
        let among_density (ms : float[3]) (s : float) (x : float) = log_prob (among ms s) x
        let among_likely (ms : float[3]) = most_likely (among ms 1.0)
        let among_mean (ms : float[3]) = expect x in push (fun x -> 2.0 * x + 1.0) (among ms 1.0) -> x
        let label_density (q : float[3]) (k : class[3]) = log_prob (discrete q) k
        let score_density (z : float[3]) (k : class[3]) = log_prob (categorical z) k

        let normal_entropy (m : float[2]) (s : float[2]) = entropy (normal m s)
        let uniform_entropy (a : float) (b : float) = entropy (uniform a b)
        let label_entropy (q : float[3]) = entropy (discrete q)
        let score_entropy (z : float[3]) = entropy (categorical z)

        let normal_kl (m : float) (s : float) (n : float) (t : float) = kl (normal m s) (normal n t)
        let squashed_kl (m : float) (s : float) (n : float) (t : float) = kl (squashed_normal m s) (squashed_normal n t)
        let uniform_kl (a : float) (b : float) (c : float) (d : float) = kl (uniform a b) (uniform c d)
        let uniform_normal_kl (a : float[2]) (b : float[2]) (m : float) (s : float) = kl (uniform a b) (normal [m; 0.5] s)
        let label_kl (r : float[3]) (q : float[3]) = kl (discrete r) (discrete q)
        let score_kl (z : float[3]) (y : float[3]) = kl (categorical z) (categorical y)
        let point_kl (k : class[3]) (z : float[3]) = kl (point k) (categorical z)
        let points_kl (x : float[2]) (y : float[2]) = kl (point x) (point y)

        let middle (m : float) (s : float) = most_likely (squashed (box -2.0 3.0) (normal m s))
        let likely (z : float[3]) = to_float (if most_likely (categorical z) == 2 then 1 else 0)
        let likeliest (m : float) = most_likely (mixed m)
        let moved (m : float) = expect a in push (fun x -> 2.0 * x + 1.0) (mixed m) -> 3.0 * a
        let certain (m : float) = expect a in mode (fun x -> normal (2.0 * x) 1.0) m -> a ** 2
        """;

    private const string Samples = """
        module Sampled

        data rows : { u : float; v : float } = csv "rows.csv" |> split { train = 50%; valid = 25%; test = 25%; seed = 1<seed> }

        /// Objectives are over something that moves.
        model rest () : float = weight 0.0

        let mixed (m : float) = mixture [3.0; 1.0] [normal m 0.5; uniform 1.0 3.0]

        /// x = 2 z + 0.5 + noise of deviation 0.8: normal with mean 0.5 and variance 4.64.
        let line (shift : float) =
            latent
                { prior = standard 1
                  posterior = fun x -> normal (2.0 * (x - 0.5) / 4.64 + shift) (0.8 / sqrt 4.64)
                  decode = fun z -> normal (2.0 * z + 0.5) 0.8 }

        let density_of_a_draw law = expect x in law -> log_prob law x

        /// Draws whose tanh is 1 in float32, or close to it.
        objective saturated = rest () + (expect (u, v) in rows.train -> density_of_a_draw (squashed_normal u 1e-4))
        objective even_saturated = rest () + (expect (u, v) in rows.train -> density_of_a_draw (squashed (box -1.0 1.0) (uniform (u - 0.001) (u + 0.001))))
        objective mixed_entropy = rest () + (expect (u, v) in rows.train -> entropy_by 40_000 (mixed u))
        objective squashed_entropy = rest () + (expect (u, v) in rows.train -> entropy_by 40_000 (squashed_normal u v))
        objective drawn_kl = rest () + (expect (u, v) in rows.train -> kl_by 1_000 (normal u v) (mixture [0.5; 0.5] [normal u v; normal u v]))
        objective drawn = rest () + (expect (u, v) in rows.train -> mean (draw 40_000 (mixed u)))
        let among (u : float) (v : float) = mixture [1.0; 1.0; 2.0] [ for m in [u; v; u + v] -> normal m 0.1 ]
        objective among_moment = rest () + (expect (u, v) in rows.train -> mean (square (draw 40_000 (among u v))))
        objective nested =
            rest () + (expect (u, v) in rows.train ->
                expect x in latent { prior = weighted [1.0; 3.0] [1.0; 3.0]; posterior = fun x -> point x; decode = fun k -> normal (k * k) 0.1 } by 40_000 -> x + u)
        objective labels =
            rest () + (expect (u, v) in rows.train ->
                expect k in latent { prior = normal 0.0 1.0; posterior = fun k -> normal 0.0 1.0; decode = fun z -> categorical [0.0; u; v] } by 40_000 ->
                    if k == 1 then 1.0 else if k == 2 then 10.0 else 0.0)
        objective line_elbo = rest () + (expect (u, v) in rows.train -> negative_elbo_by 40_000 (line u) [v])
        objective second_moment = rest () + (expect (u, v) in rows.train -> expect x in line u by 40_000 -> squared_norm x + v)
        objective without_noise = rest () + (expect (u, v) in rows.train -> expect x in noiseless (line u) by 40_000 -> squared_norm x + v)

        train all for 1<step> =
            batch 8<sample/step> from rows.train
            minimize saturated over rest using sgd { rate = 0.01 }
            minimize even_saturated over rest using sgd { rate = 0.01 }
            minimize mixed_entropy over rest using sgd { rate = 0.01 }
            minimize squashed_entropy over rest using sgd { rate = 0.01 }
            minimize drawn_kl over rest using sgd { rate = 0.01 }
            minimize drawn over rest using sgd { rate = 0.01 }
            minimize among_moment over rest using sgd { rate = 0.01 }
            minimize nested over rest using sgd { rate = 0.01 }
            minimize labels over rest using sgd { rate = 0.01 }
            minimize line_elbo over rest using sgd { rate = 0.01 }
            minimize second_moment over rest using sgd { rate = 0.01 }
            minimize without_noise over rest using sgd { rate = 0.01 }
        """;

    private const string Objectives = """
        module Policies

        param radius = 0.2<nat>

        data rows : { x : float[4]; y : class[3]; w : float; next : float[4] } =
            csv "rows.csv" |> split { train = 50%; valid = 25%; test = 25%; seed = 1<seed> }

        model net (x : float[4]) : dist float[2] = x |> mlp [5; 5] tanh |> squashed_gaussian (box -2.0 2.0)
        model single (x : float[4]) : dist float = x |> dense 5 |> tanh |> gaussian
        model table (x : float[4]) : dist float[2, 3] = x |> dense 5 |> tanh |> gaussian
        model member (x : float[4]) : dist float[4] = x |> dense 5 |> tanh |> gaussian
        model critic (x : float[4], a : float[2]) : float = concat (x, a) |> dense 6 |> tanh |> dense 1 |> scalar
        model alpha () : float = exp (weight (log 0.02))
        model encoder (x : float[4], x' : float[4]) : dist float[2] = concat (x, x') |> dense 6 |> tanh |> gaussian
        model decoder (x : float[4], z : float[2]) : float[4] = concat (x, z) |> dense 6 |> tanh |> dense 4

        let critics = ensemble 3 critic
        let members = ensemble 3 member
        let several_laws row = mixture [0.2; 0.3; 0.5] [ for m in members -> m row.x ]

        let nominal row =
            latent
                { prior = standard 2
                  posterior = fun x' -> encoder (row.x, x')
                  decode = fun z -> normal (decoder (row.x, z)) 0.5
                  kl_weight = 0.3 }

        let worth (x : float[4]) = sum i in x -> tanh i

        objective actor = expect row in rows.train -> expect a in net row.x -> alpha () * log_prob (net row.x) a - (inf q in critics -> q (row.x, a))
        objective several = expect row in rows.train -> expect a in net row.x by 3 -> row.w * log_prob (net row.x) a - (inf q in critics -> q (row.x, a))
        objective imitate = expect row in rows.train -> -(log_prob (net row.x) (0.5 * tanh [row.w; row.w - 1.0]))
        objective number = expect row in rows.train -> -(log_prob (single row.x) row.w) + 0.1 * entropy (single row.x)
        objective many = expect row in rows.train -> expect a in table row.x -> total (a ** 2) + kl (table row.x) (normal a 2.0)
        objective heat = expect row in rows.train -> expect a in net row.x -> -(alpha ()) * stop_grad (log_prob (net row.x) a - 2.0)
        objective fit = expect row in rows.train -> negative_elbo (nominal row) row.next
        objective likely = expect row in rows.train -> negative_elbo (several_laws row) row.next
        objective drawn_robust = expect row in rows.train -> inf p in kl_ball radius (several_laws row) by dual amortised -> expect x' in p by 6 -> worth x'
        objective mean_of = expect row in rows.train -> expect x' in nominal row by 4 -> row.w * worth x'
        objective robust = expect row in rows.train -> inf p in kl_ball radius (noiseless (nominal row)) by dual amortised -> expect x' in p by 6 -> worth x'
        objective solved = expect row in rows.train -> inf p in kl_ball radius (noiseless (nominal row)) -> expect x' in p by 6 -> worth x'

        train all for 6<step> =
            batch 8<sample/step> from rows.train
            minimize actor over net using sgd { rate = 0.01 }
            minimize several over net using sgd { rate = 0.01 }
            minimize imitate over net using sgd { rate = 0.01 }
            minimize number over single using sgd { rate = 0.01 }
            minimize many over table using sgd { rate = 0.01 }
            minimize heat over alpha using sgd { rate = 0.01 }
            minimize fit over encoder, decoder using sgd { rate = 0.01 }
            minimize likely over members using sgd { rate = 0.01 }
            minimize drawn_robust over members using sgd { rate = 0.01 }
            minimize mean_of over decoder using sgd { rate = 0.01 }
            minimize robust over decoder using sgd { rate = 0.01 }
            minimize solved over decoder using sgd { rate = 0.01 }
        """;

    private static readonly Lazy<GeneratedModule> _questions = new(() => GeneratedModule.Of("Asked", Questions));

    private static readonly Lazy<GeneratedModule> _samples = new(() => GeneratedModule.Of("Sampled", Samples));

    private static readonly Lazy<GeneratedModule> _objectives = new(() => GeneratedModule.Of("Policies", Objectives));

    /// <summary>The sum over a fine grid of exp of a log density.</summary>
    [Theory]
    [InlineData("NumberDensity", -12, 12, 0.7, 1.3)]
    [InlineData("UniformDensity", -12, 12, -1.5, 2.5)]
    [InlineData("SquashedDensity", -1, 1, 0.4, 0.6)]
    [InlineData("BoxedDensity", -2, 3, -0.3, 0.7)]
    [InlineData("MixedDensity", -12, 12, 0.2, null)]
    public void Densities_integrate_to_one(string density, double low, double high, double first, double? second)
    {
        const int Points = 200_000;
        using var scope = NewDisposeScope();
        var x = (arange(Points, ScalarType.Float64) + 0.5) * ((high - low) / Points) + low;
        var p = Ask(density, [first, .. second is { } s ? [s] : Array.Empty<double>()], ("x", x.to(float32)));
        Assert.Equal(1, p.to(float64).exp().sum().item<double>() * (high - low) / Points, 2e-3);
    }

    [Fact]
    public void Densities_are_those_of_the_formulas()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(Normal(0.3, 0.5, 1.5) + Normal(-2, 1.5, 0.5), Value("NormalDensity", ("m", (double[])[0.5, 1.5]), ("s", (double[])[1.5, 0.5]), ("x", (double[])[0.3, -2])), 1e-4);
        Assert.Equal(-Math.Log(4), Value("UniformDensity", ("a", -1.5), ("b", 2.5), ("x", 2.4)), 1e-5);
        Assert.Equal(double.NegativeInfinity, Value("UniformDensity", ("a", -1.5), ("b", 2.5), ("x", 2.6)));
        foreach (var u in new[] { -3.0, -0.4, 0, 1.2, 3.0 })
        {
            var stretch = Math.Log(1 - (Math.Tanh(u) * Math.Tanh(u)));
            Assert.Equal(Normal(u, 0.4, 0.6) - stretch, Value("SquashedDensity", ("m", 0.4), ("s", 0.6), ("x", Math.Tanh(u))), 2e-3);
            Assert.Equal(Normal(u, 0.4, 0.6) - stretch - Math.Log(2.5), Value("BoxedDensity", ("m", 0.4), ("s", 0.6), ("x", 0.5 + (2.5 * Math.Tanh(u)))), 2e-3);
        }

        Assert.Equal(Math.Log((0.75 * Math.Exp(Normal(1.5, 1, 0.5))) + 0.125), Value("MixedDensity", ("m", 1.0), ("x", 1.5)), 1e-5);
        Assert.Equal(Math.Log(0.75) + Normal(-4, 1, 0.5), Value("MixedDensity", ("m", 1.0), ("x", -4.0)), 1e-3);
        Assert.Equal(
            Math.Log((0.5 * Math.Exp(Normal(0.4, -1, 0.7))) + (0.25 * Math.Exp(Normal(0.4, 0.5, 0.7))) + (0.25 * Math.Exp(Normal(0.4, 3, 0.7)))),
            Value("AmongDensity", ("ms", (double[])[-1, 0.5, 3]), ("s", 0.7), ("x", 0.4)), 1e-5);
        Assert.Equal(Math.Log(0.2), Value("LabelDensity", ("q", (double[])[0.5, 0.2, 0.3]), ("k", 1L)), 1e-5);
        Assert.Equal(-1000, Value("ScoreDensity", ("z", (double[])[1000, 0, 0]), ("k", 1L)), 1e-3);
    }

    /// <summary>Where tanh is flat in float32 the density comes from the draw itself.</summary>
    [Theory]
    [InlineData(12)]
    [InlineData(-12)]
    [InlineData(5)]
    [InlineData(0.1)]
    public void Draws_at_saturation_have_exact_densities(double u)
    {
        using var scope = NewDisposeScope();
        var stretch = (2 * Math.Log(2)) - (2 * Math.Abs(u)) - (2 * Math.Log(1 + Math.Exp(-2 * Math.Abs(u))));
        Assert.Equal(-Math.Log(2e-3) - stretch, Drawn("EvenSaturated", u, 0), 5e-3);

        // The same but for -e^2 / 2 of the draw, with probability 1 - 1e-9 less than 20.
        var most = -Math.Log(1e-4) - (0.5 * Math.Log(2 * Math.PI)) - stretch;
        Assert.InRange(Drawn("Saturated", u, 0), most - 20, most + 1e-2);
    }

    [Fact]
    public void Entropies_are_closed_forms_or_close_to_numeric_integrals()
    {
        using var scope = NewDisposeScope();
        double[] p = [0.5, 0, 0.5];
        Assert.Equal(Math.Log(1.5 * 0.5) + 1 + Math.Log(2 * Math.PI), Value("NormalEntropy", ("m", (double[])[0, 3]), ("s", (double[])[1.5, 0.5])), 1e-5);
        Assert.Equal(Math.Log(4), Value("UniformEntropy", ("a", -1.5), ("b", 2.5)), 1e-5);
        Assert.Equal(Math.Log(2), Value("LabelEntropy", ("q", p)), 1e-5);
        Assert.Equal(0, Value("ScoreEntropy", ("z", (double[])[200, 0, 0])), 1e-5);
        Assert.Equal(Integral("MixedDensity", -12, 12, 0.2), Drawn("MixedEntropy", 0.2, 0), 0.03);
        Assert.Equal(Integral("SquashedDensity", -1, 1, 0.4, 0.6), Drawn("SquashedEntropy", 0.4, 0.6), 0.03);

        double Integral(string density, double low, double high, params double[] parameters)
        {
            var x = ((arange(100_000, ScalarType.Float64) + 0.5) * ((high - low) / 100_000)) + low;
            var log = Ask(density, parameters, ("x", x.to(float32))).to(float64).clamp_min(-80);
            return -(log.exp() * log).sum().item<double>() * (high - low) / 100_000;
        }
    }

    [Fact]
    public void Divergences_are_closed_forms()
    {
        using var scope = NewDisposeScope();
        var expected = Math.Log(2 / 0.5) + ((0.25 + 2.25) / 8) - 0.5;
        (string, object)[] two = [("m", 1.0), ("s", 0.5), ("n", -0.5), ("t", 2.0)];
        Assert.Equal(expected, Value("NormalKl", two), 1e-5);
        Assert.Equal(expected, Value("SquashedKl", two), 1e-5);
        Assert.Equal(0, Drawn("DrawnKl", 1, 0.5), 1e-4);
        var (log, square) = (Math.Log(2 * Math.Sqrt(2 * Math.PI)), 2 * 2 * 2);
        Assert.Equal(
            (log - Math.Log(1) + (((1 / 12.0) + (0.3 * 0.3)) / square)) + (log - Math.Log(4) + (((16 / 12.0) + 0.25) / square)),
            Value("UniformNormalKl", ("a", (double[])[0, -1]), ("b", (double[])[1, 3]), ("m", 0.2), ("s", 2.0)), 1e-5);
        Assert.Equal(Math.Log(4), Value("UniformKl", ("a", 0.0), ("b", 1.0), ("c", -1.0), ("d", 3.0)), 1e-5);
        Assert.Equal(double.PositiveInfinity, Value("UniformKl", ("a", 0.0), ("b", 1.0), ("c", 0.5), ("d", 3.0)));
        Assert.Equal((0.5 * Math.Log(0.5 / 0.25)) + (0.5 * Math.Log(0.5 / 0.25)), Value("LabelKl", ("r", (double[])[0.5, 0, 0.5]), ("q", (double[])[0.25, 0.5, 0.25])), 1e-5);
        Assert.Equal(0, Value("ScoreKl", ("z", (double[])[1, 2, 3]), ("y", (double[])[2, 3, 4])), 1e-5);
        Assert.Equal(Math.Log(3), Value("PointKl", ("k", 2L), ("z", (double[])[1, 1, 1])), 1e-5);
        Assert.Equal(0, Value("PointsKl", ("x", (double[])[1, 2]), ("y", (double[])[1, 2])));
        Assert.Equal(double.PositiveInfinity, Value("PointsKl", ("x", (double[])[1, 2]), ("y", (double[])[1, 3])));
    }

    [Fact]
    public void Points_that_stand_for_laws_and_expectations()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(0.5 + (2.5 * Math.Tanh(0.7)), Value("Middle", ("m", 0.7), ("s", 2.0)), 1e-5);
        Assert.Equal(1, Value("Likely", ("z", (double[])[0, 1, 2])));
        Assert.Equal(0.7, Value("Likeliest", ("m", 0.7)), 1e-6);
        Assert.Equal(3 * ((2 * ((0.75 * 0.4) + (0.25 * 2))) + 1), Value("Moved", ("m", 0.4)), 1e-5);
        Assert.Equal(-1.5, Value("AmongLikely", ("ms", (double[])[-1.5, 0.5, 3])));
        Assert.Equal((2 * ((0.5 * -1.5) + (0.25 * 0.5) + (0.25 * 3))) + 1, Value("AmongMean", ("ms", (double[])[-1.5, 0.5, 3])), 1e-5);
        Assert.Equal(36, Value("Certain", ("m", 3.0)), 1e-4);
        Assert.Equal((0.75 * 0.4) + (0.25 * 2), Drawn("Drawn", 0.4, 0), 0.03);
        Assert.Equal((0.25 * 1) + (0.25 * 4) + (0.5 * 9) + 0.01, Drawn("AmongMoment", 1, 2), 0.06);
        Assert.Equal(0.25 + (0.75 * 9), Drawn("Nested", 0, 0), 0.1);
        Assert.Equal((Math.E + (10 * Math.E * Math.E)) / (1 + Math.E + (Math.E * Math.E)), Drawn("Labels", 1, 2), 0.1);
    }

    /// <summary>With the exact posterior the bound is the evidence, with one that is off by s it lies s^2 / (2 v) away.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(-0.6)]
    public void The_elbo_of_a_linear_model_is_the_evidence_less_the_posteriors_divergence(double shift)
    {
        using var scope = NewDisposeScope();
        foreach (var x in new[] { -3.0, 0.5, 2.0 })
        {
            var evidence = Normal(x, 0.5, Math.Sqrt(4.64));
            var gap = shift * shift / (2 * 0.64 / 4.64);
            Assert.Equal(gap - evidence, Drawn("LineElbo", shift, x), 0.05);
        }

        Assert.Equal(4.64 + 0.25, Drawn("SecondMoment", shift, 0), 0.15);
        Assert.Equal(4 + 0.25, Drawn("WithoutNoise", shift, 0), 0.15);
    }

    [Theory]
    [InlineData("Actor", "Net", "Alpha Critics")]
    [InlineData("Several", "Net", "Critics")]
    [InlineData("Imitate", "Net")]
    [InlineData("Number", "Single")]
    [InlineData("Many", "Table")]
    [InlineData("Heat", "Alpha", "Net")]
    [InlineData("Fit", "Encoder Decoder")]
    [InlineData("Likely", "Members")]
    [InlineData("DrawnRobust", "Members")]
    [InlineData("MeanOf", "Decoder")]
    [InlineData("Robust", "Decoder")]
    [InlineData("Solved", "Decoder")]
    public void Gradients_are_those_of_autograd(string objective, string moved, string held = "")
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            using var scope = NewDisposeScope();
            var weights = moved.Split(' ').ToDictionary(name => name, name => _objectives.Value.Weights(name, seed));
            var gradients = weights.ToDictionary(w => w.Key, w => _objectives.Value.Zeros(w.Key));
            (string, object)[] Arguments() =>
            [
                .. weights.Select(w => (Camel(w.Key), (object)w.Value)),
                .. gradients.Select(g => (Camel(g.Key) + "Gradient", (object)g.Value)),
                .. held.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => (Camel(name), (object)_objectives.Value.Weights(name, seed + 10))),
                .. ObjectiveTests.Batch(seed),
                ("robustDual", new AmortisedDual(4, 5, 5e-4, 64, new RandomStream(seed, "dual"), CPU)),
                ("drawnRobustDual", new AmortisedDual(24, 5, 5e-4, 64, new RandomStream(seed, "dual"), CPU)),
            ];
            var value = _objectives.Value.Call(objective + "WithGradient", Arguments());
            foreach (var w in weights.Values)
                w.RequireGradients();
            var reference = _objectives.Value.Call(objective, Arguments());
            reference.backward();

            Near.To(reference.detach(), value, objective);
            foreach (var (name, w) in weights)
            {
                foreach (var ((path, leaf), (_, written)) in w.All.Zip(gradients[name].All))
                    Near.To(leaf.grad!, written, $"{objective}, {name}.{path}", 3e-5);
            }
        }
    }

    /// <summary>The gradients in the mean and the deviation of a squashed normal law, by differences of its formula.</summary>
    [Fact]
    public void Gradients_of_a_density_are_those_of_differences()
    {
        using var scope = NewDisposeScope();
        const double Step = 1e-5;
        foreach (var (m, s, u) in new[] { (0.4, 0.6, 1.0), (-1.0, 1.5, -0.3), (0.0, 0.2, 0.25) })
        {
            var (mean, deviation) = (tensor((float)m, requires_grad: true), tensor((float)s, requires_grad: true));
            _questions.Value.Call("SquashedDensity", ("m", mean.reshape(1)), ("s", deviation.reshape(1)), ("x", tensor(new[] { (float)Math.Tanh(u) }))).sum().backward();
            Assert.Equal((Normal(u, m + Step, s) - Normal(u, m - Step, s)) / (2 * Step), mean.grad!.item<float>(), 2e-2);
            Assert.Equal((Normal(u, m, s + Step) - Normal(u, m, s - Step)) / (2 * Step), deviation.grad!.item<float>(), 2e-2);
        }
    }

    private static double Normal(double x, double mean, double deviation) =>
        (-0.5 * Math.Pow((x - mean) / deviation, 2)) - Math.Log(deviation) - (0.5 * Math.Log(2 * Math.PI));

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static Tensor Ask(string function, double[] parameters, (string Name, Tensor Value) points)
    {
        string[][] names = [["m", "a"], ["s", "b"]];
        var rows = points.Value.size(0);
        return _questions.Value.Call(
            function,
            [(points.Name, points.Value), .. parameters.SelectMany((value, i) => names[i].Select(name => (name, (object)full(rows, value, float32))))]);
    }

    /// <summary>The objective for one row, without what moves.</summary>
    private static double Drawn(string objective, double u, double v) => _samples.Value.Call(
        objective,
        [("rest", _samples.Value.Zeros("Rest")), ("u", tensor(new[] { (float)u })), ("v", tensor(new[] { (float)v }))]).item<float>();

    /// <summary>The answer for one row.</summary>
    private static double Value(string function, params (string Name, object Value)[] arguments) => _questions.Value.Call(
        function,
        [.. arguments.Select(a => (a.Name, (object)(a.Value switch
        {
            double number => tensor(new[] { (float)number }),
            long label => tensor(new[] { label }),
            double[] vector => tensor(vector.Select(v => (float)v).ToArray()).unsqueeze(0),
            var other => throw new ArgumentException(other.ToString()),
        })))]).mean().item<float>();
}
