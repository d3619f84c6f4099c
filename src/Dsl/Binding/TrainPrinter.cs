using System.Collections.Immutable;
using System.Text;

namespace MLSpec.Dsl.Binding;

/// <summary>Bound trainings as text.</summary>
internal static class TrainPrinter
{
    public static string Print(BoundTrain train)
    {
        var text = new StringBuilder("train ").Append(train.Symbol.Name);
        foreach (var parameter in train.Parameters)
            text.Append(' ').Append(BoundPrinter.Parameter(parameter));
        text.Append(" for ").Append(BoundPrinter.Value(train.Budget, 1)).Append(" =\n");
        foreach (var statement in train.Statements)
            Append(text, statement, 1);
        return text.ToString();
    }

    private static void Append(StringBuilder text, BoundTrainStatement statement, int depth)
    {
        string Value(BoundExpression expression) => BoundPrinter.Value(expression, depth + 1);
        text.Append(' ', 4 * depth).Append(statement switch
        {
            BoundAfter s => $"after {Names(s.Trainings)}",
            BoundBatch s => $"batch {Value(s.Size)} from {string.Join(", ", s.Sources.Select(Value))}",
            BoundCollect s =>
                $"collect {Value(s.Amount)} from {Value(s.Environment)}{(s.Episodes is { } episodes ? $" by {Value(episodes)}" : "")} "
                    + $"with {Value(s.Policy)} into {s.Replay.Name}",
            BoundOptimize s =>
                $"{(s.Maximize ? "maximize" : "minimize")} {Value(s.Objective)} over {Names(s.Models)} using {Value(s.Optimiser)}",
            BoundTrack s => $"track {Names(s.Models)} rate {Value(s.Rate)}",
            BoundProject s => $"project {s.Model.Name} by {Value(s.Method)}",
            BoundPhase s => $"phase {Value(s.Budget)}{(s.Condition is { } condition ? $" when {Value(condition)}" : "")}:",
            BoundEvery s => $"every {Value(s.Period)}:",
            BoundTrainMeasure s => $"measure {s.Symbol.Name} : {SchemePrinter.Print(s.Symbol.Scheme)} = {Value(s.Value)}",
            BoundStop s => $"stop when {Value(s.Condition)}",
            BoundWarn s => $"warn \"{s.Text}\" when {Value(s.Condition)}",
            _ => throw new InvalidOperationException($"No notation for {statement.GetType().Name}."),
        }).Append('\n');
        var inside = (statement as BoundPhase)?.Statements
            ?? (statement as BoundEvery)?.Statements
            ?? ImmutableArray<BoundTrainStatement>.Empty;
        foreach (var inner in inside)
            Append(text, inner, depth + 1);
    }

    private static string Names(IEnumerable<GlobalSymbol> symbols) => string.Join(", ", symbols.Select(s => s.Name));
}
