using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary>Worst and best cases over distributions q around a nominal one on finitely many points, of a body that is affine in an
/// expectation over q.</summary>
internal abstract class DistributionRule : IRobustRule
{
    public abstract string Name { get; }

    public abstract string Theorem { get; }

    public abstract string Reference { get; }

    public virtual string Accepts =>
        $"{Set} around the rows of a split, weighted points, labels with probabilities, or draws of a law; bodies that are affine in one expectation over it";

    /// <summary>The set as people name it: <c>a KL ball</c>.</summary>
    public abstract string Set { get; }

    /// <summary>The prelude's member for the set.</summary>
    public abstract string Member { get; }

    /// <summary>The set as a value of the language, its arguments checked; the last one is the centre.</summary>
    public SetValue Make(Evaluator evaluator, ImmutableArray<TypedValue> arguments)
    {
        var center = arguments[arguments.Length - 1].Value;
        if (center is not (RowsValue or LawValue))
            throw evaluator.Failure(LoweringDiagnostics.NotYet, $"{Sentence(Set)} lies around rows or a distribution, not around {center.Kind}.");
        var own = Own(evaluator, arguments.RemoveAt(arguments.Length - 1));
        return new SetValue(new DistributionSet(Member, Set, own, center));
    }

    public virtual string? Refuse(RobustProblem problem) =>
        problem.Set is not DistributionSet set || set.Member != Member ? $"the set is not {Set}"
        : problem.Method is not null ? "it takes no method"
        : null;

    public Node Apply(RobustProblem problem)
    {
        var (graph, set) = (problem.Graph, (DistributionSet)problem.Set);
        var uncertain = new UncertainLaw(set.Center, point => PerPoint(problem, set, point), graph.Variables);
        var body = problem.Body(uncertain);
        if (uncertain.Expectations.Count > 1)
        {
            throw problem.Evaluator.Failure(
                DistributionDiagnostics.NotAffine,
                $"The body of this {problem.Word} has {uncertain.Expectations.Count} expectations over '{problem.Name}'.",
                $"write them as one: expect x in {problem.Name} -> f x + g x");
        }

        return uncertain.Expectations.Count == 0 ? body : Worst(problem, set, body, uncertain.Expectations[0]);
    }

    /// <summary>The set's own arguments; refuses those out of their range.</summary>
    protected abstract ImmutableArray<Value> Own(Evaluator evaluator, ImmutableArray<TypedValue> arguments);

    /// <summary>What is asked of a point beside its value.</summary>
    protected virtual ImmutableArray<Node> PerPoint(RobustProblem problem, DistributionSet set, Value point) => ImmutableArray<Node>.Empty;

    /// <summary>The worst value of an expectation.</summary>
    /// <param name="expectation">Its values are the objective: what is to be made large, or small, in the mean.</param>
    /// <param name="isLargest">Whether it is to be made large.</param>
    /// <returns>Marked with what is known of it.</returns>
    protected abstract Node Worst(RobustProblem problem, DistributionSet set, UncertainExpectation expectation, bool isLargest);

    private Node Worst(RobustProblem problem, DistributionSet set, Node body, UncertainExpectation expectation)
    {
        var graph = problem.Graph;
        var (variable, plain) = (expectation.Variable, GraphRewriter.Unmark(graph, body));
        if (Affinity.Obstacle(plain, variable) is { } obstacle)
        {
            throw problem.Evaluator.Failure(
                DistributionDiagnostics.NotAffine,
                $"The body of this {problem.Word} is not affine in the expectation over '{problem.Name}': {Affinity.Describe(obstacle)} stands between them.",
                $"bring it into the expectation, or out of the {problem.Word}");
        }

        if (!Graphs.Reachable([plain]).Contains(variable))
        {
            return !IsHidden(plain, variable) ? body : throw problem.Evaluator.Failure(
                DistributionDiagnostics.NotAffine,
                $"'{problem.Name}' is chosen for all rows at once, but the expectation over it stands inside one over rows.",
                $"put the {problem.Word} inside: expect row in ... -> {problem.Word} {problem.Name} in ... -> ...");
        }

        var (objective, sign) = Objective(graph, plain, variable, expectation.Values);
        var worst = Worst(problem, set, expectation with { Values = objective }, problem.Maximize == sign is not Sign.NonPositive);
        Node Replaced(Node value) => new GraphRewriter(graph, new Dictionary<Node, Node> { [variable] = value }).Rewrite(body);
        return objective == expectation.Values ? Replaced(worst) : graph.Add(Replaced(graph.Zero), worst);
    }

    /// <summary>
    /// What is to be made large in the mean: the values themselves where their coefficient in the body has one sign, else the values times
    /// it. Along axes over which the body adds up, one q serves all items, so the objective is their sum.
    /// </summary>
    private static (Node Objective, Sign Sign) Objective(GraphBuilder graph, Node body, Node variable, Node values)
    {
        var each = variable.IsHost
            ? variable
            : graph.Variable(variable.Name ?? "expectation", variable.Axes.Union(body.Axes), ImmutableArray<Extent>.Empty);
        var root = new GraphRewriter(graph, new Dictionary<Node, Node> { [variable] = each }).Rewrite(body);
        var coefficient = Differentiation.Gradients(graph, root, [each])[0] ?? graph.Zero;
        var summed = each.Axes.Where(a => !root.Axes.Contains(a)).ToList();
        var sign = Signs.Of(coefficient);
        return summed.Count == 0 && sign != Sign.Unknown
            ? (values, sign)
            : (graph.Reduce(Reduction.Sum, graph.Multiply(coefficient, values), summed, []), Sign.NonNegative);
    }

    private static bool IsHidden(Node body, Node variable) =>
        Graphs.Reachable([body]).Select(n => n.Operation).OfType<DataMeanOperation>().Any(m => Graphs.Reachable(m.Row.Outputs).Contains(variable));

    /// <summary>The centre as derivations name it.</summary>
    protected static string Describe(DistributionSet set, UncertainExpectation expectation) =>
        set.Center is RowsValue rows
            ? expectation.Rows is null ? $"the batch of {new LoweredRows(rows.Data, rows.Split)}" : $"all rows of {new LoweredRows(rows.Data, rows.Split)}"
            : ((LawValue)set.Center).Law is { IsFinite: false } law ? $"a sample of {law.Kind} ({expectation.Axis.Extent} draws)"
            : set.Center.Kind;

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text.Substring(1);
}
