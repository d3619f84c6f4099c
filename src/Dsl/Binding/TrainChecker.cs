using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Binding;

/// <summary>
/// Checks that the statements of a training fit together: what is optimised depends on what is moved, and on data that is drawn.
/// </summary>
internal sealed class TrainChecker(DiagnosticBag diagnostics)
{
    public void Check(BoundExpression budget, ImmutableArray<BoundTrainStatement> statements)
    {
        var all = Flatten(statements).ToList();
        var drawn = all.OfType<BoundBatch>().SelectMany(b => b.Sources).Select(DataUse.Of).ToList();
        CheckReplays(all, drawn);
        if (drawn.Count > 0 && drawn.All(d => d is { IsReplay: true }))
            CheckClocks(budget, all);
        foreach (var optimize in all.OfType<BoundOptimize>()
            .Where(o => !BoundTree.All(o.Objective).Any(e => e is BoundError or BoundName { Symbol: LocalSymbol })))
        {
            CheckModels(optimize);
            if (drawn.Count > 0 && drawn.All(d => d is not null))
                CheckData(optimize, [.. drawn.OfType<DataUse>()]);
        }
    }

    public static IEnumerable<BoundTrainStatement> Flatten(ImmutableArray<BoundTrainStatement> statements) =>
        statements.SelectMany(s => s switch
    {
        BoundPhase phase => Flatten(phase.Statements).Prepend(s),
        BoundEvery every => Flatten(every.Statements).Prepend(s),
        _ => [s],
    });

    /// <summary>What is collected is drawn, and what is drawn is collected.</summary>
    private void CheckReplays(List<BoundTrainStatement> all, List<DataUse?> drawn)
    {
        if (drawn.Contains(null))
            return;
        var filled = all.OfType<BoundCollect>().ToList();
        foreach (var collect in filled.Where(c => drawn.OfType<DataUse>().All(d => d.Data != c.Replay)))
            diagnostics.Report(
                ExperimentDiagnostics.ReplayHalfUsed,
                collect.Span,
                $"What is collected into `{collect.Replay.Name}` is never drawn.",
                $"add `batch 64<sample/step> from {collect.Replay.Name}`.");
        foreach (var source in all.OfType<BoundBatch>().SelectMany(b => b.Sources)
            .Where(s => DataUse.Of(s) is { IsReplay: true } use && filled.All(c => c.Replay != use.Data)))
        {
            var name = DataUse.Of(source)!.Data.Name;
            diagnostics.Report(
                ExperimentDiagnostics.ReplayHalfUsed,
                source.Span,
                $"Nothing is collected into `{name}`, so that there is nothing to draw.",
                $"add `collect 1<envstep/step> from ENV with POLICY into {name}` above.");
        }
    }

    /// <summary>A replay grows while it is drawn from: a training that draws nothing else has a clock of steps alone.</summary>
    private void CheckClocks(BoundExpression budget, List<BoundTrainStatement> all)
    {
        foreach (var time in all.SelectMany(Times).Prepend(budget).Where(t => UnitOf(t.Type).Equals(LanguageTypes.Epoch)))
            Report(time);
        foreach (var value in all.SelectMany(Values))
        {
            if (BoundTree.All(value).FirstOrDefault(NeedsEpochs) is { } here)
                Report(here);
            else if (BoundTree.AllWithin(value).Any(NeedsEpochs))
                Report(value);
        }

        void Report(BoundExpression use) => diagnostics.Report(
            ExperimentDiagnostics.NoEpochs,
            use.Span,
            "This training draws from a replay, which grows while it is drawn from, so that there are no epochs.",
            "give the time in steps: `1_000<step>`.");
    }

    private static bool NeedsEpochs(BoundExpression expression) => expression is BoundClock
        || (expression is BoundNow { Schedule.Scheme.Body: ScheduleType { Clock: var clock } } && !clock.Equals(LanguageTypes.Step));

    private static Unit UnitOf(Types.Type type) => type switch
    {
        FloatType f => f.Unit,
        IntType i => i.Unit,
        _ => Unit.One,
    };

    private static IEnumerable<BoundExpression> Times(BoundTrainStatement statement) => statement switch
    {
        BoundPhase s => [s.Budget],
        BoundEvery s => [s.Period],
        _ => [],
    };

    private static IEnumerable<BoundExpression> Values(BoundTrainStatement statement) => statement switch
    {
        BoundOptimize s => [s.Objective, s.Optimiser],
        BoundTrack s => [s.Rate],
        BoundProject s => [s.Method],
        BoundCollect s => [s.Amount, s.Policy],
        BoundPhase { Condition: { } condition } => [condition],
        BoundStop s => [s.Condition],
        BoundWarn s => [s.Condition],
        _ => [],
    };

    private void CheckModels(BoundOptimize optimize)
    {
        var used = BoundTree.References(optimize.Objective);
        foreach (var model in optimize.Models.Where(m => !used.Contains(m)))
        {
            var candidates = used.Where(s => s.Declaration is BoundModel).Select(s => s.Name).ToList();
            diagnostics.Report(
                ExperimentDiagnostics.ModelUnused,
                optimize.Span,
                $"The objective does not depend on `{model.Name}`"
                    + (candidates.Count > 0 ? $"; it depends on {Words.List(candidates)}." : "."),
                candidates.Count == 1 ? $"write `over {candidates[0]}`." : null);
        }
    }

    private void CheckData(BoundOptimize optimize, List<DataUse> drawn)
    {
        foreach (var use in BoundTree.AllWithin(optimize.Objective).OfType<BoundBinder>()
            .Select(b => DataUse.Of(b.Domain)).OfType<DataUse>().Distinct())
        {
            if (drawn.Contains(use))
                continue;
            diagnostics.Report(
                ExperimentDiagnostics.NotInBatch,
                optimize.Objective.Span,
                $"The objective is an expectation over `{use}`, "
                    + $"but the batch is drawn from {Words.List(drawn.Select(d => d.ToString()).ToList())}.",
                $"draw the batch from `{use}`.");
        }
    }
}

/// <summary>A data set or one of its splits, where an expression names it plainly.</summary>
internal sealed record DataUse(GlobalSymbol Data, string? Split)
{
    public static DataUse? Of(BoundExpression expression) => expression switch
    {
        BoundMember { Target: BoundName { Symbol: GlobalSymbol { Declaration: BoundData } data }, Type: not ErrorType } member =>
            new DataUse(data, member.Member),
        BoundName { Symbol: GlobalSymbol { Declaration: BoundData } data } => new DataUse(data, null),
        _ => null,
    };

    /// <summary>Whether its rows come while something is trained.</summary>
    public bool IsReplay => Data.Declaration is BoundData { IsReplay: true };

    public bool Equals(DataUse? other) => other is not null && ReferenceEquals(Data, other.Data) && Split == other.Split;

    public override int GetHashCode() => Data.Name.Length;

    public override string ToString() => Split is null ? Data.Name : $"{Data.Name}.{Split}";
}
