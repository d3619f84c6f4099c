using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering;

/// <summary>
/// The last pass over what has been lowered: no method depends on an uncertain point that nobody computes. <see cref="Robust.RobustRules"/>
/// refuses what it cannot lower, at the binder's span; this
/// guards against a rule that leaves its variable behind.
/// </summary>
internal static class SurvivorCheck
{
    public static void Run(LoweredModel model, Reporter reporter) => Run([model.Forward], reporter);

    public static void Run(LoweredTraining training, Reporter reporter) => Run(training.Steps.SelectMany(FunctionsOf), reporter);

    public static void Run(LoweredProtocol protocol, Reporter reporter) =>
        Run(protocol.Hosts.SelectMany(RowsOf), reporter);

    private static void Run(IEnumerable<FunctionGraph> functions, Reporter reporter)
    {
        foreach (var function in functions)
        {
            foreach (var survivor in SurvivorsIn(function.Outputs))
            {
                reporter.Report(
                    LoweringDiagnostics.UncertainSurvives, survivor.Span.Length > 0 ? survivor.Span : function.Span,
                    $"'{survivor.Name}' ranges over an uncertainty set and is still undetermined in '{function.Name}'.");
            }
        }
    }

    /// <summary>Variables of searches outside of their search, and marks of values that are not final.</summary>
    public static IEnumerable<Node> SurvivorsIn(IEnumerable<Node> roots)
    {
        foreach (var node in Graphs.Reachable(roots))
        {
            if (node.Operation is MarkBoundOperation or InputOperation { Input: VariableInput })
                yield return node;
            if (node.Operation is SearchOperation search)
            {
                foreach (var inner in SurvivorsIn(search.LoopRoots).Where(n => n != search.Variable && !node.Inputs.Contains(n)))
                    yield return inner;
            }

            if (node.Operation is AscentOperation ascent)
            {
                var own = ascent.Variables.Select(v => v.Variable);
                foreach (var inner in SurvivorsIn([ascent.Objective]).Where(n => !own.Contains(n) && !node.Inputs.Contains(n)))
                    yield return inner;
            }
        }
    }

    private static IEnumerable<FunctionGraph> FunctionsOf(LoweredStep step) => step switch
    {
        CollectStep s => s.Functions,
        OptimizeStep s => [s.ValueAndGradients],
        EveryStep s => s.Steps.SelectMany(FunctionsOf),
        PhaseStep s => s.Steps.SelectMany(FunctionsOf),
        MeasureStep s => RowsOf(s.Value),
        _ => [],
    };

    private static IEnumerable<FunctionGraph> RowsOf(Node value) =>
        Graphs.Reachable([value]).Select(n => n.Operation).OfType<MeanOperation>().SelectMany(m => m.Functions);
}
