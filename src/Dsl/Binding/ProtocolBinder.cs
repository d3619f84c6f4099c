using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Binding;

/// <summary>Binds a <c>protocol</c>: its grid and runs, then what is measured, reported and claimed.</summary>
internal sealed partial class ProtocolBinder(SyntaxTree tree, NameTable names, Inference inference, ExpressionBinder expressions)
{
    /// <summary>The annotation that says that a measure lies in [0, 1].</summary>
    private const string Fraction = "fraction";

    /// <summary>The annotation that says that every worst case in a measure is bounded on its safe side.</summary>
    private const string Certified = "certified";

    private readonly List<BoundGrid> _grid = [];
    private readonly List<BoundRun> _runs = [];
    private readonly List<BoundProtocolLet> _lets = [];
    private readonly List<BoundMeasure> _measures = [];
    private readonly List<BoundReport> _reports = [];
    private readonly List<BoundPlot> _plots = [];
    private readonly List<BoundPicture> _pictures = [];
    private readonly List<BoundClaim> _claims = [];
    private readonly HashSet<GlobalSymbol> _trained = [];
    private Scope _scope = Scope.Empty;
    private bool _runsAreKnown = true;

    private DiagnosticBag Diagnostics => inference.Diagnostics;

    private EstimateBinder Estimates => new(tree.Source, names, expressions.Types, Diagnostics, _grid, _measures);

    public BoundProtocol Bind(ProtocolDeclaration syntax, GlobalSymbol symbol)
    {
        foreach (var item in syntax.Items)
            Bind(item);
        inference.Close();
        foreach (var name in _grid.SelectMany(g => g.Symbols).Cast<Symbol>().Concat(_measures.Select(m => m.Symbol)))
            name.Scheme = TypeScheme.Of(inference.Resolve(name.Scheme.Body));
        Finish();
        var cells = new GridCells(_grid);
        var isBroken = syntax.Items.Any(i => i is BrokenItem);
        new ProtocolChecker(Diagnostics, _grid, cells, _trained).Check(_measures, _plots, _pictures, _claims, isBroken || !_runsAreKnown);
        if (_claims.Count > 0 && !isBroken && _grid.Where(g => g.IsReplicates).All(g => g.Values.Length <= 1))
        {
            Diagnostics.Report(
                ExperimentDiagnostics.OneReplicate,
                syntax.Items.OfType<ClaimItem>().First().TextSpan,
                "The claim rests on one replicate: its estimate has no interval, so it cannot be decided.",
                "add `for seed in replicates 5`.");
        }

        return new BoundProtocol(
            symbol,
            _grid.ToImmutableArray(),
            _runs.ToImmutableArray(),
            _measures.ToImmutableArray(),
            _reports.ToImmutableArray(),
            _plots.ToImmutableArray(),
            _claims.ToImmutableArray(),
            cells.Count(),
            syntax.Span)
        {
            Lets = _lets.ToImmutableArray(),
            Pictures = _pictures.ToImmutableArray(),
        };
    }

    private void Bind(ProtocolItem item)
    {
        switch (item)
        {
            case GridItem grid:
                _grid.Add(new GridBinder(tree.Source, inference, expressions).Bind(grid, _grid, ref _scope));
                break;
            case RunItem run:
                BindRun(run);
                break;
            case ProtocolLetItem let:
                var (pattern, value, span) = expressions.BindLet(let.Let, ref _scope);
                _lets.Add(new BoundProtocolLet(pattern, value, span));
                break;
            case MeasureItem measure:
                BindMeasure(measure);
                break;
            case ReportItem report:
                _reports.Add(new BoundReport(
                    report.Statistics.Select(Estimates.Statistic).OfType<BoundStatistic>().ToImmutableArray(),
                    report.Measures.Select(Estimates.FindMeasure).OfType<MeasureSymbol>().ToImmutableArray(),
                    report.By.Select(Estimates.FindVariable).OfType<GridSymbol>().ToImmutableArray(),
                    report.Span));
                CheckOneInterval(_reports[_reports.Count - 1]);
                break;
            case PlotItem plot:
                BindPlot(plot);
                break;
            case PictureItem picture:
                BindPicture(picture);
                break;
            case ClaimItem claim:
                var statement = expressions.Check(claim.Statement, new BoolType(), _scope with { Estimates = Estimates });
                _claims.Add(new BoundClaim(claim.Text, statement, BindCondition(claim.Condition), claim.Span)
                {
                    IsEmpirical = claim.Empirical is not null,
                    IsUnequal = claim.Unequal is not null,
                });
                break;
        }
    }

    private BoundExpression? BindCondition(Expression? syntax) => syntax is null ? null : expressions.Check(syntax, new BoolType(), _scope);

    private void BindRun(RunItem syntax)
    {
        var training = expressions.Check(syntax.Training, LanguageTypes.Training, _scope);
        var overrides = syntax.Overrides.Select(BindOverride).OfType<BoundOverride>().ToImmutableArray();
        _runsAreKnown &= !BoundTree.All(training).Any(e => e is BoundError) && TrainingsOf(training).All(IsKnown);
        var models = TrainingsOf(training).SelectMany(ModelsOf).Distinct().ToList();
        _trained.UnionWith(models);
        var alias = syntax.Alias is { } name && models.All(m => m.Name != name.Text) ? AliasOf(name, models) : null;
        if (alias is not null)
            _scope = _scope.With(alias);
        _runs.Add(new BoundRun(training, overrides, syntax.Alias?.Text, syntax.Span) { AliasSymbol = alias });
    }

    private LocalSymbol AliasOf(Name name, List<GlobalSymbol> models) => new(name.Text, tree.Source.Path, name.Span)
    {
        Scheme = TypeScheme.Of(new RecordType(null, models.Select(m => new FieldType(m.Name, m.Scheme.Body)).ToEquatableList())),
    };

    private BoundOverride? BindOverride(FieldSyntax syntax)
    {
        var symbol = names.Find(NameKind.Value, syntax.Name.Text);
        if (symbol?.Declaration is BoundParam param)
        {
            var value = expressions.Check(syntax.Value, param.Type, _scope);
            if (Constants.Decimal(value) is { } number
                && (number.CompareTo(param.Low ?? number) < 0 || number.CompareTo(param.High ?? number) > 0))
                Diagnostics.Report(
                    ExperimentDiagnostics.OverrideRange,
                    syntax.Value.Span,
                    $"{number} lies outside of the range [{param.Low} .. {param.High}] of `{symbol.Name}`.");
            return new BoundOverride(symbol, value);
        }

        expressions.Infer(syntax.Value, _scope);
        if (symbol is not { Declaration: null })
        {
            var known = names.Names(NameKind.Value).Where(n => names.Find(NameKind.Value, n)?.Declaration is BoundParam).ToList();
            Diagnostics.Report(
                NameDiagnostics.NotAParam,
                syntax.Name.Span,
                $"`{syntax.Name.Text}` is not a param; the params are {Words.List(known)}.",
                Nearest.Fix(syntax.Name.Text, known));
        }

        return null;
    }

    /// <summary>The trainings that an expression may be, over all values of the grid.</summary>
    private IEnumerable<BoundTrain> TrainingsOf(BoundExpression training) => training switch
    {
        BoundName { Symbol: GlobalSymbol { Declaration: BoundTrain train } } => [train],
        BoundName { Symbol: GridSymbol variable } => _grid
            .Where(g => g.Symbols.Contains(variable))
            .SelectMany(g => g.Values.SelectMany(v => TrainingsOf(v[g.Symbols.IndexOf(variable)]))),
        BoundApplication application => TrainingsOf(application.Function),
        _ => [],
    };

    /// <summary>Whether everything that a training moves was found.</summary>
    private static bool IsKnown(BoundTrain train) =>
        TrainChecker.Flatten(train.Statements).OfType<BoundOptimize>().All(o => !o.Models.IsEmpty);

    private static IEnumerable<GlobalSymbol> ModelsOf(BoundTrain train)
    {
        var statements = TrainChecker.Flatten(train.Statements).ToList();
        var own = statements.OfType<BoundOptimize>().SelectMany(o => o.Models);
        var before = statements.OfType<BoundAfter>().SelectMany(a => a.Trainings)
            .Select(t => t.Declaration).OfType<BoundTrain>().SelectMany(ModelsOf);
        return own.SelectMany(m => BoundTree.References(m).Where(r => r.Declaration is BoundModel).Prepend(m)).Concat(before).Distinct();
    }

    private void BindMeasure(MeasureItem syntax)
    {
        var inner = _scope;
        var parameters = new List<BoundPattern>();
        foreach (var parameter in syntax.Parameters)
            parameters.Add(expressions.BindPattern(parameter, inference.Fresh(), ref inner));
        var (annotation, isCertified) = syntax.Type is AppliedTypeSyntax { Constructor.Text: Certified, Arguments: [var certified] }
            ? (certified, true)
            : (syntax.Type, false);
        var type = annotation is not null ? expressions.Types.Bind(annotation) : inference.FreshFloat();
        var value = expressions.Check(syntax.Value, type, inner);
        var symbol = new MeasureSymbol(syntax.Name.Text, syntax.Documentation, tree.Source.Path, syntax.Name.Span)
        {
            Scheme = TypeScheme.Of(Enumerable.Reverse(parameters).Aggregate(type, (t, p) => new FunctionType(p.Type, t))),
        };
        ReportTwice("measure", symbol, _measures.Select(m => m.Symbol));
        var isFraction = annotation is NamedTypeSyntax { Name.Text: Fraction };
        _measures.Add(new BoundMeasure(symbol, value, isFraction, syntax.InSample, syntax.Span)
        {
            Parameters = parameters.ToImmutableArray(),
            IsCertified = isCertified,
        });
        _scope = _scope.With(symbol);
    }

    private void ReportTwice(string what, Symbol symbol, IEnumerable<Symbol> earlier)
    {
        if (earlier.FirstOrDefault(e => e.Name == symbol.Name) is { } first)
            Diagnostics.Report(
                NameDiagnostics.DeclaredTwice,
                symbol.Span,
                $"The {what} `{symbol.Name}` is declared twice; the first time at line {names.LineOf(first.Span)}.",
                "give one of them another name.");
    }

    private void Finish()
    {
        for (var i = 0; i < _grid.Count; i++)
        {
            _grid[i] = _grid[i] with
            {
                Values = (_grid[i].Values.Select(v => v.Select(expressions.Finish).ToImmutableArray())).ToImmutableArray(),
                Condition = FinishOptional(_grid[i].Condition),
            };
        }

        Replace(
            _runs,
            r => r with
            {
                Training = expressions.Finish(r.Training),
                Overrides = r.Overrides.Select(o => o with { Value = expressions.Finish(o.Value) }).ToImmutableArray(),
            });
        Replace(_lets, l => new BoundProtocolLet(expressions.Finish(l.Pattern), expressions.Finish(l.Value), l.Span));
        Replace(
            _measures,
            m => m with { Value = expressions.Finish(m.Value), Parameters = m.Parameters.Select(expressions.Finish).ToImmutableArray() });
        Replace(_measures, m => m with { IsFraction = m.IsFraction || IsShare(m.Value) });
        Replace(_plots, p => p with { Condition = FinishOptional(p.Condition) });
        FinishPlots();
        FinishPictures();
        Replace(_claims, c => c with { Statement = expressions.Finish(c.Statement), Condition = FinishOptional(c.Condition) });
        CheckArguments();
    }

    /// <summary>The share of rows in which a condition holds.</summary>
    private static bool IsShare(BoundExpression value) => value is BoundBinder { Kind: BinderKind.Expect, Body.Type: BoolType };

    private BoundExpression? FinishOptional(BoundExpression? expression) => expression is null ? null : expressions.Finish(expression);

    private static void Replace<T>(List<T> items, Func<T, T> change)
    {
        for (var i = 0; i < items.Count; i++)
            items[i] = change(items[i]);
    }
}
