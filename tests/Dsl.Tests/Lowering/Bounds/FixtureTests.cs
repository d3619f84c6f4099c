using MLSpec.Dsl.Lowering.Bounds;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Tests.Lowering.Bounds;

/// <summary>Two small networks with known bounds.</summary>
public class FixtureTests
{
    /// <summary>Two neurons, [-1, 2] x [-2, 1]: the example of auto_LiRPA.</summary>
    [Fact]
    public void A_toy_with_two_neurons()
    {
        var network = new Network([[[1, -1], [2, -1]], [[1, -1]]], [[0, 0], [0]], [[0.5, -0.5]]);
        var box = new Box(network.Leaf("low", new Dense([2], [-1, -2])), network.Leaf("high", new Dense([2], [2, 1])));
        Near((-6, 4), network.Bounds(network.EachOutput, box, new IntervalMethod(), 0));
        Near((-3, 3), network.Bounds(network.EachOutput, box, new CrownMethod(), 0));
        Near((-3, 3), network.Bounds(network.EachOutput, network.Ball(Norm.LInfinity, 1.5), new CrownMethod(), 0));
    }

    /// <summary>8-16-16-3 with weights from sines.</summary>
    [Fact]
    public void A_network_of_sines()
    {
        int[] dims = [8, 16, 16, 3];
        var weights = Enumerable.Range(0, 3).Select(k => Enumerable.Range(0, dims[k + 1]).Select(i => Enumerable.Range(0, dims[k])
            .Select(j => Math.Sin(1 + (7 * i) + (3 * j) + (11 * k)) / Math.Sqrt(dims[k])).ToArray()).ToArray()).ToArray();
        var biases = Enumerable.Range(0, 3).Select(k => Enumerable.Range(0, dims[k + 1]).Select(i => Math.Cos(i + k) / 10).ToArray()).ToArray();
        var network = new Network(weights, biases, [[.. Enumerable.Range(0, 8).Select(j => Math.Sin(j + 0.5))]]);
        var graph = network.Graph;
        var margins = graph.Subtract(
            graph.Slice(network.Output, 0, 0, 2), graph.Slice(network.Output, 0, 1, 3));
        var each = graph.CoreToAxis(margins, new(MLSpec.Dsl.Lowering.Ir.AxisKind.Choice, "m", margins.Shape[0]));
        Near([.035776, -.052313], [.079550, -.026662], network.Bounds(each, network.Ball(Norm.L2, 0.3), new CrownMethod(), 0));
        Near([-.239239, -.249387], [.352080, .154882], network.Bounds(each, network.Ball(Norm.LInfinity, 0.3), new CrownMethod(), 0));
        Near(
            [-.826546, -.975086, -1.181189], [.594551, .655468, 1.015846],
            network.Bounds(network.EachOutput, network.Ball(Norm.LInfinity, 0.3), new IntervalMethod(), 0));
    }

    private static void Near((double Lower, double Upper) expected, (double[] Lower, double[] Upper) found) =>
        Near([expected.Lower], [expected.Upper], found, 1e-12);

    private static void Near(double[] lower, double[] upper, (double[] Lower, double[] Upper) found, double tolerance = 2e-6)
    {
        Assert.All(lower.Zip(found.Lower), p => Assert.Equal(p.First, p.Second, tolerance));
        Assert.All(upper.Zip(found.Upper), p => Assert.Equal(p.First, p.Second, tolerance));
    }
}
