using MLSpec.Dsl.Lowering.Bounds;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Runtime;
using MLSpec.Verification.Execution;
using static TorchSharp.torch;
using Reduction = MLSpec.Dsl.Lowering.Ir.Operations.Reduction;

namespace MLSpec.Verification.Search;

/// <summary>Certified lower bounds of all margins over boxes (and the ball), many boxes at once, by the compiler's own bound propagation in
/// double precision. Methods that optimise are for whole boxes: for their parts, CROWN on two halves costs less than one of their bounds
/// and gains more.</summary>
internal sealed class Certifier : IDisposable
{
    private readonly Node _low;
    private readonly Node _high;
    private readonly Node _weights;
    private readonly Evaluation _first;
    private readonly Evaluation _bounds;
    private readonly Evaluation _gains;

    /// <exception cref="UserError">An operator of the network has no relaxation.</exception>
    public Certifier(Network network, UnsafeSet set, Margins margins, BoundMethod method)
    {
        var graph = network.Graph;
        Node Leaf(string name, int position, IEnumerable<Axis> axes, params Extent[] shape) =>
            graph.Input(new ArgumentInput(name, null, position), new NodeType([.. axes.Order()], [.. shape], ElementKind.Float));
        _low = Leaf("low", 0, [network.Batch], network.Input.Shape[0]);
        _high = Leaf("high", 1, [network.Batch], network.Input.Shape[0]);
        _weights = Leaf("weights", 3, [network.Batch, margins.Rows]);
        var constants = new Dictionary<Node, Tensor>(margins.Constants);
        PointSet points = new Box(_low, _high);
        if (set.Ball is { } ball)
        {
            var center = Leaf("center", 4, [], network.Input.Shape[0]);
            var radius = Leaf("radius", 5, []);
            constants[center] = tensor([.. ball.Center], ScalarType.Float64);
            constants[radius] = tensor(ball.Radius, ScalarType.Float64);
            points = new BallInBox(new NormBall(ball.Norm, center, radius), (Box)points);
        }

        try
        {
            Evaluation Of(Node node) => new([node], ScalarType.Float64, constants);
            Node Bound(BoundMethod by) => BoundPropagation.Lower(graph, margins.Value, network.Input, points, by);
            var lower = Bound(method is IntervalMethod ? method : new CrownMethod());
            _bounds = Of(lower);
            _first = method is IntervalMethod or CrownMethod ? _bounds : Of(Bound(method));
            var total = graph.Reduce(Reduction.Sum, graph.Multiply(lower, _weights), [network.Batch, margins.Rows], []);
            var gradients = Differentiation.Gradients(graph, total, [_low, _high]);
            var gain = graph.Multiply(
                graph.Subtract(gradients[0] ?? graph.Zero, gradients[1] ?? graph.Zero), graph.Subtract(_high, _low));
            _gains = Of(gain);
        }
        catch (UnboundedNodeException fault)
        {
            var place = network.Sources.TryGetValue(fault.Node, out var source) ? source + ": " : "";
            throw new UserError($"{place}{fault.Message}.", fault);
        }
    }

    /// <param name="low">float64[n, inputs], as <paramref name="high"/>.</param>
    /// <param name="areWhole">Whether they are the boxes of the property, not parts of them.</param>
    /// <returns>float64[n, rows].</returns>
    public Tensor Lower(Tensor low, Tensor high, bool areWhole) =>
        (areWhole ? _first : _bounds).Run(new Dictionary<Node, Tensor> { [_low] = low, [_high] = high })[0];

    /// <summary>How much the bounds of some rows would rise, to first order, if a dimension of the box were shrunk to nothing.</summary>
    /// <param name="weights">float64[n, rows]: which rows count.</param>
    /// <returns>float64[n, inputs].</returns>
    public Tensor Gains(Tensor low, Tensor high, Tensor weights) =>
        _gains.Run(new Dictionary<Node, Tensor> { [_low] = low, [_high] = high, [_weights] = weights })[0];

    public void Dispose()
    {
        if (_first != _bounds)
            _first.Dispose();
        _bounds.Dispose();
        _gains.Dispose();
    }
}
