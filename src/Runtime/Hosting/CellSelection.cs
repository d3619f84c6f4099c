using MLSpec.Runtime.Protocol;

namespace MLSpec.Runtime.Hosting;

/// <summary>
/// Which protocols and cells a run is about: <c>--only PROTOCOL</c> and <c>--only AXIS=VALUE,AXIS=VALUE</c>, each as often as wanted. A cell is selected where it
/// has all values of one of the latter.
/// </summary>
internal sealed class CellSelection
{
    private readonly IReadOnlyList<IReadOnlyList<Setting>> _alternatives;

    private CellSelection(IReadOnlyList<string> protocols, IReadOnlyList<IReadOnlyList<Setting>> alternatives) => (Protocols, _alternatives) = (protocols, alternatives);

    /// <summary>The names of the selected protocols.</summary>
    public IReadOnlyList<string> Protocols { get; }

    /// <summary>Whether the cells of these coordinates are selected.</summary>
    public bool Contains(IReadOnlyList<Setting> at) => _alternatives.Count == 0 || _alternatives.Any(all => all.All(at.Contains));

    /// <summary>Reads the options' values.</summary>
    /// <exception cref="UserError">There is no such protocol, axis or value.</exception>
    public static CellSelection Read(IReadOnlyList<string> options, IReadOnlyList<(string Name, IReadOnlyList<AxisResult> Grid)> protocols)
    {
        var (cells, names) = (options.Where(option => option.Contains('=')).ToArray(), options.Where(option => !option.Contains('=')).ToArray());
        var all = protocols.Select(protocol => protocol.Name).ToArray();
        if (names.FirstOrDefault(name => !all.Contains(name)) is { } unknown)
            throw new UserError($"--only {unknown}: there is no such protocol.{Nearest.Hint(unknown, all)} There are: {string.Join(", ", all)}; "
                + "cells are selected by --only AXIS=VALUE");
        var axes = protocols.Where(protocol => names.Length == 0 || names.Contains(protocol.Name)).SelectMany(protocol => protocol.Grid).ToArray();
        return new CellSelection(names.Length == 0 ? all : names, [.. cells.Select(option => Alternative(option, axes))]);
    }

    private static Setting[] Alternative(string option, AxisResult[] axes) => [.. option.Split(',').Select(part => Coordinate(option, part, axes))];

    private static Setting Coordinate(string option, string part, AxisResult[] axes)
    {
        if (part.Split('=', 2) is not [var name, var text]) throw new UserError($"--only {option}: expected AXIS=VALUE,AXIS=VALUE");
        var (axis, value) = (name.Trim(), text.Trim());
        var own = axes.Where(a => a.Name == axis).ToArray();
        if (own.Length == 0)
        {
            var known = axes.Select(a => a.Name).Distinct().ToArray();
            throw new UserError($"--only {option}: there is no axis '{axis}'.{Nearest.Hint(axis, known)} There are: {string.Join(", ", known)}");
        }

        var values = own.SelectMany(a => a.Values).Distinct().ToArray();
        return values.Contains(value)
            ? new Setting(axis, value)
            : throw new UserError($"--only {option}: {axis} has no value {value}.{Nearest.Hint(value, values)} There are: {string.Join(", ", values)}");
    }
}
