using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering;

/// <summary>Trainings, one for each combination of a <c>train</c> block and its arguments.</summary>
internal sealed class TrainingLowering(Root root)
{
    private readonly Session _session = root.Session;
    private readonly Reporter _reporter = root.Reporter;
    private readonly List<(GlobalSymbol Symbol, ImmutableArray<Value> Arguments, LoweredTraining? Training)> _done = [];

    /// <summary>The trainings with arguments.</summary>
    public ImmutableArray<LoweredTraining> All => _done.Select(d => d.Training).OfType<LoweredTraining>().ToImmutableArray();

    /// <summary>The training with these arguments; null where it was refused.</summary>
    public LoweredTraining? Lower(BoundTrain train, ImmutableArray<Value> arguments)
    {
        if (train.Parameters.IsEmpty)
            return root.Training(train);
        foreach (var known in _done)
        {
            if (known.Symbol == train.Symbol && known.Arguments.SequenceEqual(arguments))
                return known.Training;
        }

        var training = _reporter.Try(train.Span, () => Make(train, arguments));
        _done.Add((train.Symbol, arguments, training));
        return training;
    }

    /// <summary>The training itself; with arguments, as a root asks for it by <see cref="Lower"/>.</summary>
    public LoweredTraining Make(BoundTrain train, ImmutableArray<Value> arguments)
    {
        var evaluator = new Evaluator(_session, Context.None);
        var locals = evaluator.Bind(train.Parameters, arguments, Locals.Empty(_session.Path));
        var batch = train.Statements.OfType<BoundBatch>().Select(b => Batch(b, evaluator, locals)).FirstOrDefault();
        var context = new Context(batch?.Sources ?? ImmutableArray<LoweredRows>.Empty, true, train.Symbol.Name);
        var steps = Steps(train.Statements, context, locals);
        WarnOfStillTargets(steps);
        return new LoweredTraining(
            train.Symbol,
            arguments.IsEmpty ? train.Symbol.Name : _session.Unique(string.Join("_", arguments.Select(NameOf).Prepend(train.Symbol.Name))),
            Time(train.Budget, evaluator, locals),
            After(train),
            batch,
            Instances(steps),
            steps,
            train.Span)
        {
            IsSideBySide = AllSteps(steps).All(IsSideBySide),
        };
    }

    /// <summary>Whether a step does the same to all replicates; what is measured, and what is decided by it, is each one's own.</summary>
    private static bool IsSideBySide(LoweredStep step) => step switch
    {
        OptimizeStep s => s.SideBySide is not null,
        PhaseStep s => s.Condition is null || !Graphs.Leaves([s.Condition]).Any(n => n.Operation is InputOperation { Input: MeasureInput }),
        TrackStep or ProjectStep or EveryStep => true,
        _ => false,
    };

    private static string NameOf(Value argument) => argument switch
    {
        ObjectiveValue objective => objective.Symbol.Name,
        ClosureValue { Name: { } name } => name,
        ClosureValue { Instance: { } instance } => instance.Name,
        NodeValue { Node.Operation: NumberOperation n } => n.Value.ToString().Replace('.', '_').Replace('-', 'm'),
        NodeValue { Node.Name: { } name } => name,
        _ => "variant",
    };

    private ImmutableArray<LoweredTraining> After(BoundTrain train) =>
        train.Statements.OfType<BoundAfter>()
            .SelectMany(a => a.Trainings)
            .Select(t => Lower((BoundTrain)t.Declaration!, ImmutableArray<Value>.Empty))
            .OfType<LoweredTraining>()
            .ToImmutableArray();

    private static LoweredTime Time(BoundExpression amount, Evaluator evaluator, Locals locals) =>
        new(evaluator.ToNode(evaluator.Evaluate(amount, locals)), Evaluator.UnitOf(amount.Type));

    private static LoweredBatch Batch(BoundBatch batch, Evaluator evaluator, Locals locals)
    {
        var sources = batch.Sources.Select(s => evaluator.Evaluate(s, locals) switch
        {
            RowsValue { Take: null } rows => new LoweredRows(rows.Data, rows.Split),
            var other =>
                throw new LoweringFailure(
                    LoweringDiagnostics.NotYet, s.Span, $"A batch is drawn from a split of a data set, not from {other.Kind}."),
        });
        return new LoweredBatch(evaluator.ToNode(evaluator.Evaluate(batch.Size, locals)), sources.ToImmutableArray(), batch.Span);
    }

    /// <summary>Each statement by itself, so that one that is refused does not hide the errors of the next.</summary>
    private ImmutableArray<LoweredStep> Steps(ImmutableArray<BoundTrainStatement> statements, Context context, Locals locals) =>
        statements.Select(s => _reporter.Try(s.Span, () => Step(s, context, locals))).OfType<LoweredStep>().ToImmutableArray();

    private LoweredStep? Step(BoundTrainStatement statement, Context context, Locals locals)
    {
        var evaluator = new Evaluator(_session, context);
        switch (statement)
        {
            case BoundOptimize s:
                return Optimize(s, context, locals);
            case BoundCollect s:
                return Collect(s, context, locals);
            case BoundTrack s:
                var targets = s.Models.SelectMany(m => InstancesOf(m, evaluator)).Select(_session.TargetOf).ToImmutableArray();
                return new TrackStep(targets, evaluator.ToArgument(evaluator.Evaluate(s.Rate, locals), s.Rate.Type), s.Span);
            case BoundProject s:
                return new ProjectStep(InstancesOf(s.Model, evaluator).ToImmutableArray(), Part(s.Method, evaluator, locals), s.Span);
            case BoundEvery s:
                return new EveryStep(Time(s.Period, evaluator, locals), Steps(s.Statements, context, locals), s.Span);
            case BoundPhase s:
                var condition = s.Condition is null ? null : Decision(s.Condition, context, locals);
                return new PhaseStep(Time(s.Budget, evaluator, locals), condition, Steps(s.Statements, context, locals), s.Span);
            case BoundTrainMeasure s:
                return Measure(s, locals);
            case BoundStop s:
                return new StopStep(Decision(s.Condition, context, locals), s.Span);
            case BoundWarn s:
                return new WarnStep(s.Text, Decision(s.Condition, context, locals), s.Span);
            default:
                return null;
        }
    }

    /// <summary>What is decided while something is trained is decided by numbers that are known then.</summary>
    private Node Decision(BoundExpression condition, Context context, Locals locals)
    {
        var evaluator = new Evaluator(_session, Context.None with { Purpose = context.Purpose, HasClock = true });
        var node = evaluator.ToNode(evaluator.Evaluate(condition, locals));
        return node.IsHost && !Graphs.Reachable([node]).Any(n => n.Operation is MeanOperation)
            ? node
            : throw new LoweringFailure(
                TrainingDiagnostics.NotMeasured, condition.Span,
                "What a training decides on the way, it decides by its measures, schedules and parameters, not by rows of data.",
                "measure it first, `every 1<epoch>: measure NAME = ...`, and compare NAME.");
    }

    /// <summary>Who acts learns nothing by it: statistics of batches are those learned so far.</summary>
    private CollectStep Collect(BoundCollect statement, Context context, Locals locals)
    {
        var evaluator = new Evaluator(_session, Context.None with { Purpose = context.Purpose, HasClock = true });
        var environment = new TypedValue(evaluator.Evaluate(statement.Environment, locals), statement.Environment.Type, locals.Dimensions);
        var policy = evaluator.Evaluate(statement.Policy, locals);
        var amount = evaluator.ToNode(evaluator.Evaluate(statement.Amount, locals));
        var episodes = statement.Episodes is { } count ? evaluator.ToNode(evaluator.Evaluate(count, locals)) : null;
        _session.Graph.Span = statement.Environment.Span;
        var world = evaluator.World(environment);
        _session.Graph.Span = statement.Policy.Span;
        return new CollectStep(
            amount, statement.IsOnce, world, episodes, evaluator.Policy(environment, policy), statement.Replay, statement.Span);
    }

    private OptimizeStep Optimize(BoundOptimize statement, Context context, Locals locals)
    {
        var symbol = (statement.Objective as BoundName)?.Symbol;
        var argument = symbol is LocalSymbol && locals.Values.TryGetValue(symbol, out var value) ? value : null;
        var objective = argument is null ? symbol?.Name ?? "loss" : NameOf(argument);
        var evaluator = new Evaluator(_session, context with { Purpose = objective });
        var moved = statement.Models.SelectMany(m => InstancesOf(m, evaluator)).ToImmutableArray();
        var optimiser = Part(statement.Optimiser, evaluator, locals);
        var lowered = new ObjectiveLowering(_session, _reporter).Lower(
            statement.Objective, evaluator, locals, moved, (argument as ObjectiveValue)?.Symbol.Documentation ?? symbol?.Documentation);
        return new OptimizeStep(
            objective, statement.Maximize, lowered.Value, lowered.ValueAndGradients, moved, optimiser, lowered.BoundKind, statement.Span)
        {
            SideBySide = lowered.SideBySide,
        };
    }

    private MeasureStep Measure(BoundTrainMeasure statement, Locals locals)
    {
        var evaluator = new Evaluator(_session, Context.None with { Purpose = statement.Symbol.Name });
        var marked = evaluator.ToNode(evaluator.Evaluate(statement.Value, locals));
        return new MeasureStep(
            statement.Symbol, GraphRewriter.Unmark(_session.Graph, marked), BoundAnalysis.KindOf(marked),
            BoundAnalysis.DerivationsOf(marked), statement.Span);
    }

    private static PartValue Part(BoundExpression expression, Evaluator evaluator, Locals locals) =>
        evaluator.Evaluate(expression, locals) is PartResult part
            ? part.Part
            : throw new LoweringFailure(
                LoweringDiagnostics.NotYet, expression.Span, "Something of the runtime was expected here, such as an optimiser.");

    /// <summary>The instances that a model's name, or the name of an ensemble or a list of such, stands for.</summary>
    private IEnumerable<ModelInstance> InstancesOf(GlobalSymbol symbol, Evaluator evaluator)
    {
        return Of(evaluator.Global(symbol));

        IEnumerable<ModelInstance> Of(Value value) => value switch
        {
            ClosureValue { Instance: { } instance } => [instance],
            EnsembleValue { Instance: var instance } => [instance],
            ListValue list => list.Items.SelectMany(Of),
            _ => throw evaluator.Failure(LoweringDiagnostics.NotYet, $"'{symbol.Name}' is no model but {value.Kind}."),
        };
    }

    private static ImmutableArray<ModelInstance> Instances(ImmutableArray<LoweredStep> steps) =>
        steps.SelectMany(Used).Distinct().ToImmutableArray();

    private static IEnumerable<ModelInstance> Used(LoweredStep step) => step switch
    {
        CollectStep s => InstancesIn(s.Functions.SelectMany(f => f.Outputs)),
        OptimizeStep s => s.Moved.Concat(InstancesIn(s.Value.Outputs)),
        TrackStep s => s.Targets.SelectMany(t => new[] { t, t.Of! }),
        ProjectStep s => s.Instances,
        EveryStep s => s.Steps.SelectMany(Used),
        PhaseStep s => s.Steps.SelectMany(Used),
        MeasureStep s => InstancesIn([s.Value]),
        _ => [],
    };

    /// <summary>The instances whose weights a graph reads, also inside the means over data, in order of first use.</summary>
    public static IEnumerable<ModelInstance> InstancesIn(IEnumerable<Node> roots) =>
        Graphs.Reachable(roots).SelectMany(n => n.Operation switch
    {
        InputOperation { Input: WeightInput w } => [w.Instance],
        MeanOperation mean => mean.Functions.SelectMany(f => InstancesIn(f.Outputs)),
        _ => Enumerable.Empty<ModelInstance>(),
    }).Distinct();

    private void WarnOfStillTargets(ImmutableArray<LoweredStep> steps)
    {
        var tracked = AllSteps(steps).OfType<TrackStep>().SelectMany(t => t.Targets).ToList();
        foreach (var step in AllSteps(steps).OfType<OptimizeStep>())
        {
            foreach (var target in InstancesIn(step.Value.Outputs).Where(i => i.IsTarget && !tracked.Contains(i)))
            {
                _reporter.Report(
                    LoweringDiagnostics.TargetNotTracked, step.Span,
                    $"'{step.Name}' reads the target of '{target.Of!.Name}', which nothing moves.",
                    $"track target {target.Of.Name} rate 0.005");
            }
        }
    }

    private static IEnumerable<LoweredStep> AllSteps(ImmutableArray<LoweredStep> steps) => steps.SelectMany(s => s switch
    {
        EveryStep e => AllSteps(e.Steps).Prepend(s),
        PhaseStep p => AllSteps(p.Steps).Prepend(s),
        _ => [s],
    });
}
