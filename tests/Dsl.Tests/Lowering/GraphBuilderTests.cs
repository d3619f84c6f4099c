using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Tests.Lowering;

/// <summary>What the builder folds and shares, and how few operations gradients take.</summary>
public class GraphBuilderTests
{
    private readonly GraphBuilder _graph = new();

    [Fact]
    public void Identities()
    {
        var x = _graph.Variable("x", [], [new FixedExtent(2)]);
        var y = _graph.Variable("y", [], [new FixedExtent(2)]);
        var two = Number("2");
        Assert.Same(x, _graph.Add(x, _graph.Zero));
        Assert.Same(x, _graph.Multiply(_graph.One, x));
        Assert.Same(x, _graph.Negate(_graph.Negate(x)));
        Assert.Same(x, _graph.Divide(x, _graph.Integer(1)));
        Assert.Same(_graph.Subtract(x, y), _graph.Add(x, _graph.Negate(y)));
        Assert.Same(_graph.Add(x, y), _graph.Add(y, x));
        Assert.Same(Number("0.75"), _graph.Subtract(_graph.Multiply(two, Number("0.5")), Number("0.25")));
        Assert.Same(_graph.Multiply(x, Number("6")), _graph.Multiply(two, _graph.Multiply(x, Number("3"))));
        Assert.Same(_graph.Multiply(_graph.Add(x, y), two), _graph.Add(_graph.Multiply(x, two), _graph.Multiply(two, y)));
        Assert.Same(_graph.Boolean(true), _graph.Less(two, Number("3")));
        Assert.Same(x, _graph.Select(_graph.Boolean(true), x, y));
        Assert.Same(x, _graph.CoreToAxis(_graph.AxisToCore(x, Choice), Choice));
        Assert.True(Shapes.IsZero(_graph.Multiply(x, _graph.Zero)));
        Assert.True(x.Shape.SequenceEqual(_graph.Multiply(x, _graph.Zero).Shape));
    }

    [Fact]
    public void Another_stream_or_extern_is_another_node()
    {
        Assert.NotSame(_graph.Draw("Normal", "a", [], [], []), _graph.Draw("Normal", "b", [], [], []));
        Assert.NotSame(
            _graph.Call("f", [_graph.One], [], ElementKind.Float, null), _graph.Call("f", [_graph.One], [], ElementKind.Float, null, true));
        Assert.NotSame(_graph.Integer(1), _graph.One);
    }

    [Fact]
    public void The_gradient_of_a_cross_entropy_is_softmax_minus_one_hot_over_n()
    {
        var counts = Counts("cross_entropy (x |> net) y", "dense 3");
        Assert.Equal(1, counts["softmax"]);
        Assert.Equal(1, counts["spread"]);
        Assert.Equal(1, counts["subtract"]);
        Assert.Equal(1, counts["multiply"]);
        Assert.Equal(2, counts["contract"]);
        Assert.Equal(1, counts["sum"]);
    }

    [Fact]
    public void A_further_layer_takes_one_product_forward_two_back_and_a_sum()
    {
        var (shallow, deep) = (
            Counts("cross_entropy (net x) y", "dense 3"), Counts("cross_entropy (net x) y", "dense 4 |> relu |> dense 3"));
        Assert.Equal(3, deep["contract"] - shallow["contract"]);
        Assert.Equal(1, deep["sum"] - shallow["sum"]);
        Assert.Equal(1, deep["relugradient"]);
    }

    [Fact]
    public void Repeated_expressions_are_computed_once() =>
        Assert.Equal(
            Counts("dot (net x) (net x)", "dense 3")["contract"], Counts(
                "dot (net x) (net x) + 2 * dot (net x) (net x)", "dense 3")["contract"]);

    [Fact]
    public void A_broken_graph_is_refused()
    {
        var (x, y) = (_graph.Variable("x", [], [new FixedExtent(2)]), _graph.Variable("y", [], [new FixedExtent(3)]));
        Assert.Throws<InvalidGraphException>(() => _graph.Add(x, y));
        Assert.Throws<InvalidGraphException>(() => _graph.Contract(x, y, [0], [0], []));
        Assert.Throws<InvalidGraphException>(() => _graph.Pick(x, y, 0));
    }

    private static Axis Choice { get; } = new(AxisKind.Choice, "j", new FixedExtent(2));

    private Node Number(string digits) =>
        _graph.Number(
            new ExactDecimal(
                System.Numerics.BigInteger.Parse(digits.Replace(".", "", StringComparison.Ordinal)), digits.IndexOf('.') < 0
                    ? 0
                    : digits.IndexOf('.') + 1 - digits.Length));

    /// <summary>How often each operation occurs in the training step of an objective.</summary>
    private static Dictionary<string, int> Counts(string expression, string layers)
    {
        var module = Specs.LowerWithoutErrors(
            $$"""
            module Test
            data d : { x : float[3]; y : class[3] } = csv "d.csv" |> split { train = 80%; valid = 10%; test = 10%; seed = 1<seed> }
            model net (x : float[3]) : float[3] = x |> {{layers}}
            objective o = expect (x, y) in d.train -> {{expression}}
            train fit for 1<step> =
                batch 1<sample/step> from d.train
                minimize o over net using sgd { rate = 0.1 }
            """);
        return Graphs.Reachable(((OptimizeStep)module.Trainings[0].Steps[0]).ValueAndGradients.Outputs)
            .GroupBy(n => n.Operation.Name.Split('.')[^1].ToLowerInvariant())
            .ToDictionary(g => g.Key, g => g.Count());
    }
}
