using System.Collections.Immutable;
using MLSpec.Runtime.Data;

namespace MLSpec.Runtime.Control;

/// <summary>
/// Rows that are transitions of an environment have five columns in this order: what was seen, the action, the reward, what was seen next,
/// and 1 where the episode stopped there, else 0. A time limit is no stop: the world would have gone on.
/// </summary>
public static class TransitionRows
{
    /// <summary>The names of the columns.</summary>
    internal static ImmutableArray<string> Names { get; } = ["observation", "action", "reward", "next", "stop"];

    /// <summary>The schema of an environment's transitions.</summary>
    public static ImmutableArray<Column> Schema(IEnvironment environment) =>
    [
        environment.Observations.Column(Names[0]), environment.Actions.Column(Names[1]), Column.Float(Names[2]),
        environment.Observations.Column(Names[3]), Column.Float(Names[4]),
    ];

    /// <summary>
    /// Throws <see cref="ArgumentException"/> unless the row type has the shapes and kinds of the environment's transitions.
    /// </summary>
    internal static void Require<TRows>(IEnvironment environment) where TRows : IRows<TRows>
    {
        var expected = Schema(environment);
        if (TRows.Schema.Length != expected.Length || !TRows.Schema.Zip(expected).All(pair => AreAlike(pair.First, pair.Second)))
            throw new ArgumentException($"Transitions of {environment.Name} have the columns {Listing(expected)}, "
                + $"not {Listing(TRows.Schema)}.");
    }

    private static bool AreAlike(Column one, Column other) =>
        one.Kind == other.Kind && one.Shape.AsSpan().SequenceEqual(other.Shape.AsSpan()) && one.Classes == other.Classes;

    private static string Listing(ImmutableArray<Column> columns) =>
        string.Join(", ", columns.Select(column => $"{column.Name} : {column.Type}[{string.Join(", ", column.Shape)}]"));
}
