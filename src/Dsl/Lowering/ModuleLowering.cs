using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Lowering;

/// <summary>A lowered module with what was found on the way; a declaration that was refused is left out.</summary>
/// <param name="Memo">For lowering the module again after an edit.</param>
public sealed record LoweringResult(LoweredModule Module, ImmutableArray<Diagnostic> Diagnostics, LoweringMemo Memo)
{
    public bool HasErrors => Diagnostics.Any(d => d.IsError);
}

/// <summary>From the bound tree to the tensor IR: binders become axes, uncertain values are replaced by the rules of
/// <see cref="Robust"/>, gradients are derived. Each declaration is lowered by itself; the protocols, whose grids make trainings, together.</summary>
public sealed class ModuleLowering
{
    private readonly BoundModule _module;
    private readonly LoweringMemo _previous;
    private readonly Dictionary<object, List<LoweringMemo.Entry>> _kept = new(ByReference.Comparer);
    private readonly Dictionary<GlobalSymbol, IReadOnlyList<LoweredWeight>> _weights = [];
    private readonly List<LoweredTraining> _trainings = [];
    private readonly Reporter _reporter;

    private ModuleLowering(BoundModule module, LoweringMemo? previous) =>
        (_module, _previous, _reporter) = (module, previous ?? LoweringMemo.Empty, new Reporter(module.Source.Path));

    /// <summary>Lowers a module that binding has accepted without errors. All diagnostics of one pass are reported; nothing is
    /// thrown.</summary>
    /// <param name="previous">What was made of an earlier version of the module: what has not changed is taken from it. The result is the same without.</param>
    public static LoweringResult Lower(BoundModule module, LoweringMemo? previous = null) => new ModuleLowering(module, previous).Lower();

    private LoweringResult Lower()
    {
        var models = Each<BoundModel, LoweredModel>("model", Model, model => _weights[model.Symbol] = model.Weights);
        foreach (var training in _module.Declarations.OfType<BoundTrain>().Where(t => t.Parameters.IsEmpty))
            Training(training);
        var protocols = Make("protocols", _module.Declarations.OfType<BoundProtocol>().ToList<BoundDeclaration>(), Protocols);
        Each<BoundObjective, Value>("objective", Check);
        var lowered = new LoweredModule(
            _module.Name,
            _module.Documentation,
            _module.Source,
            Each<BoundParam, LoweredParam>("param", static (r, p) => new DeclarationLowering(r.Session).Param(p)),
            Each<BoundLet, LoweredConstant>("constant", static (r, l) => new DeclarationLowering(r.Session).Constant(l)),
            Each<BoundExtern, LoweredExtern>("extern", static (_, e) => new LoweredExtern(e.Symbol, TypeNames.Of(e.Symbol.Scheme.Body), e.Span)),
            Each<BoundLet, LoweredFunction>("function", static (r, l) => new DeclarationLowering(r.Session).Function(l)),
            Each<BoundData, LoweredData>("data", static (r, d) => new DeclarationLowering(r.Session).Data(d)),
            models,
            Each<BoundSchedule, LoweredSchedule>("schedule", static (r, s) => new DeclarationLowering(r.Session).Schedule(s)),
            _trainings.Concat(protocols?.Trainings ?? []).ToImmutableArray(),
            (protocols?.Protocols ?? []).ToImmutableArray());
        return new LoweringResult(lowered, _reporter.Diagnostics, new LoweringMemo(_kept));
    }

    private LoweredModel? Model(Root root, BoundModel model)
    {
        var lowered = new ModelLowering(root.Session).Lower(model);
        SurvivorCheck.Run(lowered, root.Reporter);
        return lowered;
    }

    private LoweredTraining? Training(BoundTrain train)
    {
        var lowered = Make<LoweredTraining>("training", [train], root => root.Reporter.Try(train.Span, () =>
        {
            var training = new TrainingLowering(root).Make(train, ImmutableArray<Value>.Empty);
            SurvivorCheck.Run(training, root.Reporter);
            return training;
        }));
        if (lowered is not null && !_trainings.Contains(lowered))
            _trainings.Add(lowered);
        return lowered;
    }

    private AllProtocols Protocols(Root root)
    {
        var trainings = new TrainingLowering(root);
        var protocols = new ProtocolLowering(root, trainings);
        var lowered = _module.Declarations.OfType<BoundProtocol>().Select(p => root.Reporter.Try(p.Span, () => protocols.Lower(p)))
            .OfType<LoweredProtocol>().ToList();
        foreach (var training in trainings.All)
            SurvivorCheck.Run(training, root.Reporter);
        foreach (var protocol in lowered)
            SurvivorCheck.Run(protocol, root.Reporter);
        return new AllProtocols(lowered, trainings.All);
    }

    /// <summary>An objective is lowered for its own errors' sake, whether a training uses it or not, as if its rows were in the
    /// batch.</summary>
    private static Value? Check(Root root, BoundObjective objective)
    {
        if (objective.Value is BoundLambda)
            return null;
        var rows = root.Session.Module.Declarations.OfType<BoundData>()
            .SelectMany(d => (d.IsReplay ? [LoweredRows.Whole] : LanguageTypes.Splits).Select(s => new LoweredRows(d.Symbol, s)));
        new Evaluator(root.Session, new Context(rows.ToImmutableArray(), true, objective.Symbol.Name)).Evaluate(objective.Value);
        return null;
    }

    /// <param name="then">What follows before the next declaration is lowered.</param>
    private ImmutableArray<TResult> Each<TDeclaration, TResult>(string role, Func<Root, TDeclaration, TResult?> lower, Action<TResult>? then = null)
        where TDeclaration : BoundDeclaration
        where TResult : class
    {
        var results = ImmutableArray.CreateBuilder<TResult>();
        foreach (var declaration in _module.Declarations.OfType<TDeclaration>())
        {
            if (Make(role, [declaration], root => root.Reporter.Try(declaration.Span, () => lower(root, declaration))) is not { } result)
                continue;
            results.Add(result);
            then?.Invoke(result);
        }

        return results.ToImmutable();
    }

    /// <summary>What was made of the declarations before, if nothing has changed that it depends on, or what is made of them now.</summary>
    private TResult? Make<TResult>(string role, IReadOnlyList<BoundDeclaration> declarations, Func<Root, TResult?> lower)
        where TResult : class
    {
        if (declarations.Count == 0)
            return null;
        if (!_kept.TryGetValue(declarations[0], out var entries))
            _kept[declarations[0]] = entries = [];
        var entry = entries.Find(e => e.Role == role);
        if (entry is null)
        {
            entry = _previous.Find(role, declarations) is { } known && IsValid(known) ? known : Lowered(role, declarations, lower);
            entries.Add(entry);
            _reporter.Add(entry.Diagnostics);
        }

        return (TResult?)entry.Result;
    }

    private bool IsValid(LoweringMemo.Entry entry) =>
        entry.Names.All(n => Session.IsFree(_module, n.Name) == n.IsFree) && entry.Trainings.All(t => ReferenceEquals(Training(t.Training), t.Lowered));

    private LoweringMemo.Entry Lowered<TResult>(string role, IReadOnlyList<BoundDeclaration> declarations, Func<Root, TResult?> lower)
        where TResult : class
    {
        var root = new Root(new Session(_module, weights: _weights), Training);
        var result = lower(root);
        return new(role, declarations, result, root.Reporter.Diagnostics, root.Session.Asked, root.Asked);
    }

    private sealed record AllProtocols(IReadOnlyList<LoweredProtocol> Protocols, IReadOnlyList<LoweredTraining> Trainings);
}
