using System.Text.Json;
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
