using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Verification.Onnx;

/// <summary>
/// A tensor of the file: its shape there, the batch dimension included, and a node with the same items. The node's core shape lacks the
/// dimensions of length 1 (but keeps one where there is no other), so that a layer on [1, 5] and one on [5] are the same to the IR.
/// </summary>
internal sealed record OnnxValue(Node Node, ImmutableArray<int> Shape)
{
    public int Rank => Shape.Length;

    /// <summary>The core shape of a node for a shape of the file.</summary>
    public static ImmutableArray<Extent> CoreOf(IEnumerable<int> shape) =>
        Lengths(shape) is { IsEmpty: false } lengths ? lengths : [new FixedExtent(1)];

    /// <summary>The lengths other than 1; none for a scalar.</summary>
    public static ImmutableArray<Extent> Lengths(IEnumerable<int> shape) =>
        [.. shape.Where(n => n != 1).Select(n => (Extent)new FixedExtent(n))];

    public static long Count(IEnumerable<int> shape) => shape.Aggregate(1L, (product, n) => product * n);
}
