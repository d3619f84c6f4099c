using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary>Which way a piecewise affine function bends.</summary>
internal enum Curvature
{
    Affine,
    Convex,
    Concave,
    Neither,
}

/// <summary>The slopes of a scalar that is a piecewise affine function of a variable: sums, multiples, absolute values, maxima and minima of
/// affine functions.</summary>
/// <param name="Pieces">The gradient of each piece, of the variable's shape; null for zero. Where the function is convex or concave, each of
/// them is a slope that it takes far out.</param>
internal sealed record Slopes(ImmutableArray<Node?> Pieces, Curvature Curvature)
{
    /// <summary>More pieces than these are not enumerated: a sum of k maxima has 2^k.</summary>
    private const int MostPieces = 16;

    /// <summary>The slopes of a root; null where it is no such function, or one of too many pieces.</summary>
    public static Slopes? Of(GraphBuilder graph, Node root, Node variable)
    {
        if (Affinity.Obstacle(root, variable) is null)
            return new(ImmutableArray.Create(Differentiation.Gradients(graph, root, [variable])[0]), Curvature.Affine);
        if (!root.IsScalar)
            return null;
        Slopes? Input(int i) => Of(graph, root.Inputs[i], variable);
        var slopes = root.Operation switch
        {
            ArithmeticOperation { Operator: Operator.Add } => Sum(graph, Input(0), Input(1)),
            ArithmeticOperation { Operator: Operator.Subtract } => Sum(graph, Input(0), Negative(graph, Input(1))),
            ArithmeticOperation { Operator: Operator.Negate } => Negative(graph, Input(0)),
            ArithmeticOperation { Operator: Operator.Multiply } when !Depends(root.Inputs[0], variable) =>
                Input(1)?.Times(root.Inputs[0], slope => graph.Multiply(root.Inputs[0], slope)),
            ArithmeticOperation { Operator: Operator.Multiply or Operator.Divide } operation when !Depends(root.Inputs[1], variable) =>
                Input(0)?.Times(root.Inputs[1], slope => graph.Apply(operation.Operator, slope, root.Inputs[1])),
            CallOperation { Member: "Nn.Elementwise.Relu" } => Input(0)?.Or(new(ImmutableArray.Create((Node?)null), Curvature.Affine), Curvature.Convex),
            CallOperation { Member: "Nn.Elementwise.Abs" } => Input(0)?.Or(Negative(graph, Input(0))!, Curvature.Convex),
            SelectOperation when ExtremeOf(root) is { } bend => Input(1) is { } a && Input(2) is { } b ? a.Or(b, bend) : null,
            _ => null,
        };
        return slopes?.Pieces.Length > MostPieces ? null : slopes;
    }

    /// <summary>The largest Euclidean length of a slope, a Lipschitz constant; null where every slope is zero.</summary>
    public Node? Steepest(GraphBuilder graph)
    {
        var sides = new List<Node>();
        foreach (var slope in Pieces.OfType<Node>().Where(s => !sides.Contains(graph.Negate(s))))
            sides.Add(slope);
        var square = sides
            .Select(s => graph.Reduce(
                Reduction.Sum, graph.Power(s, graph.Number(Syntax.ExactDecimal.FromInt(2))), [], Enumerable.Range(0, s.Shape.Length)))
            .Aggregate((Node?)null, (most, s) => most is null ? s : graph.Select(graph.Greater(most, s), most, s));
        return square is null ? null : graph.SquareRoot(graph.Add(square, graph.Number(new Syntax.ExactDecimal(1, -30))));
    }

    /// <summary>Convex for <c>if a >= b then a else b</c>, concave for the smaller of the two; null for any other choice.</summary>
    private static Curvature? ExtremeOf(Node select)
    {
        var (condition, a, b) = (select.Inputs[0], select.Inputs[1], select.Inputs[2]);
        if (condition.Operation is not ArithmeticOperation { IsComparison: true } comparison)
            return null;
        var isInOrder = condition.Inputs[0] == a && condition.Inputs[1] == b;
        if (!isInOrder && !(condition.Inputs[0] == b && condition.Inputs[1] == a))
            return null;
        return comparison.Operator switch
        {
            Operator.Greater or Operator.GreaterOrEqual => isInOrder ? Curvature.Convex : Curvature.Concave,
            Operator.Less or Operator.LessOrEqual => isInOrder ? Curvature.Concave : Curvature.Convex,
            _ => null,
        };
    }

    private static bool Depends(Node node, Node variable) => Graphs.Reachable([node]).Contains(variable);

    private static Slopes? Negative(GraphBuilder graph, Slopes? slopes) => slopes is null ? null : new(
        slopes.Pieces.Select(p => p is null ? null : graph.Negate(p)).ToImmutableArray(), Flipped(slopes.Curvature));

    private static Slopes? Sum(GraphBuilder graph, Slopes? left, Slopes? right) => left is null || right is null ? null : new(
        left.Pieces.SelectMany(l => right.Pieces.Select(r => l is null ? r : r is null ? l : graph.Add(l, r))).Distinct().ToImmutableArray(),
        Common(left.Curvature, right.Curvature));

    private Slopes Times(Node factor, Func<Node, Node> scaled) => new(
        Pieces.Select(p => p is null ? null : scaled(p)).ToImmutableArray(),
        Curvature == Curvature.Affine ? Curvature : Signs.Of(factor) switch
        {
            Sign.NonNegative => Curvature,
            Sign.NonPositive => Flipped(Curvature),
            _ => Curvature.Neither,
        });

    /// <summary>The larger (convex) or smaller (concave) of two.</summary>
    private Slopes Or(Slopes other, Curvature bend) =>
        new(Pieces.Concat(other.Pieces).Distinct().ToImmutableArray(), Common(Common(Curvature, other.Curvature), bend));

    private static Curvature Flipped(Curvature curvature) => curvature switch
    {
        Curvature.Convex => Curvature.Concave,
        Curvature.Concave => Curvature.Convex,
        _ => curvature,
    };

    private static Curvature Common(Curvature left, Curvature right) =>
        left == right || right == Curvature.Affine ? left : left == Curvature.Affine ? right : Curvature.Neither;
}
