using System.Globalization;
using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Random;
using MLSpec.Runtime.Uncertainty;
using static TorchSharp.torch;

namespace MLSpec.Generators.Tests.Numerics;

/// <summary>Generated worst expectations: their values and gradients, and what they are good for, end to end.</summary>
public sealed class DistributionTests : IDisposable
{
    private const string Objectives = """
        module Moved

        param radius = 0.2<nat>

        data rows : { x : float[4]; y : class[3]; w : float; next : float[4] } =
            csv "rows.csv" |> split { train = 50%; valid = 25%; test = 25%; seed = 1<seed> }

        model net (x : float[4]) : float[3] = x |> dense 6 |> tanh |> dense 3

        let loss row = row.w * cross_entropy (net row.x) row.y

        objective plain = expect row in rows.train -> loss row
        objective kl = sup q in kl_ball radius rows.train -> expect row in q -> loss row
        objective least = inf q in kl_ball radius rows.train -> expect row in q -> loss row
        objective chi = sup q in chi2_ball 0.5 rows.train -> 1.0 + 2.0 * (expect row in q -> loss row)
        objective tv = sup q in tv_ball 20% rows.train -> expect row in q -> loss row
        objective tail = sup q in cvar 30% rows.train -> expect row in q -> loss row
        objective group = sup q in groups (fun row -> row.y) rows.train -> expect row in q -> loss row
        objective attacked = sup q in kl_ball radius rows.train -> expect row in q -> sup z in ball linf 0.1 row.x by pgd 3 -> cross_entropy (net z) row.y
        objective unattacked = sup q in kl_ball radius rows.train -> expect row in q -> cross_entropy (net row.x) row.y
        objective points = expect row in rows.train -> sup q in kl_ball 0.3<nat> (weighted [0.5; 1.0; 2.0] [1.0; 2.0; 1.0]) -> expect c in q -> cross_entropy (net (c * row.x)) row.y
        objective labels = expect row in rows.train -> expect k in categorical (net row.x) -> if k == row.y then 0.0 else squared_norm (net row.x)
        objective transport = sup q in wasserstein_ball 0.3 (fun row -> row.x) rows.train by pgd 5 -> expect row in q -> loss row
        objective straight = sup q in wasserstein_ball 0.3 (fun row -> row.x) rows.train -> expect row in q -> row.w * total row.x * total (net row.next)
        objective noise = expect row in rows.train -> expect z in normal row.x 0.3 by 5 -> cross_entropy (net z) row.y
        objective spread = expect row in rows.train -> sup q in chi2_ball 0.3 (normal row.x row.w) -> expect z in q by 5 -> cross_entropy (net z) row.y
        objective steep = sup q in wasserstein1_ball 0.3 (fun row -> row.x) rows.train -> expect row in q -> max 0.0 (1.0 - row.w * total row.x * total (net row.next))
        objective tilted = expect row in rows.train -> sup q in kl_ball radius (normal row.x 0.4) by dual_amortised { steps = 3; hidden = 5 } -> expect z in q by 6 -> cross_entropy (net z) row.y
        objective lifted = expect row in rows.train -> inf q in kl_ball radius (categorical (net row.x)) by dual amortised -> expect k in q -> if k == row.y then 0.0 else squared_norm (net row.next)
        objective several = expect row in rows.train -> total (net row.x) * mean (draw 6 (uniform 0.0 1.0))

        train all for 6<step> =
            batch 8<sample/step> from rows.train
            minimize plain over net using sgd { rate = 0.01 }
            minimize kl over net using sgd { rate = 0.01 }
            minimize least over net using sgd { rate = 0.01 }
            minimize chi over net using sgd { rate = 0.01 }
            minimize tv over net using sgd { rate = 0.01 }
            minimize tail over net using sgd { rate = 0.01 }
            minimize group over net using sgd { rate = 0.01 }
            minimize attacked over net using sgd { rate = 0.01 }
            minimize unattacked over net using sgd { rate = 0.01 }
            minimize points over net using sgd { rate = 0.01 }
            minimize labels over net using sgd { rate = 0.01 }
            minimize transport over net using sgd { rate = 0.01 }
            minimize straight over net using sgd { rate = 0.01 }
            minimize noise over net using sgd { rate = 0.01 }
            minimize spread over net using sgd { rate = 0.01 }
            minimize steep over net using sgd { rate = 0.01 }
            minimize tilted over net using sgd { rate = 0.01 }
            minimize lifted over net using sgd { rate = 0.01 }
            minimize several over net using sgd { rate = 0.01 }
        """;

    private const string Toy = """
        module Toy

        data rows : { x : float[2]; y : float; side : class[2] } = csv "toy.csv" |> split { train = 50%; valid = 10%; test = 40%; seed = 1<seed> }

        model line (x : float[2]) : float = x |> dense 1 |> scalar

        let error row = abs (line row.x - row.y)

        objective average = expect row in rows.train -> error row
        objective tail = sup q in cvar 10% rows.train -> expect row in q -> error row
        objective fair = sup q in groups (fun row -> row.side) rows.train -> expect row in q -> error row

        objective following =
            sup q in groups (fun row -> row.side) rows.train by exponentiated_gradient 0.05 -> expect row in q -> error row

        train by_goal (goal : objective) for 300<step> =
            batch 60<sample/step> from rows.train
            minimize goal over line using adam { rate = 0.03 }

        protocol ends =
            for method in [by_goal average; by_goal tail; by_goal fair; by_goal following]
            for seed in replicates 2
            run method
            measure plain = expect row in rows.test -> error row
            measure none = sup q in kl_ball 0.0<nat> rows.test -> expect row in q -> error row
            measure some = sup q in kl_ball 0.1<nat> rows.test -> expect row in q -> error row
            measure more = sup q in kl_ball 0.5<nat> rows.test -> 2.0 * (expect row in q -> error row)
            measure worst = sup q in cvar 10% rows.test -> expect row in q -> error row
            measure least = 1.0 - (inf q in tv_ball 50% rows.test -> expect row in q -> 1.0 - error row)
            measure group = sup q in groups (fun row -> row.side) rows.test -> expect row in q -> error row
            measure noisy = sup q in cvar 10% rows.test -> expect row in q -> expect z in normal row.x 0.1 by 50 -> abs (line z - row.y)
            report mean of plain, worst, group by method
        """;

    private static readonly Lazy<GeneratedModule> _objectives = new(() => GeneratedModule.Of("Moved", Objectives));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlspec-toy-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("Kl")]
    [InlineData("Least")]
    [InlineData("Chi")]
    [InlineData("Tv")]
    [InlineData("Tail")]
    [InlineData("Group")]
    [InlineData("Points")]
    [InlineData("Straight")]
    [InlineData("Steep")]
    [InlineData("Labels")]
    [InlineData("Noise")]
    [InlineData("Spread")]
    [InlineData("Several")]
    public void Gradients_are_those_of_autograd(string objective)
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            using var scope = NewDisposeScope();
            var (net, gradient) = (_objectives.Value.Weights("Net", seed), _objectives.Value.Zeros("Net"));
            (string, object)[] arguments = [("net", net), ("netGradient", gradient), .. ObjectiveTests.Batch(seed)];
            var value = _objectives.Value.Call(objective + "WithGradient", arguments);
            net.RequireGradients();
            var reference = _objectives.Value.Call(objective, arguments);
            reference.backward();

            Near.To(reference.detach(), value, objective);
            foreach (var ((path, leaf), (_, written)) in net.All.Zip(gradient.All))
                Near.To(leaf.grad!, written, $"{objective}, {path}", 2e-5);
        }
    }

    /// <summary>Also through what a set that moves depends on: the multiplier alone is a constant.</summary>
    [Theory]
    [InlineData("Tilted", 4)]
    [InlineData("Lifted", 3)]
    public void Gradients_of_an_amortised_dual_are_those_of_autograd(string objective, int conditions)
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            using var scope = NewDisposeScope();
            var (net, gradient) = (_objectives.Value.Weights("Net", seed), _objectives.Value.Zeros("Net"));
            (string, object)[] Arguments() =>
            [
                ("net", net), ("netGradient", gradient), .. ObjectiveTests.Batch(seed),
                (char.ToLowerInvariant(objective[0]) + objective[1..] + "Dual", new AmortisedDual(conditions, 3, 1e-2, 5, new RandomStream(seed, "dual"), CPU)),
            ];
            var value = _objectives.Value.Call(objective + "WithGradient", Arguments());
            net.RequireGradients();
            var reference = _objectives.Value.Call(objective, Arguments());
            reference.backward();

            Near.To(reference.detach(), value, objective);
            foreach (var ((path, leaf), (_, written)) in net.All.Zip(gradient.All))
                Near.To(leaf.grad!, written, $"{objective}, {path}", 2e-5);
        }
    }

    [Fact]
    public void Values_are_worst_means_of_the_rows_losses()
    {
        using var scope = NewDisposeScope();
        var (net, rows) = (_objectives.Value.Weights("Net"), ObjectiveTests.Batch(2));
        float Value(string objective, (string Name, object Value)[] batch) => _objectives.Value.Call(objective, [("net", net), .. batch]).item<float>();
        var losses = tensor(Enumerable.Range(0, 7).Select(i => Value("Plain", [.. rows.Select(r => (r.Name, (object)((Tensor)r.Value).narrow(0, i, 1)))])).ToArray());
        float Worst(Tensor weights) => (weights * losses).sum().item<float>();

        Assert.Equal(Worst(KlBall.Weights(losses, 0.2)), Value("Kl", rows), 1e-5f);
        Assert.Equal(Worst(KlBall.Weights(-losses, 0.2)), Value("Least", rows), 1e-5f);
        Assert.Equal(1 + (2 * Worst(Chi2Ball.Weights(losses, 0.5))), Value("Chi", rows), 1e-5f);
        Assert.Equal(Worst(Cvar.Weights(losses, 0.3)), Value("Tail", rows), 1e-5f);
        Assert.Equal(Worst(Groups.Weights(losses, (Tensor)rows[1].Value, 3)), Value("Group", rows), 1e-5f);
        Assert.True(Value("Least", rows) < Value("Plain", rows) && Value("Plain", rows) < Value("Kl", rows));

        // Labels that lack the axis of the points; weights of a quarter, a half and a quarter.
        float[] scales = [0.5f, 1, 2];
        var (x, w) = ((Tensor)rows[0].Value, ones(7));
        var points = stack([.. scales.Select(c => Rows([("x", x * c), rows[1], ("w", w), rows[3]]))], 1);
        Assert.Equal((KlBall.Weights(points, 0.3, tensor(new[] { 1f, 2, 1 })) * points).sum(1L).mean().item<float>(), Value("Points", rows), 1e-5f);

        Tensor Rows((string Name, object Value)[] all) =>
            tensor(Enumerable.Range(0, 7).Select(i => Value("Plain", [.. all.Select(r => (r.Name, (object)((Tensor)r.Value).narrow(0, i, 1)))])).ToArray());
    }

    /// <summary>The search for the worst points is the same; their losses are weighted as they stand.</summary>
    [Fact]
    public void Worst_points_of_the_worst_distribution()
    {
        using var scope = NewDisposeScope();
        var (net, rows) = (_objectives.Value.Weights("Net"), ObjectiveTests.Batch(2));
        float Value(string objective) => _objectives.Value.Call(objective, [("net", net), .. rows]).item<float>();

        Assert.True(Value("Unattacked") < Value("Attacked"));
        Assert.True(Value("Attacked") < 1.5f * Value("Unattacked"));

        // The budget of the transport is met by the points that are found, and is worth something.
        Assert.True(Value("Plain") < Value("Transport"));
        var slope = (Tensor)rows[2].Value * tensor(Enumerable.Range(0, 7).Select(i => _objectives.Value.Call("Net", [("net", net), ("x", ((Tensor)rows[3].Value).narrow(0, i, 1))]).sum().item<float>()).ToArray());
        var expected = (slope * ((Tensor)rows[0].Value).sum(1L)).mean().item<float>() + (0.3 * Math.Sqrt(4 * slope.square().mean().item<float>()));
        Assert.Equal(expected, Value("Straight"), 1e-4);
        var hinge = (1 - (slope * ((Tensor)rows[0].Value).sum(1L))).clamp_min(0).mean().item<float>();
        Assert.Equal(hinge + (0.3 * 2 * slope.abs().max().item<float>()), Value("Steep"), 1e-4);
    }

    /// <summary>One row in eight has another slope: the mean gives it up, the worst tenth and the worst group do not.</summary>
    [Fact]
    public void What_is_trained_for_is_what_improves()
    {
        var random = new System.Random(1);
        File.WriteAllLines(Path.Combine(_folder.FullName, "toy.csv"), Enumerable.Range(0, 400).Select(i =>
        {
            var (a, b, side) = (random.NextDouble() + 0.5, random.NextDouble(), i % 8 == 0 ? 1 : 0);
            return string.Create(CultureInfo.InvariantCulture, $"{a},{b},{(side == 1 ? 3 : 1) * a},{side}");
        }).Prepend("x0,x1,y,side"));
        var (output, errors) = (new StringWriter(), new StringWriter());
        var experiment = (Experiment)GeneratedModule.Of("Toy", Toy).Property("Experiment");
        string[] arguments = ["run", "Toy", "--out", Path.Combine(_folder.FullName, "out"), "--data", _folder.FullName, "--threads", "1"];
        Assert.True(ExperimentHost.Run(arguments, [experiment], new HostConsole(output, errors, Interactive: false, default)) == 0, errors.ToString());
        var results = File.ReadLines(Path.Combine(_folder.FullName, "out", "results.csv")).Skip(1).Select(l => l.Split(',')).ToList();
        List<double> All(string measure, string method) =>
            [.. results.Where(r => r.Contains(measure) && r.Any(f => f.EndsWith(method, StringComparison.Ordinal))).Select(r => double.Parse(r[^1], CultureInfo.InvariantCulture))];

        foreach (var method in new[] { "average", "tail", "fair", "following" })
        {
            Assert.Equal(2, All("plain", method).Count);
            foreach (var (plain, none, some, more, worst, least) in All("plain", method).Zip(All("none", method), All("some", method))
                .Zip(All("more", method), (a, b) => (a, b)).Zip(All("worst", method), All("least", method))
                .Select(t => (t.First.a.First, t.First.a.Second, t.First.a.Third, t.First.b, t.Second, t.Third)))
            {
                Assert.Equal(plain, none, 1e-6);
                Assert.True(plain < some && some < more / 2 && plain < least, $"{method}: {plain} {some} {more} {worst} {least}");
            }
        }

        Assert.True(All("worst", "tail").Average() < 0.7 * All("worst", "average").Average(), string.Join(" ", All("worst", "tail").Concat(All("worst", "average"))));
        Assert.True(All("group", "fair").Average() < 0.7 * All("group", "average").Average());
        Assert.True(All("group", "following").Average() < 0.7 * All("group", "average").Average());
        Assert.True(All("plain", "average").Average() < All("plain", "tail").Average());
        Assert.All(All("noisy", "average").Zip(All("worst", "average")), pair => Assert.Equal(pair.Second, pair.First, 0.2));
    }
}
