using static TorchSharp.torch;

namespace MLSpec.Generators.Tests.Numerics;

/// <summary>Generated objectives against evaluation row by row, their gradients against TorchSharp's autograd.</summary>
public sealed class ObjectiveTests
{
    private const int Rows = 7;

    private static GeneratedModule Module => Specs.Module.Value;

    [Fact]
    public void Values_are_those_of_each_row_by_itself()
    {
        using var scope = NewDisposeScope();
        var (net, rows) = (Module.Weights("Net"), Batch(3));
        var expected = Mean(rows, (x, y, w, _) => w * CrossEntropy(Net(net, x), y));

        Near.To(tensor(expected), Module.Call("Plain", [("net", net), .. rows]), "plain");
        Near.To(
            tensor(Mean(rows, (x, y, _, _) => new[] { 0.5f, 1, 1.5f }.Max(a => CrossEntropy(Net(net, x * a), y)))),
            Module.Call("Listed", [("net", net), .. rows]),
            "listed");
        Near.To(
            tensor(Mean(rows, (x, y, _, _) => Enumerable.Range(0, 3).Where(k => k != y).Max(k => Net(net, x)[k].item<float>() - Net(net, x)[y].item<float>()))),
            Module.Call("Other", [("net", net), .. rows]),
            "other");
    }

    [Fact]
    public void An_ensemble_is_its_members_one_by_one()
    {
        using var scope = NewDisposeScope();
        var (critics, slow, rows) = (Module.Weights("Critics"), Module.Weights("Critics", seed: 2), Batch(4));
        float Member(Weights all, int m, Tensor x)
        {
            var hidden = (all["Dense1Weights"][m].matmul(x) + all["Dense1Biases"][m]).sigmoid();
            return (all["Dense2Weights"][m].matmul(hidden) + all["Dense2Biases"][m]).item<float>();
        }

        var expected = Mean(rows, (x, _, r, next) =>
        {
            var goal = r + (0.9f * Enumerable.Range(0, 3).Min(m => Member(slow, m, next)));
            return Enumerable.Range(0, 3).Sum(m => MathF.Pow(Member(critics, m, x) - goal, 2));
        });

        Near.To(tensor(expected), Module.Call("Pessimistic", [("critics", critics), ("targetCritics", slow), .. rows]), "pessimistic");
    }

    [Theory]
    [InlineData("Plain", "net")]
    [InlineData("TwoModels", "features head")]
    [InlineData("Listed", "net")]
    [InlineData("Other", "net")]
    [InlineData("Difference", "value", "targetValue")]
    [InlineData("Pessimistic", "critics", "targetCritics")]
    public void Gradients_are_those_of_autograd(string objective, string moved, string? held = null)
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            using var scope = NewDisposeScope();
            var weights = moved.Split(' ').ToDictionary(name => name, name => Module.Weights(Pascal(name), seed));
            var gradients = weights.ToDictionary(w => w.Key, w => Module.Zeros(Pascal(w.Key)));
            (string, object)[] arguments =
            [
                .. weights.Select(w => (w.Key, (object)w.Value)),
                .. gradients.Select(g => (g.Key + "Gradient", (object)g.Value)),
                .. held is null ? Array.Empty<(string, object)>() : [(held, Module.Weights(Pascal(held.Replace("target", "")), seed + 10))],
                .. Batch(seed),
            ];
            var before = arguments.Where(a => a.Item2 is Weights && !a.Item1.EndsWith("Gradient", StringComparison.Ordinal)).Select(a => ((Weights)a.Item2).Flat).Select(flat => (flat, flat.clone())).ToList();
            var value = Module.Call(objective + "WithGradient", arguments);
            Assert.All(before, weights => Near.To(weights.Item2, weights.flat, "a gradient moves weights", tolerance: 0));
            foreach (var w in weights.Values)
                w.RequireGradients();
            var reference = Module.Call(objective, arguments);
            reference.backward();

            Near.To(reference.detach(), value, objective);
            foreach (var (name, w) in weights)
            {
                foreach (var ((path, leaf), (_, gradient)) in w.All.Zip(gradients[name].All))
                    Near.To(leaf.grad!, gradient, $"{objective}, {name}.{path}", 2e-5);
            }
        }
    }

    internal static (string Name, object Value)[] Batch(int seed)
    {
        using var generator = new Generator((ulong)seed);
        return
        [
            ("x", rand(Rows, 4, generator: generator) * 1.6 - 0.8),
            ("y", randint(0, 3, Rows, ScalarType.Int64, generator: generator)),
            ("w", rand(Rows, generator: generator) + 0.5),
            ("next", rand(Rows, 4, generator: generator)),
        ];
    }

    private static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private static float Mean((string Name, object Value)[] rows, Func<Tensor, int, float, Tensor, float> row)
    {
        var (x, y, w, next) = ((Tensor)rows[0].Value, (Tensor)rows[1].Value, (Tensor)rows[2].Value, (Tensor)rows[3].Value);
        return Enumerable.Range(0, Rows).Average(i => row(x[i], (int)y[i].item<long>(), w[i].item<float>(), next[i]));
    }

    private static Tensor Net(Weights net, Tensor x)
    {
        var hidden = (net["Dense1Weights"].matmul(x) + net["Dense1Biases"]).relu();
        hidden = (net["Dense2Weights"].matmul(hidden) + net["Dense2Biases"]).tanh();
        return net["Dense3Weights"].matmul(hidden) + net["Dense3Biases"];
    }

    private static float CrossEntropy(Tensor logits, int label) => logits.exp().sum().log().item<float>() - logits[label].item<float>();
}
