using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Verification.Onnx.Operators;

/// <summary>Matrix products.</summary>
internal static class Products
{
    public static IEnumerable<KeyValuePair<string, OnnxOperator>> Operators =>
    [
        new("MatMul", static call => Product(call, call[0], call[1])),
        new("Gemm", Gemm),
    ];

    /// <summary>alpha A B + beta C, where A and B may stand transposed.</summary>
    private static OnnxValue Gemm(OnnxCall call)
    {
        var (values, graph) = (call.Values, call.Values.Graph);
        var product = Product(call, Operand(call, 0, "transA"), Operand(call, 1, "transB"));
        product = product with { Node = Scaled(call, product.Node, "alpha") };
        if (call.Optional(2) is not { } addend)
            return product;
        var sum = values.Elementwise(call, product, addend with { Node = Scaled(call, addend.Node, "beta") }, graph.Add);
        return sum.Shape.SequenceEqual(product.Shape)
            ? sum
            : throw call.Error($"C [{string.Join(", ", addend.Shape)}] does not fit the product [{string.Join(", ", product.Shape)}]");
    }

    private static OnnxValue Operand(OnnxCall call, int input, string flag)
    {
        if (call[input].Rank != 2)
            throw call.Error($"its input {input + 1} has {call[input].Rank} dimensions, not 2");
        return call.Integer(flag, 0) == 0 ? call[input] : Layout.Transposed(call, call[input], [1, 0]);
    }

    private static Node Scaled(OnnxCall call, Node node, string factor) =>
        call.Number(factor, 1) is var f && f == 1 ? node : call.Values.Graph.Multiply(node, call.Values.Number(f));

    /// <summary>NumPy's matmul: of the last two dimensions, the leading ones repeated; a vector on the left is a row, on the right a
    /// column.</summary>
    private static OnnxValue Product(OnnxCall call, OnnxValue left, OnnxValue right)
    {
        if (left.Rank == 0 || right.Rank == 0)
            throw call.Error("a scalar has no matrix product");
        int[] a = left.Rank == 1 ? [1, .. left.Shape] : [.. left.Shape];
        int[] b = right.Rank == 1 ? [.. right.Shape, 1] : [.. right.Shape];
        if (a[^1] != b[^2])
            throw call.Error($"the shapes [{string.Join(", ", left.Shape)}] and [{string.Join(", ", right.Shape)}] do not fit");
        var leading = Math.Max(a.Length, b.Length) - 2;
        a = [.. Enumerable.Repeat(1, leading + 2 - a.Length), .. a];
        b = [.. Enumerable.Repeat(1, leading + 2 - b.Length), .. b];
        if (Enumerable.Range(0, leading).Any(i => a[i] != b[i] && a[i] != 1 && b[i] != 1))
            throw call.Error($"the shapes [{string.Join(", ", left.Shape)}] and [{string.Join(", ", right.Shape)}] do not fit");

        var (row, inner, column) = (leading, leading + 1, leading + 2);
        int[] batch = [.. Enumerable.Range(0, leading)];
        int[] shape = [.. OnnxValues.Checked(call, [.. batch.Select(i => Math.Max(a[i], b[i])), a[^2], b[^1]])];
        var node = Contract(
            call,
            (call.Values.Squeezed(left), Longer([.. batch, row, inner], a)),
            (call.Values.Squeezed(right), Longer([.. batch, inner, column], b)),
            Longer([.. batch, row, column], shape));
        return call.Values.Of(
            node, [.. shape[..leading], .. left.Rank == 1 ? [] : new[] { a[^2] }, .. right.Rank == 1 ? [] : new[] { b[^1] }]);
    }

    /// <summary>The weight goes first, as in the layers of the language.</summary>
    private static Node Contract(
        OnnxCall call, (Node Node, IEnumerable<int> Labels) left, (Node Node, IEnumerable<int> Labels) right, IEnumerable<int> output)
    {
        var (first, second) = left.Node.Axes.IsEmpty ? (left, right) : (right, left);
        return call.Values.Graph.Contract(first.Node, second.Node, first.Labels, second.Labels, output);
    }

    /// <summary>The labels of the dimensions longer than 1: nodes have no others.</summary>
    private static IEnumerable<int> Longer(int[] labels, int[] shape) => labels.Where((_, i) => shape[i] != 1);
}
