using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Lowering;

/// <summary>A lowered module with what was found on the way; a declaration that was refused is left out.</summary>
public sealed record LoweringResult(LoweredModule Module, ImmutableArray<Diagnostic> Diagnostics)
{
    public bool HasErrors => Diagnostics.Any(d => d.IsError);
}

/// <summary>From the bound tree to the tensor IR: binders become axes, uncertain values are replaced by the rules of
/// <see cref="Robust"/>, gradients are derived.</summary>
public static class ModuleLowering
{
    /// <summary>Lowers a module that binding has accepted without errors. All diagnostics of one pass are reported; nothing is
    /// thrown.</summary>
    public static LoweringResult Lower(BoundModule module)
    {
        var session = new Session(module);
        var reporter = new Reporter(module.Source.Path);
        var parts = new DeclarationLowering(session);
        var models = Each<BoundModel, LoweredModel>(module, reporter, new ModelLowering(session).Lower);
        var trainings = new TrainingLowering(session, reporter);
        Each<BoundTrain, LoweredTraining>(
            module, reporter, t => t.Parameters.IsEmpty ? trainings.Lower(t, ImmutableArray<Value>.Empty) : null);
        var protocols = Each<BoundProtocol, LoweredProtocol>(module, reporter, new ProtocolLowering(session, reporter, trainings).Lower);
        Each<BoundObjective, Value>(module, reporter, o => Check(o, session));
        var lowered = new LoweredModule(
            module.Name,
            module.Documentation,
            module.Source,
            Each<BoundParam, LoweredParam>(module, reporter, parts.Param),
            Each<BoundLet, LoweredConstant>(module, reporter, parts.Constant),
            Each<BoundExtern, LoweredExtern>(
                module, reporter, e => new LoweredExtern(e.Symbol, TypeNames.Of(e.Symbol.Scheme.Body), e.Span)),
            Each<BoundLet, LoweredFunction>(module, reporter, parts.Function),
            Each<BoundData, LoweredData>(module, reporter, parts.Data),
            models,
            Each<BoundSchedule, LoweredSchedule>(module, reporter, parts.Schedule),
            trainings.All,
            protocols);
        SurvivorCheck.Run(lowered, reporter);
        return new LoweringResult(lowered, reporter.Diagnostics);
    }

    /// <summary>An objective is lowered for its own errors' sake, whether a training uses it or not, as if its rows were in the
    /// batch.</summary>
    private static Value? Check(BoundObjective objective, Session session)
    {
        if (objective.Value is BoundLambda)
            return null;
        var rows = session.Module.Declarations.OfType<BoundData>()
            .SelectMany(d => LanguageTypes.Splits.Select(s => new LoweredRows(d.Symbol, s)));
        return new Evaluator(session, new Context(rows.ToImmutableArray(), true, objective.Symbol.Name)).Evaluate(objective.Value);
    }

    private static ImmutableArray<TResult> Each<TDeclaration, TResult>(
        BoundModule module, Reporter reporter, Func<TDeclaration, TResult?> lower)
        where TDeclaration : BoundDeclaration
        where TResult : class
    {
        var results = ImmutableArray.CreateBuilder<TResult>();
        foreach (var declaration in module.Declarations.OfType<TDeclaration>())
        {
            if (reporter.Try(declaration.Span, () => lower(declaration)) is { } result)
                results.Add(result);
        }

        return results.ToImmutable();
    }
}
