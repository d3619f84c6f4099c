using MLSpec.Dsl.Lowering.Ir;
using TorchSharp;

namespace MLSpec.Verification.Search;

/// <summary>How far a point is from fulfilling each row: inputs and outputs times the row's factors, minus its limit. Not above 0: the row
/// is fulfilled.</summary>
/// <param name="Rows">The axis of the rows.</param>
/// <param name="Value">A number along the batch axis and the axis of the rows.</param>
/// <param name="Constants">The network's tensors and those of the rows, float64.</param>
internal sealed record Margins(Axis Rows, Node Value, IReadOnlyDictionary<Node, torch.Tensor> Constants)
{
    public static Margins Of(Network network, IReadOnlyList<UnsafeRow> rows)
    {
        var graph = network.Graph;
        // Two axes are the same when their names are, whatever their extents.
        var axis = new Axis(AxisKind.Choice, FormattableString.Invariant($"rows{rows.Count}"), new FixedExtent(rows.Count));
        var constants = new Dictionary<Node, torch.Tensor>(network.Tensors);
        Node Constant(int id, string name, IEnumerable<double> items, params int[] shape)
        {
            var node = graph.Input(
                new TensorInput(network.Tensors.Count + id, name),
                new NodeType([axis], [.. shape.Select(n => (Extent)new FixedExtent(n))], ElementKind.Float));
            constants[node] = torch.tensor([.. items], torch.ScalarType.Float64).reshape([rows.Count, .. shape.Select(n => (long)n)]);
            return node;
        }

        var ofOutputs = Constant(0, "factors of outputs", rows.SelectMany(r => r.OfOutputs), network.OutputCount);
        var value = graph.Contract(ofOutputs, network.Output, [0], [0], []);
        if (rows.Any(r => r.OfInputs.Any(f => f != 0)))
        {
            var ofInputs = Constant(1, "factors of inputs", rows.SelectMany(r => r.OfInputs), network.InputCount);
            value = graph.Add(value, graph.Contract(ofInputs, network.Input, [0], [0], []));
        }

        return new Margins(axis, graph.Subtract(value, Constant(2, "limits", rows.Select(r => r.Limit))), constants);
    }
}
