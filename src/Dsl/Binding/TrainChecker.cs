using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Binding;

/// <summary>
/// Checks that the statements of a training fit together: what is optimised depends on what is moved, and on data that is drawn.
/// </summary>
internal sealed class TrainChecker(DiagnosticBag diagnostics)
{
    public void Check(ImmutableArray<BoundTrainStatement> statements)
    {
        var all = Flatten(statements).ToList();
        var drawn = all.OfType<BoundBatch>().SelectMany(b => b.Sources).Select(DataUse.Of).ToList();
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

    public bool Equals(DataUse? other) => other is not null && ReferenceEquals(Data, other.Data) && Split == other.Split;

    public override int GetHashCode() => Data.Name.Length;

    public override string ToString() => Split is null ? Data.Name : $"{Data.Name}.{Split}";
}
