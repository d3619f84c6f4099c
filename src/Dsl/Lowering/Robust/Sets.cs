using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary>Uncertainty sets as people name them, and as the IR searches them.</summary>
internal static class Sets
{
    public static string Describe(UncertainSet set) => set switch
    {
        BallSet { Norm: Norm.LInfinity } => "a linf ball",
        BallSet { Norm: Norm.L1 } => "an l1 ball",
        BallSet => "an l2 ball",
        BoxSet => "a box",
        IntersectionSet i => "the intersection of " + string.Join(" and ", i.Sets.Select(Describe)),
        FiniteSet f => f.Items.Kind,
        OtherLabelsSet => "the other labels",
        DistributionSet d => d.Description,
        OpaqueSet o => $"the set {o.Part.Member}",
        _ => "a set",
    };

    /// <summary>Why a set is none of points, or null.</summary>
    public static string? RefusePoints(UncertainSet set) =>
        ToPoints(set) is null ? "the set is not a ball, a box, or a ball within a box" : null;

    /// <summary>The set as one that a search can project onto; null for anything but a ball, a box or one of each.</summary>
    public static PointSet? ToPoints(UncertainSet set)
    {
        var parts = Flatten(set).ToList();
        return parts switch
        {
            [BallSet ball] => new NormBall(ball.Norm, ball.Center, ball.Radius),
            [BoxSet box] => new Box(box.Low, box.High),
            [BallSet ball, BoxSet box] => new BallInBox(new NormBall(ball.Norm, ball.Center, ball.Radius), new Box(box.Low, box.High)),
            [BoxSet box, BallSet ball] => new BallInBox(new NormBall(ball.Norm, ball.Center, ball.Radius), new Box(box.Low, box.High)),
            _ => null,
        };
    }

    /// <summary>The core shape of a point.</summary>
    public static ImmutableArray<Extent> ShapeOf(RobustProblem problem, PointSet set) =>
        set.Nodes.Select(n => n.Shape).OrderByDescending(s => s.Length).First() is { IsEmpty: false } known ? known
        : problem.Shape ?? ImmutableArray<Extent>.Empty;

    public static string Latex(PointSet set) => set switch
    {
        NormBall b => $"B_{NormOf(b.Norm)}(x, \\epsilon)",
        BallInBox b => $"B_{NormOf(b.Ball.Norm)}(x, \\epsilon) \\cap [l, u]",
        _ => "[l, u]",
    };

    private static string NormOf(Norm norm) => norm switch
    {
        Norm.L1 => "1",
        Norm.L2 => "2",
        _ => "\\infty",
    };

    private static IEnumerable<UncertainSet> Flatten(UncertainSet set) => set is IntersectionSet i ? i.Sets.SelectMany(Flatten) : [set];
}
