using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

/// <summary>Binds a <c>train</c> block: its statements on the clock of optimiser steps.</summary>
internal sealed class TrainBinder(NameTable names, Inference inference, ExpressionBinder expressions)
{
    private readonly List<MeasureSymbol> _measures = [];
    private Scope _scope = Scope.Empty;

    private DiagnosticBag Diagnostics => inference.Diagnostics;

    public BoundTrain Bind(TrainDeclaration syntax, GlobalSymbol symbol)
    {
        var parameters = new List<BoundPattern>();
        foreach (var parameter in syntax.Parameters)
            parameters.Add(expressions.BindPattern(parameter, inference.Fresh(), ref _scope));
        expressions.ReportBoundTwice(syntax.Parameters);
        var all = Flatten(syntax.Statements).ToList();
        _scope = _scope with { ConvertsClocks = all.Any(s => s is BatchStatement) };
        ReportStructure(syntax, all);

        var budget = BindDuration(syntax.Budget);
        var statements = syntax.Statements.Select(Bind).OfType<BoundTrainStatement>().ToList();
        inference.Close();
        symbol.Scheme = TypeScheme.Of(inference.Resolve(
            Enumerable.Reverse(parameters).Aggregate((Type)LanguageTypes.Training, (t, p) => new FunctionType(p.Type, t))));
        foreach (var measure in _measures)
            measure.Scheme = TypeScheme.Of(inference.Resolve(measure.Scheme.Body));
        var finished = statements.Select(Finish).ToImmutableArray();
        var length = expressions.Finish(budget);
        new TrainChecker(Diagnostics).Check(length, finished);
        return new BoundTrain(symbol, parameters.Select(expressions.Finish).ToImmutableArray(), length, finished, syntax.Span);
    }

    private static IEnumerable<TrainStatement> Flatten(ImmutableArray<TrainStatement> statements) => statements.SelectMany(s => s switch
    {
        PhaseStatement phase => Flatten(phase.Statements).Prepend(s),
        EveryStatement every => Flatten(every.Statements).Prepend(s),
        _ => [s],
    });

    private void ReportStructure(TrainDeclaration syntax, List<TrainStatement> all)
    {
        if (all.Any(s => s is BrokenStatement))
            return;
        if (!all.Any(s => s is OptimizeStatement))
            Diagnostics.Report(
                ExperimentDiagnostics.NothingOptimised,
                syntax.Name.Span,
                $"`{syntax.Name.Text}` optimises nothing.",
                "add `minimize OBJECTIVE over MODEL using OPTIMISER`.");
        else if (!all.Any(s => s is BatchStatement))
            Diagnostics.Report(
                ExperimentDiagnostics.NoBatch,
                syntax.Name.Span,
                $"`{syntax.Name.Text}` draws no data.",
                $"add `batch 64<sample/step> from {all.OfType<CollectStatement>().FirstOrDefault()?.Replay.Text ?? "DATA.train"}`.");
        foreach (var inside in all.OfType<CollectStatement>().Except(syntax.Statements))
            Diagnostics.Report(
                ExperimentDiagnostics.CollectedInside,
                inside.Span,
                "A training collects at every step, or once before the first; not inside of `phase` or `every`.",
                "move it to the top of the training.");
        foreach (var twice in syntax.Statements.OfType<BatchStatement>().Skip(1))
            Diagnostics.Report(
                ExperimentDiagnostics.BatchTwice,
                twice.Span,
                "A training draws one batch a step, and this is the second.",
                "name several sources in one: `batch 64<sample/step> from a, b`.");
    }

    private BoundTrainStatement? Bind(TrainStatement syntax) => syntax switch
    {
        AfterStatement after => new BoundAfter(after.Trainings.Select(FindTraining).OfType<GlobalSymbol>().ToImmutableArray(), after.Span),
        BatchStatement batch => new BoundBatch(
            expressions.Check(batch.Size, new IntType(LanguageTypes.Sample / LanguageTypes.Step), _scope),
            batch.Sources.Select(BindSource).ToImmutableArray(),
            batch.Span),
        CollectStatement collect => BindCollect(collect),
        OptimizeStatement optimize => new BoundOptimize(
            optimize.Maximize,
            expressions.Check(optimize.Objective, inference.FreshFloat(), _scope),
            optimize.Models.Select(FindModel).OfType<GlobalSymbol>().ToImmutableArray(),
            expressions.Check(optimize.Optimiser, LanguageTypes.Optimiser, _scope),
            optimize.Span),
        TrackStatement track => new BoundTrack(
            track.Models.Select(m => FindModel(new NameExpression(m.Text, m.Span))).OfType<GlobalSymbol>().ToImmutableArray(),
            expressions.Check(track.Rate, new FloatType(Unit.One), _scope),
            track.Span),
        ProjectStatement project => FindModel(new NameExpression(project.Model.Text, project.Model.Span)) is { } model
            ? new BoundProject(model, expressions.Check(project.Method, LanguageTypes.Projection, _scope), project.Span)
            : null,
        PhaseStatement phase => new BoundPhase(
            BindDuration(phase.Budget),
            phase.Condition is { } condition ? expressions.Check(condition, new BoolType(), _scope) : null,
            phase.Statements.Select(Bind).OfType<BoundTrainStatement>().ToImmutableArray(),
            phase.Span),
        EveryStatement every => new BoundEvery(
            BindDuration(every.Period), every.Statements.Select(Bind).OfType<BoundTrainStatement>().ToImmutableArray(), every.Span),
        TrainMeasureStatement measure => BindMeasure(measure),
        StopStatement stop => new BoundStop(expressions.Check(stop.Condition, new BoolType(), _scope), stop.Span),
        WarnStatement warn => new BoundWarn(warn.Text, expressions.Check(warn.Condition, new BoolType(), _scope), warn.Span),
        _ => null,
    };

    private BoundExpression BindSource(Expression source) =>
        expressions.Check(source, LanguageTypes.RowsOf(inference.Fresh()), _scope);

    private BoundCollect? BindCollect(CollectStatement syntax)
    {
        var amount = expressions.Infer(syntax.Amount, _scope);
        var isOnce = false;
        switch (UnitOf(amount))
        {
            case { } unit when unit.Equals(LanguageTypes.EnvStep / LanguageTypes.Step) || unit.Factors.Any(f => f.IsVariable):
                break;
            case { } unit when unit.Equals(LanguageTypes.EnvStep):
                isOnce = true;
                break;
            default:
                ReportAmount(amount);
                amount = new BoundError(syntax.Amount.Span);
                break;
        }

        var (state, seen, action) = (inference.Fresh(), inference.Fresh(), inference.Fresh());
        var type = LanguageTypes.EnvironmentOf(state, seen, action);
        var environment = expressions.Check(syntax.Environment, type, _scope);
        var episodes = syntax.Episodes is { } count ? expressions.Check(count, new IntType(Unit.One), _scope) : null;
        var law = new AppliedType(LanguageTypes.Distribution, new[] { (Type)action }.ToEquatableList());
        var policy = expressions.Check(syntax.Policy, new FunctionType(seen, law), _scope);
        if (FindReplay(syntax.Replay) is not { } replay)
            return null;
        var transition = EnvironmentTypes.TransitionOf(type);
        if (!inference.Solver.TryUnify(LanguageTypes.RowsOf(transition), replay.Scheme.Body))
            Diagnostics.Report(
                TypeDiagnostics.Mismatch,
                syntax.Replay.Span,
                $"A transition of this environment is {Fields(transition)}, but `{replay.Name}` keeps {Fields(((BoundData)replay.Declaration!).Row)}.",
                "keep the transitions of each environment in a replay of its own: `data memory : Transition ENV = replay { ... }`.");
        return new BoundCollect(amount, isOnce, environment, episodes, policy, replay, syntax.Span);
    }

    /// <summary>The type of a row, field by field, whatever its name.</summary>
    private string Fields(RecordType row) => TypeNames.Of(inference.Shown(row with { Name = null }));

    private void ReportAmount(BoundExpression amount)
    {
        if (inference.Head(amount.Type) is ErrorType)
            return;
        var value = amount is BoundNumber { Value: var number } ? number.ToString() : "N";
        Diagnostics.Report(
            ExperimentDiagnostics.CollectedAmount,
            amount.Span,
            "What is collected is a number of env steps for each step of the training, in the unit of measure 'envstep/step', "
                + $"or once, in 'envstep', but this is {TypeNames.Of(inference.Shown(inference.Head(amount.Type)))}.",
            $"write `{value}<envstep/step>` or `{value}<envstep>`.");
    }

    private GlobalSymbol? FindReplay(Name name)
    {
        var symbol = names.Find(NameKind.Value, name.Text);
        if (symbol is { Declaration: null })
            return null;
        if (symbol is { Declaration: BoundData { IsReplay: true } })
            return symbol;
        var replays = names.Names(NameKind.Value).Where(n => names.Find(NameKind.Value, n)?.Declaration is BoundData { IsReplay: true });
        Diagnostics.Report(
            ExperimentDiagnostics.NotAReplay,
            name.Span,
            $"What is collected is kept in a replay, but `{name.Text}` is {(symbol is null ? "not declared" : "not one")}.",
            Nearest.Fix(name.Text, replays)
                ?? $"declare it above: `data memory : Transition ENV = replay {{ capacity = 100_000<sample> }}`.");
        return null;
    }

    private Unit? UnitOf(BoundExpression bound)
    {
        var type = inference.Head(bound.Type);
        return type switch
        {
            FloatType f => inference.Solver.Resolve(f.Unit),
            IntType i => inference.Solver.Resolve(i.Unit),
            _ => inference.Solver.LiteralOf(type)?.Unit,
        };
    }

    private BoundTrainMeasure BindMeasure(TrainMeasureStatement syntax)
    {
        var type = syntax.Type is { } annotation ? expressions.Types.Bind(annotation) : inference.FreshFloat();
        var symbol = new MeasureSymbol(syntax.Name.Text, null, Diagnostics.Path, syntax.Name.Span) { Scheme = TypeScheme.Of(type) };
        var value = expressions.Check(syntax.Value, type, _scope);
        _measures.Add(symbol);
        _scope = _scope.With(symbol);
        return new BoundTrainMeasure(symbol, value, syntax.Span);
    }

    /// <summary>A duration is a number of steps or of epochs.</summary>
    private BoundExpression BindDuration(Expression syntax)
    {
        var bound = expressions.Infer(syntax, _scope);
        var type = inference.Head(bound.Type);
        var unit = UnitOf(bound);
        if (unit is not null
            && (unit.Equals(LanguageTypes.Step) || unit.Equals(LanguageTypes.Epoch) || unit.Factors.Any(f => f.IsVariable)))
            return bound;
        if (type is not ErrorType)
        {
            Diagnostics.Report(
                UnitDiagnostics.NotABudget,
                syntax.Span,
                $"A duration is in the unit of measure 'step' or 'epoch', but this is {TypeNames.Of(inference.Shown(type))}.",
                bound is BoundNumber { Value: var value } ? $"write `{value}<step>` or `{value}<epoch>`." : null);
        }

        return new BoundError(syntax.Span);
    }

    private GlobalSymbol? FindTraining(Name name)
    {
        var symbol = names.Find(NameKind.Value, name.Text);
        if (symbol?.Declaration is BoundTrain)
            return symbol;
        if (symbol is { Declaration: null })
            return null;
        var trainings = names.Names(NameKind.Value).Where(n => names.Find(NameKind.Value, n)?.Declaration is BoundTrain);
        Diagnostics.Report(
            NameDiagnostics.NotATraining,
            name.Span,
            symbol is null && names.Below(name.Text) is { } below
                ? $"`{name.Text}` is not a training above; it is declared below, at line {names.LineOf(below)}."
                : $"`{name.Text}` is not a training.",
            Nearest.Fix(name.Text, trainings));
        return null;
    }

    private GlobalSymbol? FindModel(Expression syntax)
    {
        var name = (syntax as NameExpression)?.Name;
        var symbol = name is null ? null : names.Find(NameKind.Value, name);
        if (symbol is not null && (symbol.Declaration is null or BoundModel || IsEnsemble(symbol)))
            return symbol.Declaration is null ? null : symbol;
        var models = names.Names(NameKind.Value).Where(n => names.Find(NameKind.Value, n)?.Declaration is BoundModel);
        Diagnostics.Report(
            NameDiagnostics.NotAModel,
            syntax.Span,
            name is null ? "What is optimised is a model, by its name." : $"`{name}` is not a model.",
            name is null ? null : Nearest.Fix(name, models));
        return null;
    }

    /// <summary>A definition made of models: an ensemble.</summary>
    private static bool IsEnsemble(GlobalSymbol symbol) =>
        symbol.Declaration is BoundLet let && Arrays.Split(let.Value.Type).Element is FunctionType
        && BoundTree.References(let.Value).Any(s => s.Declaration is BoundModel);

    private BoundTrainStatement Finish(BoundTrainStatement statement) => statement switch
    {
        BoundBatch s => s with { Size = expressions.Finish(s.Size), Sources = s.Sources.Select(expressions.Finish).ToImmutableArray() },
        BoundCollect s => s with
        {
            Amount = expressions.Finish(s.Amount),
            Environment = expressions.Finish(s.Environment),
            Episodes = s.Episodes is { } episodes ? expressions.Finish(episodes) : null,
            Policy = expressions.Finish(s.Policy),
        },
        BoundOptimize s => s with { Objective = expressions.Finish(s.Objective), Optimiser = expressions.Finish(s.Optimiser) },
        BoundTrack s => s with { Rate = expressions.Finish(s.Rate) },
        BoundProject s => s with { Method = expressions.Finish(s.Method) },
        BoundPhase s => s with
        {
            Budget = expressions.Finish(s.Budget),
            Condition = s.Condition is { } condition ? expressions.Finish(condition) : null,
            Statements = s.Statements.Select(Finish).ToImmutableArray(),
        },
        BoundEvery s => s with { Period = expressions.Finish(s.Period), Statements = s.Statements.Select(Finish).ToImmutableArray() },
        BoundTrainMeasure s => s with { Value = expressions.Finish(s.Value) },
        BoundStop s => s with { Condition = expressions.Finish(s.Condition) },
        BoundWarn s => s with { Condition = expressions.Finish(s.Condition) },
        _ => statement,
    };
}
