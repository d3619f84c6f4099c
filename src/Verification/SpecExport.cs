using System.Collections.Immutable;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Runtime;
using MLSpec.Verification.Execution;
using static TorchSharp.torch;

namespace MLSpec.Verification;

/// <summary>An uncertainty of a spec around a point as a property: that all of it keeps a label. Sets must be boxes in the end, since
/// VNN-LIB has nothing else: <c>box</c>, <c>ball linf</c>, or one within the other.</summary>
public static class SpecExport
{
    /// <param name="center">The point, flattened.</param>
    /// <param name="radius">The value of the number that the set takes, if it takes one.</param>
    /// <param name="outputs">How many labels there are.</param>
    /// <exception cref="UserError">The set is no box, or does not take these arguments.</exception>
    public static Property Robustness(DeclaredSet set, IReadOnlyList<double> center, double? radius, int label, int outputs)
    {
        if (label < 0 || label >= outputs)
            throw new UserError($"The label {label} is none of the {outputs} outputs, counted from 0.");
        using var scope = NewDisposeScope();
        var arguments = set.Arguments.ToDictionary(a => a, a => Argument(a, center, radius));
        var (low, high) = set.Points switch
        {
            Box box => (Of(box.Low), Of(box.High)),
            NormBall { Norm: Norm.LInfinity } ball => (Of(ball.Center) - Of(ball.Radius), Of(ball.Center) + Of(ball.Radius)),
            BallInBox { Ball.Norm: Norm.LInfinity } both => (
                (Of(both.Ball.Center) - Of(both.Ball.Radius)).maximum(Of(both.Box.Low)),
                (Of(both.Ball.Center) + Of(both.Ball.Radius)).minimum(Of(both.Box.High))),
            _ => throw new UserError(
                "The set is no box: VNN-LIB can state balls of the norm linf alone. Use mlspec verify --norm for others."),
        };
        var bounds = new InputBox(Numbers(low), Numbers(high));
        if (bounds.Low.Zip(bounds.High).Any(b => b.First > b.Second))
            throw new UserError("The set is empty around this point.");
        var rows = Enumerable.Range(0, outputs).Where(k => k != label)
            .Select(k => UnsafeRow.Overtaking(center.Count, outputs, label, k));
        return new Property(center.Count, outputs, [.. rows.Select(r => new UnsafeCase(bounds, [r]))]);

        Tensor Of(Node node)
        {
            using var evaluation = new Evaluation([node], ScalarType.Float64, new Dictionary<Node, Tensor>());
            return evaluation.Run(arguments)[0].reshape(-1);
        }

        ImmutableArray<double> Numbers(Tensor tensor) => [.. tensor.expand(center.Count).contiguous().data<double>()];
    }

    private static Tensor Argument(Node argument, IReadOnlyList<double> center, double? radius)
    {
        if (argument.IsScalar)
        {
            var number = radius ?? throw new UserError($"The set takes a number, '{argument.Name}': give it by --eps.");
            return tensor([number], ScalarType.Float64);
        }

        long[] shape = [1, .. argument.Shape.Select(e => e is FixedExtent f ? (long)f.Value : 0)];
        return shape.Aggregate(1L, (p, n) => p * n) == center.Count
            ? tensor([.. center], ScalarType.Float64).reshape(shape)
            : throw new UserError($"The centre has {center.Count} numbers, but '{argument.Name}' is [{string.Join(", ", shape.Skip(1))}].");
    }
}
