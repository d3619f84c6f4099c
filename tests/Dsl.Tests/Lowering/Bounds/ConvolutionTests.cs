using MLSpec.Dsl.Lowering.Bounds;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Tests.Lowering.Bounds;

/// <summary>Bounds pass through convolutions and pools: exactly by CROWN, since the network is affine, and no tighter by intervals.</summary>
public class ConvolutionTests
{
    private const double Radius = 0.1;

    [Fact]
    public void An_affine_network_of_images()
    {
        var graph = new GraphBuilder();
        var check = new GradientCheck(graph);
        var rows = check.Batch(extent: 2);
        var (center, first, second) = (check.Leaf("center", [rows], 2, 4, 4), check.Leaf("first", [], 4, 1, 3, 3), check.Leaf("second", [], 2, 4, 2, 2));
        var x = graph.Variable("x", [rows], center.Shape);
        var hidden = graph.Convolve(x, first, new ConvolutionWindow(1, 1, 1, 2));
        var root = graph.Reduce(Reduction.Sum, graph.Convolve(graph.AveragePool(hidden, 2, 1, 0), second, new ConvolutionWindow(1, 0, 1, 1)), [], [0, 1, 2]);
        var set = new NormBall(Norm.LInfinity, center, graph.Number(new ExactDecimal(1, -1)));
        var crown = BoundPropagation.Lower(graph, root, x, set, new CrownMethod());
        var ibp = BoundPropagation.Lower(graph, root, x, set, new IntervalMethod());
        var slope = Differentiation.Gradients(graph, root, [x])[0];

        var random = new Random(1);
        foreach (var point in check.Interpreter().Points([rows]))
        {
            var at = check.Value(x, point).Items;
            var middle = check.Value(center, point).Items;
            middle.CopyTo(at, 0);
            var (low, lowest) = (check.Interpreter().At(crown, point).Value, check.Interpreter().At(ibp, point).Value);
            Assert.True(lowest <= low + 1e-9, $"{lowest} is above {low}");
            var exact = check.Interpreter().At(root, point).Value - (Radius * check.Interpreter().At(slope!, point).Items.Sum(Math.Abs));
            Assert.Equal(exact, low, 1e-9);
            for (var i = 0; i < 100; i++)
            {
                for (var k = 0; k < at.Length; k++)
                    at[k] = middle[k] + (Radius * Math.Sign(random.NextDouble() - 0.5));
                Assert.True(check.Interpreter().At(root, point).Value >= low - 1e-9);
            }
        }
    }
}
