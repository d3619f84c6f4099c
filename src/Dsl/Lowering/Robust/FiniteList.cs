using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary>Over finitely many things the worst case is the largest value: exact.</summary>
internal sealed class FiniteList : IRobustRule
{
    public string Name => "finite list";

    public string Theorem => "A maximum over a finite set is attained";

    public string Reference =>
        "J. M. Danskin, The theory of max-min, with applications, SIAM Journal on Applied Mathematics 14 (1966): "
        + "its derivative is that of the largest item";

    public string Accepts => "lists, ranges, the items of a tensor, ensembles; any body";

    public string? Refuse(RobustProblem problem) =>
        problem.Set is not FiniteSet finite
            || problem.Evaluator.Items(finite.Items, problem.Variable) is null ? "the set is not a finite list"
        : problem.Method is not null ? "it takes no method"
        : null;

    public Node Apply(RobustProblem problem)
    {
        var reduction = problem.Maximize ? Reduction.Max : Reduction.Min;
        switch (problem.Evaluator.Items(((FiniteSet)problem.Set).Items, problem.Variable))
        {
            case AxisItems axis:
                return problem.Graph.Reduce(reduction, problem.Body(axis.Item), [axis.Axis], []);
            case ListedItems { Items.Length: 0 }:
                throw problem.Evaluator.Failure(LoweringDiagnostics.EmptyList, $"The {problem.Word} is over an empty list.");
            case ListedItems { Items: var items }:
                var values = items.Select(problem.Body).ToList();
                return values.Count == 1 ? values[0] : problem.Graph.Reduce(reduction, problem.Graph.Stack(values), [], [0]);
            default:
                throw new InvalidGraphException("The set is not finite.");
        }
    }
}

/// <summary>Over the labels of a class other than one: the n - 1 others along an axis, exact.</summary>
internal sealed class OtherLabels : IRobustRule
{
    public string Name => "other labels";

    public string Theorem => "A maximum over a finite set is attained";

    public string Reference => "Danskin 1966";

    public string Accepts => "the labels other than one; any body";

    public string? Refuse(RobustProblem problem) => problem.Set is OtherLabelsSet ? null : "the set is not one of labels";

    public Node Apply(RobustProblem problem)
    {
        var graph = problem.Graph;
        var set = (OtherLabelsSet)problem.Set;
        if (set.Count is not FixedExtent count)
            throw problem.Evaluator.Failure(LoweringDiagnostics.UnknownDimension, "The number of classes is not known here.");
        if (count.Value < 2)
            throw problem.Evaluator.Failure(
                LoweringDiagnostics.EmptyList, $"The {problem.Word} is over the other labels of a class that has one.");
        var axis = new Axis(AxisKind.Choice, problem.Evaluator.Unique(problem.Name), new FixedExtent(count.Value - 1));
        var index = graph.Index(axis);
        var skip = graph.Select(graph.Less(index, set.Label), graph.Integer(0), graph.Integer(1));
        return graph.Reduce(
            problem.Maximize ? Reduction.Max : Reduction.Min, problem.Body(new NodeValue(graph.Add(index, skip))), [axis], []);
    }
}
