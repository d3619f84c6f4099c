using System.Text.Json;
using MLSpec.Runtime.Random;
using MLSpec.Runtime.Uncertainty;
using static TorchSharp.torch;

namespace MLSpec.Generators.Tests.Numerics;

/// <summary>Certified bounds as generated code computes them in float32, against an independent implementation, attacks and exact minima.</summary>
public sealed class BoundTests
{
    /// <summary>How many of the file's inputs are tried, each with all its margins.</summary>
    private const int Inputs = 3;

    private static readonly Lazy<JsonElement[]> _nets = new(() => [.. JsonDocument
        .Parse(File.ReadAllText(Path.Combine(SpecSamples.RepositoryRoot, "tests/Golden/crown_mlp.json"))).RootElement.GetProperty("nets").EnumerateArray()]);

    public static TheoryData<int, int> Cases()
    {
        var data = new TheoryData<int, int>();
        for (var net = 0; net < _nets.Value.Length; net++)
        {
            for (var c = 0; c < _nets.Value[net].GetProperty("cases").GetArrayLength(); c++)
                data.Add(net, c);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Margins_are_those_of_the_golden_file(int net, int index)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var golden = _nets.Value[net];
        var @case = golden.GetProperty("cases")[index];
        var set = @case.GetProperty("norm").ToString() == "2" ? "L2" : "Linf";
        var (rows, module, weights) = Rows(golden, @case.GetProperty("eps").GetDouble());
        var attacked = Margins(@case, "pgd_margin_upper_of_true_min");

        var interval = Call("Ibp");
        var crown = Call("Crown");
        var difference = crown - Margins(@case, "CROWN");
        Assert.True(difference.max().item<float>() <= 0, "float32 certifies more than float64");
        Assert.True(difference.min().item<float>() > -1e-4, "far from the golden value");
        Sound(interval);
        Sound(crown);
        var alpha = Call("AlphaCrown");
        Sound(alpha);
        Assert.True((alpha - crown).min().item<float>() >= 0, "alpha-CROWN is below CROWN");
        Close(alpha, Margins(@case, "alpha-CROWN"));
        if (set == "L2")
        {
            var sdp = Call("SdpCrown");
            Sound(sdp);
            Assert.True((sdp - crown).min().item<float>() >= 0, "SDP-CROWN is below CROWN");
            Close(sdp, Margins(@case, "SDP-CROWN"));
        }

        Tensor Call(string method) => module.Call(method + set.Substring(0, 1) + set.Substring(1).ToLowerInvariant(), [("net", weights), .. rows]);

        void Sound(Tensor bound)
        {
            Assert.True((bound - attacked).max().item<float>() <= 1e-5, "above an attack");
            if (@case.TryGetProperty("exact_margin_min_milp", out _))
                Assert.True((bound - Margins(@case, "exact_margin_min_milp")).max().item<float>() <= 1e-5, "above the exact minimum");
        }

        // Not looser on the average by more than 2%; tighter is fine.
        void Close(Tensor found, Tensor expected)
        {
            var (mean, goal) = (found.mean().item<float>(), expected.mean().item<float>());
            Assert.True(mean >= goal - (0.02 * Math.Abs(goal)) - 1e-5, $"{mean} instead of {goal}");
        }
    }

    [Theory]
    [InlineData("First", float.PositiveInfinity, 0.05)]
    [InlineData("First", float.PositiveInfinity, 0.5)]
    [InlineData("Second", 2, 0.1)]
    [InlineData("Second", 2, 1.0)]
    [InlineData("Third", 1, 0.2)]
    [InlineData("Third", 1, 1.0)]
    [InlineData("Fourth", 2, 0.1)]
    [InlineData("Fourth", 2, 1.0)]
    public void Smooth_networks_stay_within_their_bounds(string model, float norm, double eps)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var module = BoundSpecs.Smooth.Value;
        var net = (char.ToLowerInvariant(model[0]) + model[1..], (object)module.Weights(model, seed: 3));
        var rows = new RandomStream(7, "rows");
        var (x, y) = (rows.Uniform([6, 4], -1, 1), tensor(new long[] { 0, 1, 2, 0, 1, 2 }));
        (string, object)[] given = [net, ("x", Shaped(x)), ("eps", full([6], eps)), ("y", y)];
        var (crown, alpha, ibp) = (module.Call(model + "Crown", given), module.Call(model + "Alpha", given), module.Call(model + "Ibp", given));
        var loss = module.Call(model + "Loss", given);
        Assert.True((alpha - crown).min().item<float>() >= 0, "alpha-CROWN is below CROWN");

        var (lowest, highest) = (full([6], float.PositiveInfinity), full([6], float.NegativeInfinity));
        for (var i = 0; i < 400; i++)
        {
            var moved = rows.Normal([6, 4]);
            moved = float.IsInfinity(norm) ? rows.Uniform([6, 4], -1, 1).sign_() : moved / moved.abs().pow(norm).sum(1, keepdim: true).pow(1 / norm);
            var point = x + (moved * eps * (i % 4 == 0 ? rows.Uniform([6, 1]) : ones(6, 1)));
            lowest = lowest.minimum(module.Call(model + "Margin", net, ("x", Shaped(point)), ("y", y)));
            highest = highest.maximum(module.Call(model + "Entropy", net, ("x", Shaped(point)), ("y", y)));
        }

        foreach (var bound in new[] { crown, alpha, ibp })
            Assert.True((bound - lowest).max().item<float>() <= 0, "a sample lies below");
        Assert.True((loss - highest).min().item<float>() >= 0, "a sample's loss lies above");
        var nominal = module.Call(model + "Margin", net, ("x", Shaped(x)), ("y", y));
        if (eps < 0.3)
            Assert.True(((nominal - crown) / (nominal - lowest)).max().item<float>() < 2, "CROWN is loose on a small set");

        Tensor Shaped(Tensor points) => model == "Fourth" ? points.view(-1, 1, 2, 2) : points;
    }

    [Theory]
    [InlineData("CrownL1", "L1")]
    [InlineData("CrownL2box", "L2Box")]
    [InlineData("IbpL2box", "L2Box")]
    [InlineData("AlphaCrownL2box", "L2Box")]
    [InlineData("SdpCrownL2box", "L2Box")]
    [InlineData("SdpCrownL2", "L2")]
    public void Bounds_hold_at_samples_fall_with_the_radius_and_start_at_the_value(string method, string set)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var (rows, module, net) = Rows(_nets.Value[1], 0);
        var x = (Tensor)rows[0].Item2;
        (string, object)[] labels = [("net", net), rows[2], rows[3]];
        var nominal = module.Call("Difference", [("x", x), .. labels]);
        var before = nominal;
        foreach (var eps in new[] { 0.0, 0.1, 0.4, 1.0 })
        {
            var bound = module.Call(method, [("x", x), ("eps", full([x.size(0)], eps)), .. labels]);
            Assert.True((bound - before).max().item<float>() <= 1e-3, "a larger set has a larger bound");
            if (eps == 0)
                Near.To(nominal, bound, method, 1e-4);
            else
                Assert.True((bound - Lowest(eps)).max().item<float>() <= 0, "a sample lies below");
            if (set == "L2Box")
                Assert.True((bound - module.Call(method.Replace("box", "", StringComparison.Ordinal), [("x", x), ("eps", full([x.size(0)], eps)), .. labels]))
                    .min().item<float>() >= -2e-2, "the smaller set has a lower bound");
            before = bound;
        }

        Tensor Lowest(double eps)
        {
            var ball = set == "L1" ? new L1Ball(x, eps, 1) : (PointSet)(set == "L2" ? new L2Ball(x, eps, 1) : new L2Ball(x, eps, 1).Within(0, 1));
            var random = new RandomStream(5, "samples");
            var lowest = nominal;
            for (var i = 0; i < 100; i++)
            {
                var point = ball.Start(random);
                ball.Ascend(ref point, random.Normal(x.shape), 2);
                lowest = lowest.minimum(module.Call("Difference", [("x", point), .. labels]));
            }

            return lowest;
        }
    }

    /// <summary>Networks of orthogonal layers at radius 1: SDP-CROWN is far nearer to the value than CROWN, and above the bound by norms alone.</summary>
    [Fact]
    public void Semidefinite_offsets_pay_where_norms_are_one()
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var module = BoundSpecs.Module(64, 64, 10);
        var (net, random) = (module.Weights("Net"), new RandomStream(2, "orthogonal"));
        foreach (var (name, weight) in net.All)
            weight.copy_(name.EndsWith("Weights", StringComparison.Ordinal) ? linalg.qr(random.Normal([64, 64])).Q.narrow(0, 0, weight.size(0)) : zeros_like(weight));
        var x = random.Normal([2, 64]).repeat(3, 1);
        (string, object)[] given =
        [
            ("net", net), ("x", x), ("eps", ones(6)), ("y", tensor(new long[] { 0, 1, 2, 3, 4, 5 })), ("k", tensor(new long[] { 9, 8, 7, 6, 5, 4 })),
        ];
        var clean = module.Call("Difference", [.. given.Where(g => g.Item1 != "eps")]);
        var (crown, sdp) = (module.Call("CrownL2", given), module.Call("SdpCrownL2", given));
        Assert.True((clean - crown).mean().item<float>() > 3 * (clean - sdp).mean().item<float>());
        Assert.True((sdp - (clean - Math.Sqrt(2))).min().item<float>() > 0, "below the bound by Lipschitz constants");
        var upper = module.Call("UpperL2", given);
        Assert.True((upper - clean).min().item<float>() > 0 && (clean + Math.Sqrt(2) - upper).min().item<float>() > 0);
    }

    [Theory]
    [InlineData("First")]
    [InlineData("Second")]
    [InlineData("Third")]
    public void Bounds_are_trained_by_their_own_gradient(string model)
    {
        using var scope = NewDisposeScope();
        var (module, rows) = (BoundSpecs.Smooth.Value, new RandomStream(4, "rows"));
        var (weights, gradient) = (module.Weights(model, seed: 5), module.Zeros(model));
        var name = char.ToLowerInvariant(model[0]) + model[1..];
        (string, object)[] batch = [(name, weights), ("x", rows.Uniform([8, 4], -1, 1)), ("y", tensor(new long[] { 0, 1, 2, 0, 1, 2, 0, 1 }))];
        module.Call($"Robust{model}WithGradient", [.. batch, (name + "Gradient", gradient)]);
        weights.RequireGradients();
        module.Call($"Robust{model}", batch).backward();
        foreach (var (weight, value) in weights.All)
            Near.To(value.grad!, gradient[weight], weight, 1e-3);
    }

    /// <summary>All pairs of an input's label and another class, as rows.</summary>
    private static ((string, object)[] Rows, GeneratedModule Module, Weights Weights) Rows(JsonElement golden, double eps)
    {
        var (weights, biases) = (golden.GetProperty("weights"), golden.GetProperty("biases"));
        var (inputs, labels) = (golden.GetProperty("inputs"), golden.GetProperty("labels"));
        var dims = golden.GetProperty("dims").EnumerateArray().Select(d => d.GetInt32()).ToArray();
        var module = BoundSpecs.Module(dims[0], dims[1], dims[^1]);
        var net = module.Weights("Net");
        for (var i = 0; i < 3; i++)
        {
            net[$"Dense{i + 1}Weights"].copy_(Matrix(weights[i]));
            net[$"Dense{i + 1}Biases"].copy_(Vector(biases[i]));
        }

        var pairs = (from row in Enumerable.Range(0, Inputs)
                     from other in Enumerable.Range(0, dims[^1])
                     where other != labels[row].GetInt32()
                     select (row, other)).ToList();
        var x = Matrix(inputs).index_select(0, tensor(pairs.Select(p => (long)p.row).ToArray()));
        (string, object)[] arguments =
        [
            ("x", x), ("eps", full([pairs.Count], eps)),
            ("y", tensor(pairs.Select(p => labels[p.row].GetInt64()).ToArray())), ("k", tensor(pairs.Select(p => (long)p.other).ToArray())),
        ];
        return (arguments, module, net);
    }

    private static Tensor Margins(JsonElement @case, string name)
    {
        var found = @case.GetProperty(name);
        return Matrix(found.ValueKind == JsonValueKind.Object ? found.GetProperty("margin_lower") : found).narrow(0, 0, Inputs).flatten();
    }

    private static Tensor Matrix(JsonElement rows) => stack(rows.EnumerateArray().Select(Vector).ToArray());

    private static Tensor Vector(JsonElement items) => tensor(items.EnumerateArray().Select(i => i.GetSingle()).ToArray());
}
