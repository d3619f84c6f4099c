using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Bounds;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary>
/// Rules that enclose the body by functions whose extreme values over the set are known: above a supremum, below an infimum. What they
/// give is a certificate.
/// </summary>
internal abstract class CertifiedBound : IRobustRule
{
    public abstract string Name { get; }

    public abstract string Theorem { get; }

    public abstract string Reference { get; }

    public virtual string Accepts =>
        "a ball (linf, l2, l1), a box, or a ball within a box; bodies of affine operations, of functions that state their range or "
        + "relaxation, and of maxima and minima";

    /// <summary>The member of the method that names the rule.</summary>
    protected abstract string Method { get; }

    public string? Refuse(RobustProblem problem) =>
        Sets.RefusePoints(problem.Set)
        ?? RefuseMore(problem)
        ?? (problem.Method is { } method ? (method.Member == Method ? null : $"the method asked for is {method.Member}") : RefuseDefault(problem));

    public Node Apply(RobustProblem problem)
    {
        var graph = problem.Graph;
        var set = Sets.ToPoints(problem.Set)!;
        var variable = graph.Variable(problem.Name, Shapes.UnionAxes(set.Nodes), Sets.ShapeOf(problem, set));
        var marked = problem.Body(new NodeValue(variable));
        problem.RequireNumber(marked);
        if (!Graphs.DependentsOf(marked, [variable]).Contains(marked))
            return marked;
        var side = problem.Maximize ? BoundKind.Upper : BoundKind.Lower;
        var kind = side.With(BoundAnalysis.KindOf(marked));
        var derivation = Derive(problem, set, kind);
        var bound = Bound(problem, GraphRewriter.Unmark(graph, marked), variable, set);
        return graph.MarkBound(bound, kind, BoundAnalysis.DerivationsOf(marked).Insert(0, derivation));
    }

    protected abstract BoundMethod MethodOf(RobustProblem problem);

    /// <summary>The method in words: one line.</summary>
    protected abstract string Describe(RobustProblem problem);

    /// <summary>How the bound comes about, as LaTeX: f is the body.</summary>
    protected abstract string Latex(PointSet set, bool maximize);

    /// <summary>Why the method that is asked for does not apply to the set, or null.</summary>
    protected virtual string? RefuseMore(RobustProblem problem) => null;

    /// <summary>Why the rule is not the one that is meant where no method is named, or null.</summary>
    protected virtual string? RefuseDefault(RobustProblem problem) => "it is not asked for";

    private Node Bound(RobustProblem problem, Node body, Node variable, PointSet set)
    {
        try
        {
            var method = MethodOf(problem);
            return problem.Maximize
                ? BoundPropagation.Upper(problem.Graph, body, variable, set, method, rounded: true)
                : BoundPropagation.Lower(problem.Graph, body, variable, set, method, rounded: true);
        }
        catch (UnboundedNodeException e)
        {
            throw new LoweringFailure(
                BoundDiagnostics.NotBounded,
                e.Node.Span.Length > 0 ? e.Node.Span : problem.Evaluator.Span,
                $"This {problem.Word} over {Sets.Describe(problem.Set)} by {Name} cannot be certified: {e.Message}.",
                e.Fix ?? "use a body of affine operations and functions with known bounds, or name a search: by pgd 20 finds a bound on the other side");
        }
    }

    private Derivation Derive(RobustProblem problem, PointSet set, BoundKind kind)
    {
        var answer = kind == BoundKind.Heuristic
            ? "an inner bound points the other way: nothing is known of the value (heuristic)"
            : problem.Maximize
                ? "a value that the supremum does not exceed (upper bound, a certificate)"
                : "a value that the infimum does not fall below (lower bound, a certificate)";
        return new Derivation(
            Name,
            Theorem,
            Reference,
            ImmutableArray.Create(
                $"{problem.Word} over {Sets.Describe(problem.Set)}, enclosed by {Name}.", Describe(problem), $"Answer: {answer}."),
            Latex(set, problem.Maximize),
            kind,
            problem.Evaluator.Span);
    }
}
