using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Diagnostics;

namespace MLSpec.Cli;

/// <summary>The size of a protocol's grid in words.</summary>
internal static class GridText
{
    /// <summary><c>resilience: 50 cells (method 2, eps 5, seed 5)</c></summary>
    public static string Of(BoundProtocol protocol)
    {
        var axes = protocol.Grid.Select(Axis).ToList();
        return $"{protocol.Symbol.Name}: {Words.Count(protocol.Cells, "cell")}{(axes.Count == 0 ? "" : $" ({string.Join(", ", axes)})")}";
    }

    private static string Axis(BoundGrid grid)
    {
        var names = string.Join(", ", grid.Symbols.Select(s => s.Name));
        return FormattableString.Invariant($"{(grid.Symbols.Length == 1 ? names : $"({names})")} {grid.Values.Length}");
    }
}
