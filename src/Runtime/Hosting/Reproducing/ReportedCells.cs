using MLSpec.Runtime.Protocol;
using MLSpec.Runtime.Reporting;

namespace MLSpec.Runtime.Hosting.Reproducing;

/// <summary>A measured cell as the results tell of it.</summary>
internal sealed record ReportedCell(ProtocolResult Protocol, CellResult Cell)
{
    /// <summary>For people, for example <c>resilience, method = plain, eps = 0</c>.</summary>
    public string Words { get; } = string.Join(", ", [Protocol.Name, .. Protocol.Axes.Zip(Cell.At).Select(at => $"{at.First.Name} = {at.Second}")]);

    /// <summary>Whether it has this value on an axis.</summary>
    public bool Has(Setting at) => Protocol.Axes.Zip(Cell.At).Any(own => own.First.Name == at.Name && own.Second == at.Value);
}

/// <summary>Chooses the cells of a report that are measured again.</summary>
internal static class ReportedCells
{
    /// <summary>Cells of some coordinates or of an identity; without, all of them or the one that a hash of the results draws: always the same, and not always the first.</summary>
    /// <exception cref="UserError">No measured cell is meant.</exception>
    public static IReadOnlyList<ReportedCell> Choose(RunReport report, string? wanted, bool all)
    {
        ReportedCell[] cells =
        [
            .. from protocol in report.Protocols
               from cell in protocol.Cells
               where cell.State == CellState.Measured
               select new ReportedCell(protocol, cell),
        ];
        if (cells.Length == 0) throw new UserError("these results hold no measured cell, so there is nothing to reproduce");
        if (all) return cells;
        if (wanted is null) return [cells[Drawn(cells)]];
        ReportedCell[] chosen = wanted.Contains('=') ? [.. cells.Where(Has(wanted))] : [.. cells.Where(cell => cell.Cell.Identity.StartsWith(wanted, StringComparison.Ordinal))];
        return chosen.Length > 0
            ? chosen
            : throw new UserError($"--cell {wanted}: no measured cell of these results is meant; cells are named by values, such as \"{Example(cells[0])}\", or by the first digits "
                + $"of their identity, such as {cells[0].Cell.Identity[..Math.Min(12, cells[0].Cell.Identity.Length)]}");
    }

    private static int Drawn(IReadOnlyList<ReportedCell> cells) =>
        (int)(BitConverter.ToUInt32(StableHash.Bytes(cells.Select(cell => cell.Cell.Identity))) % cells.Count);

    private static Func<ReportedCell, bool> Has(string wanted)
    {
        Setting[] at = [.. wanted.Split(',').Select(part => part.Split('=', 2) is [var axis, var value]
            ? new Setting(axis.Trim(), value.Trim())
            : throw new UserError($"--cell {wanted}: expected AXIS=VALUE,AXIS=VALUE or the first digits of an identity"))];
        return cell => at.All(cell.Has);
    }

    private static string Example(ReportedCell cell) => string.Join(",", cell.Protocol.Axes.Zip(cell.Cell.At).Select(at => $"{at.First.Name}={at.Second}"));
}
