using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Lowering;

/// <summary>Protocols: the trainings that a grid selects, and measures as host scalars over means of data.</summary>
internal sealed class ProtocolLowering(Root root, TrainingLowering trainings)
{
    private readonly Session _session = root.Session;
    private readonly Reporter _reporter = root.Reporter;

    public LoweredProtocol Lower(BoundProtocol protocol)
    {
        _session.Measures.Clear();
        var lowered = new LoweredProtocol(
            protocol.Symbol,
            protocol.Grid.Select(Grid).ToImmutableArray(),
            protocol.Runs.Select(r => _reporter.Try(r.Span, () => Run(r, protocol))).OfType<LoweredRun>().ToImmutableArray(),
            ImmutableArray<LoweredMeasure>.Empty,
            protocol.Reports,
            protocol.Plots,
            protocol.Claims,
            protocol.Cells,
            protocol.Span);
        foreach (var measure in protocol.Measures)
        {
            if (_reporter.Try(measure.Span, () => Measure(measure, protocol, lowered)) is { } done)
                _session.Measures.Add(done);
        }

        for (var i = 0; i < _session.Measures.Count; i++)
            _session.Measures[i] = WithQuantities(_session.Measures[i], protocol);
        lowered = lowered with
        {
            Measures = _session.Measures.ToImmutableArray(),
            Pictures = protocol.Pictures.Select(p => _reporter.Try(p.Span, () => Picture(p, protocol, lowered))).OfType<LoweredPicture>().ToImmutableArray(),
        };
        new ClaimCheck(protocol, lowered.Measures, _session.Module.Source, _reporter).Run();
        new BudgetCheck(protocol, lowered, _reporter).Run();
        return lowered;
    }

    private LoweredGrid Grid(BoundGrid grid)
    {
        var evaluator = new Evaluator(_session, Context.None);
        var values = grid.IsReplicates
            ? ImmutableArray<ImmutableArray<PartArgument>>.Empty
            : grid.Values.Select(row => row.Select(v => Argument(v, evaluator)).ToImmutableArray()).ToImmutableArray();
        var condition = grid.Condition is null ? null : evaluator.ToNode(evaluator.Evaluate(grid.Condition));
        return new LoweredGrid(grid.Symbols, values, grid.Labels, grid.IsReplicates, condition, grid.Span) { Written = grid.Values };
    }

    private PartArgument Argument(BoundExpression expression, Evaluator evaluator) =>
        evaluator.TrainingArgument(expression, Locals.Empty(_session.Path)) switch
        {
            TrainingValue training => new TrainingArgument(trainings.Lower(training.Training, training.Arguments)
                ?? throw new LoweringFailure(
                    LoweringDiagnostics.NotYet, expression.Span, $"The training '{training.Training.Symbol.Name}' could not be lowered.")),
            ClosureValue { Name: { } name } => new TextArgument(name),
            ObjectiveValue objective => new TextArgument(objective.Symbol.Name),
            var value => evaluator.ToArgument(value, expression.Type),
        };

    private LoweredRun? Run(BoundRun run, BoundProtocol protocol)
    {
        var evaluator = new Evaluator(_session, Context.None);
        var used = BoundTrees.NamesIn(run.Training).OfType<GridSymbol>().Distinct().ToList();
        var variants = Combinations(protocol.Grid.SelectMany(g => Choices(g, used, all: true))).Select(s => Variant(run, s)).ToList();
        if (variants.Any(v => v is null))
            return null;
        var overrides = run.Overrides.Select(
            o => new LoweredOverride(o.Param, evaluator.ToArgument(evaluator.Evaluate(o.Value), o.Value.Type)));
        return new LoweredRun(variants.OfType<RunVariant>().ToImmutableArray(), overrides.ToImmutableArray(), run.Alias, run.Span);
    }

    private RunVariant? Variant(BoundRun run, ImmutableArray<GridValue> held)
    {
        var evaluator = new Evaluator(_session, Context.None);
        var value = _session.At(
            held, v => evaluator.TrainingArgument(v.Expression, Locals.Empty(_session.Path)), () => evaluator.Evaluate(run.Training));
        return value is not TrainingValue training
            ? throw new LoweringFailure(LoweringDiagnostics.NotYet, run.Training.Span, "A training was expected here.")
            : trainings.Lower(training.Training, training.Arguments) is { } lowered
                ? new RunVariant(held.Select(v => v.Selection).ToImmutableArray(), lowered)
                : null;
    }

    /// <summary>A picture is read from its cell as a measure is.</summary>
    private LoweredPicture Picture(BoundPicture picture, BoundProtocol protocol, LoweredProtocol runs) => new(
        Measure(new BoundMeasure(picture.Symbol, picture.Value, false, false, picture.Span), protocol, runs), picture.By, picture.Condition);

    private LoweredMeasure Measure(BoundMeasure measure, BoundProtocol protocol, LoweredProtocol runs)
    {
        if (!measure.Parameters.IsEmpty)
            throw new LoweringFailure(
                LoweringDiagnostics.NotYet, measure.Span,
                $"The measure '{measure.Symbol.Name}' takes arguments, which this version cannot evaluate.");
        var names = protocol.Lets.Select(l => l.Value).Prepend(measure.Value).SelectMany(BoundTrees.NamesIn).ToList();
        var used = names.OfType<GridSymbol>().Concat(names.OfType<MeasureSymbol>().SelectMany(KindsDependOn)).Distinct().ToList();
        var chosen = protocol.Grid.Where(g => !g.IsReplicates).SelectMany(g => Choices(g, used, all: false)).ToList();
        var variants = Combinations(chosen).Select(held => Variant(measure, protocol, held)).ToImmutableArray();
        var lowered = new LoweredMeasure(
            measure.Symbol,
            variants,
            measure.IsFraction,
            measure.InSample,
            Evaluator.UnitOf(measure.Value.Type),
            protocol.Grid.SelectMany(g => g.Symbols).Where(used.Contains).ToImmutableArray(),
            TrainingLowering.InstancesIn(variants.Select(v => v.Value)).ToImmutableArray(),
            measure.Span);
        MeasureCheck.Run(measure, lowered, runs, _reporter);
        return lowered;
    }

    /// <summary>The variables of the grid that decide what is known of an earlier measure.</summary>
    private IEnumerable<GridSymbol> KindsDependOn(MeasureSymbol measure) => _session.Measures
        .Where(m => m.Symbol == measure && m.Variants.Select(v => v.BoundKind).Distinct().Count() > 1)
        .SelectMany(m => m.Variants.SelectMany(v => v.Selections))
        .Select(s => s.Variable);

    /// <summary>For each variable in use whose values are no numbers (or, with <paramref name="all"/>, for each), these values.</summary>
    private static IEnumerable<IReadOnlyList<GridValue>> Choices(BoundGrid grid, List<GridSymbol> used, bool all) =>
        grid.Symbols
            .Select((symbol, n) => (symbol, n))
            .Where(s => used.Contains(s.symbol) && (all || grid.Values.Any(row => row[s.n].Type is not (FloatType or IntType))))
            .Select(s => grid.Values.Select((row, i) => new GridValue(new BoundSelection(s.symbol, i, grid.Labels[i][s.n]), row[s.n])).ToList());

    private static IEnumerable<ImmutableArray<GridValue>> Combinations(IEnumerable<IReadOnlyList<GridValue>> choices) =>
        choices.Aggregate(
            (IEnumerable<ImmutableArray<GridValue>>)[ImmutableArray<GridValue>.Empty],
            (all, next) => all.SelectMany(a => next.Select(a.Add)));

    /// <summary>The protocol's own definitions, and each alias of a run as a record of the models that it trained.</summary>
    private Locals LocalsOf(BoundProtocol protocol, Evaluator evaluator)
    {
        var locals = Locals.Empty(_session.Path);
        foreach (var run in protocol.Runs)
        {
            if (run.AliasSymbol is not { Scheme.Body: RecordType record } alias)
                continue;
            var fields = record.Fields.Select(f => new FieldValue(f.Name, InRun(evaluator.Global(Model(f.Name)), alias.Name)));
            locals = locals.With(alias, new RecordValue(fields.ToImmutableArray()));
        }

        return protocol.Lets.Aggregate(locals, (all, let) => evaluator.Bind(let.Pattern, evaluator.Evaluate(let.Value, all), all));
    }

    private GlobalSymbol Model(string name) => _session.Module.Declarations.Where(d => d is BoundModel or BoundLet).Select(d => d.Symbol).First(s => s.Name == name);

    private Value InRun(Value model, string alias) => model switch
    {
        ClosureValue { Instance: { } instance } c => c with { Instance = _session.InRun(instance, alias) },
        EnsembleValue { Instance: var instance } => new EnsembleValue(_session.InRun(instance, alias)),
        _ => model,
    };

    private MeasureVariant Variant(BoundMeasure measure, BoundProtocol protocol, ImmutableArray<GridValue> held)
    {
        var context = Context.None with { Purpose = measure.Symbol.Name };
        var marked = Value(measure, protocol, held, context);
        if (!marked.IsHost)
        {
            throw new LoweringFailure(
                LoweringDiagnostics.NotScalar, measure.Value.Span, $"The measure '{measure.Symbol.Name}' varies with more than the grid.",
                "take its expectation over a split");
        }

        return new MeasureVariant(
            held.Select(v => v.Selection).ToImmutableArray(),
            GraphRewriter.Unmark(_session.Graph, marked),
            BoundAnalysis.KindOf(marked),
            BoundAnalysis.DerivationsOf(marked));
    }

    /// <summary>The measure with what its variants bound: known when all measures are, so that it leaves their graphs alone.</summary>
    private LoweredMeasure WithQuantities(LoweredMeasure lowered, BoundProtocol protocol)
    {
        var measure = protocol.Measures.First(m => m.Symbol == lowered.Symbol);
        GridValue Held(BoundSelection selection)
        {
            var grid = protocol.Grid.First(g => g.Symbols.Contains(selection.Variable));
            return new GridValue(selection, grid.Values[selection.ValueIndex][grid.Symbols.IndexOf(selection.Variable)]);
        }

        MeasureVariant Quantified(MeasureVariant variant)
        {
            try
            {
                var held = variant.Selections.Select(Held).ToImmutableArray();
                return variant with { Quantity = Value(measure, protocol, held, Context.None with { Quantity = new QuantityNames() }) };
            }
            catch (LoweringFailure)
            {
                // It has a value and no symbol, so that claims cannot know it for the same as another.
                return variant;
            }
        }

        return lowered with { Variants = lowered.Variants.Select(v => v.Derivations.IsEmpty ? v : Quantified(v)).ToImmutableArray() };
    }

    private Node Value(BoundMeasure measure, BoundProtocol protocol, ImmutableArray<GridValue> held, Context context)
    {
        var evaluator = new Evaluator(_session, context);
        return _session.At(
            held,
            v => evaluator.Evaluate(v.Expression),
            () => evaluator.Evaluate(measure.Value, LocalsOf(protocol, evaluator)) switch
            {
                EpisodesValue episodes => evaluator.Recorded(episodes),
                var value => evaluator.ToNode(value),
            });
    }
}
