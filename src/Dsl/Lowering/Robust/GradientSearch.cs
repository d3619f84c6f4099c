using System.Collections.Immutable;
using System.Globalization;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary>
/// Rules that follow the gradient to a point of the set: the objective there is a lower bound of a supremum, an upper bound of an
/// infimum. The point is held fixed in what is
/// differentiated further (Danskin 1966).
/// </summary>
internal abstract class GradientSearch : IRobustRule
{
    public abstract string Name { get; }

    public abstract string Theorem { get; }

    public abstract string Reference { get; }

    public string Accepts => "a ball (linf, l2, l1), a box, or a ball within a box; bodies that are differentiable in the point";

    public abstract string? Refuse(RobustProblem problem);

    public Node Apply(RobustProblem problem)
    {
        var graph = problem.Graph;
        var set = Sets.ToPoints(problem.Set)!;
        var method = MethodOf(problem);
        var (shape, axes) = (Sets.ShapeOf(problem, set), Shapes.UnionAxes(set.Nodes));
        var variable = graph.Variable(problem.Name, axes, shape);
        var marked = problem.Body(new NodeValue(variable));
        if (!marked.Axes.SequenceEqual(axes))
        {
            // The point is chosen anew for each item along every axis of the body, such as a label that varies where the set does not.
            variable = graph.Variable(problem.Name, axes.Union(marked.Axes), shape);
            marked = problem.Body(new NodeValue(variable));
        }

        problem.RequireNumber(marked);
        if (!Graphs.DependentsOf(marked, [variable]).Contains(marked))
            return marked;
        var (kind, derivations) = (Combine(problem, BoundAnalysis.KindOf(marked)), BoundAnalysis.DerivationsOf(marked));
        var objective = GraphRewriter.Unmark(graph, marked);
        var derivation = Derive(problem, set, kind);
        var point = graph.Search(new SearchOperation(
            variable,
            objective,
            GradientOf(problem, objective, variable),
            problem.Maximize,
            set,
            method,
            problem.Evaluator.Session.Unique($"{problem.Evaluator.Context.Purpose}.{problem.Name}"),
            kind,
            derivation));
        var value = new GraphRewriter(graph, new Dictionary<Node, Node> { [variable] = point }).Rewrite(objective);
        return graph.MarkBound(value, kind, derivations.Insert(0, derivation));
    }

    protected abstract SearchMethod MethodOf(RobustProblem problem);

    /// <summary>The method with its constants, for people: one line.</summary>
    protected abstract string Describe(RobustProblem problem);

    /// <summary>A point gives a bound on one side; a body that is itself bounded on the other side leaves nothing known.</summary>
    private static BoundKind Combine(RobustProblem problem, BoundKind body) => problem.KindOfPoint.With(body);

    /// <summary>The direction of a search; refuses a body without one.</summary>
    public static Node GradientOf(RobustProblem problem, Node objective, Node variable)
    {
        var obstacles = new List<Node>();
        var gradient = Differentiation.Gradients(problem.Graph, objective, [variable], obstacles)[0];
        if (obstacles.FirstOrDefault() is { } obstacle)
        {
            throw problem.Evaluator.Failure(
                LoweringDiagnostics.NotDifferentiable,
                $"The search for the {problem.Word} needs the derivative of {obstacle.Operation.Name}, which has none.",
                "state its gradient, or use a body without it");
        }

        return gradient ?? throw problem.Evaluator.Failure(
            LoweringDiagnostics.NoSlope,
            $"The body of this {problem.Word} has no slope in '{problem.Name}': it changes in steps, and a gradient search finds nothing.",
            "search over a margin or a loss and compare its value: (inf x' in ... -> margin (net x') y) > 0.0");
    }

    private Derivation Derive(RobustProblem problem, PointSet set, BoundKind kind)
    {
        var side = problem.Maximize ? "at most the supremum" : "at least the infimum";
        var answer = kind == problem.KindOfPoint
            ? $"the value at the point found is {side} ({kind.ToString().ToLowerInvariant()} bound)"
            : "an inner bound points the other way: nothing is known of the value (heuristic)";
        var symbol = problem.Maximize ? "\\sup" : "\\inf";
        return new Derivation(
            Name,
            Theorem,
            Reference,
            ImmutableArray.Create(
                $"{problem.Word} over {Sets.Describe(problem.Set)} of a function that is differentiable in {problem.Name}.",
                Describe(problem),
                $"Answer: {answer}. Derivatives hold the point fixed (Danskin 1966)."),
            string.Format(
                CultureInfo.InvariantCulture, "{0}_{{x' \\in {1}}} f(x') \\{2} f(\\hat x), \\quad {3}", symbol, Sets.Latex(set), problem.Maximize
                    ? "ge"
                    : "le", Step(set, problem.Maximize)),
            kind,
            problem.Evaluator.Span);
    }

    /// <summary>How a point follows from the one before, as LaTeX.</summary>
    protected virtual string Step(PointSet set, bool maximize) =>
        $"x_{{k+1}} = \\Pi\\left(x_k {(maximize ? "+" : "-")} \\alpha\\, {Direction(set, "\\nabla f(x_k)", "\\partial_i f(x_k)")}\\right)";

    /// <summary>The steepest direction of norm 1 for a slope, given with its coordinate i, as LaTeX.</summary>
    protected static string Direction(PointSet set, string slope, string coordinate) =>
        ((set as NormBall) ?? (set as BallInBox)?.Ball)?.Norm switch
        {
            Norm.L2 => $"{slope} / \\|{slope}\\|_2",
            Norm.L1 => $"\\operatorname{{sign}}({coordinate})\\, e_i,\\ i = \\arg\\max |{coordinate}|",
            _ => $"\\operatorname{{sign}} {slope}",
        };
}
