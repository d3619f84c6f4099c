using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>A grid variable whose values are named alternatives: a training, a method, a function, a text.</summary>
internal sealed record Choice(GridSymbol Symbol, ImmutableArray<string> Labels);

/// <summary>How generated code names a protocol's grid: the cells, their properties, the alternatives of those that are no numbers.</summary>
internal sealed class GridCode
{
    private readonly LoweredProtocol _protocol;
    private readonly string _name;

    public GridCode(LoweredProtocol protocol)
    {
        _protocol = protocol;
        _name = CSharpName.Pascal(protocol.Symbol.Name);
        Choices = protocol.Grid.SelectMany(g => g.Symbols.Select((s, i) => (Symbol: s, Grid: g, Index: i)))
            .Where(v => IsChoice(v.Grid, v.Index))
            .Select(v => new Choice(v.Symbol, v.Grid.Labels.Select(l => l[v.Index]).Distinct().ToImmutableArray()))
            .ToImmutableArray();
    }

    public ImmutableArray<Choice> Choices { get; }

    public IEnumerable<GridSymbol> Variables => _protocol.Grid.SelectMany(g => g.Symbols);

    public string TypeOf(GridSymbol variable) =>
        variable.IsReplicates ? "int"
        : IsChoice(variable) ? _name + CSharpName.Pascal(variable.Name)
        : IsBoolean(variable) ? "bool"
        : "double";

    public string Axis(GridSymbol variable) => $"{_name}By{CSharpName.Pascal(variable.Name)}";

    public string Measure(MeasureSymbol measure) => _name + CSharpName.Pascal(measure.Name);

    public bool IsChoice(GridSymbol variable) => Choices.Any(c => ReferenceEquals(c.Symbol, variable));

    /// <summary>The member of the enumeration for a label; unique among its siblings.</summary>
    public string Member(GridSymbol variable, string label)
    {
        var names = new LocalNames();
        var labels = Choices.First(c => ReferenceEquals(c.Symbol, variable)).Labels;
        var members = labels.Select(l => CSharpName.Pascal(names.Take(l).TrimStart('@'))).ToList();
        return members[labels.IndexOf(label)];
    }

    public string AxisDefinition(GridSymbol variable)
    {
        var property = "cell => cell." + CSharpName.Pascal(variable.Name);
        var name = CSharpText.Literal(variable.Name);
        return variable.IsReplicates ? $"Axis<{_name}Cell>.Replicates({name}, {property})"
            : IsChoice(variable) ? $"Axis<{_name}Cell>.Text({name}, cell => Label(cell.{CSharpName.Pascal(variable.Name)}))"
            : IsBoolean(variable) ? $"Axis<{_name}Cell>.Text({name}, cell => cell.{CSharpName.Pascal(variable.Name)} ? \"true\" : \"false\")"
            : $"Axis<{_name}Cell>.Number({name}, {property})";
    }

    /// <summary>All cells, as a query over the lists of the grid.</summary>
    public string Query()
    {
        var lines = new List<string>();
        var names = new LocalNames();
        var locals = new Dictionary<GridSymbol, string>();
        foreach (var grid in _protocol.Grid)
        {
            var symbols = grid.Symbols.Select(s => locals[s] = names.Take(s.Name)).ToList();
            if (symbols.Count == 1)
            {
                lines.Add($"from {symbols[0]} in {List(grid)}");
            }
            else
            {
                var pair = names.Take("values");
                lines.Add($"from {pair} in {List(grid)}");
                lines.AddRange(symbols.Select((s, i) => $"let {s} = {pair}.Item{CSharpText.Number(i + 1)}"));
            }

            if (grid.Condition is { } condition)
                lines.Add($"where {HostCode.Of(condition, input => input is GridInput g ? Code.Primary(locals[g.Variable]) : LeafCode.Host(input))}");
        }

        lines.Add($"select new {_name}Cell({string.Join(", ", Variables.Select(v => locals[v]))})");
        return ".. " + string.Join("\n   ", lines);
    }

    private string List(LoweredGrid grid)
    {
        if (grid.IsReplicates)
            return $"Enumerable.Range(1, {CSharpText.Number(grid.Labels.Length)})";
        var items = grid.Values.Select((values, i) =>
            values.Length == 1 ? Value(grid, i, 0) : "(" + string.Join(", ", values.Select((_, j) => Value(grid, i, j))) + ")");
        return $"new[] {{ {string.Join(", ", items)} }}";
    }

    private string Value(LoweredGrid grid, int value, int symbol) => IsChoice(grid.Symbols[symbol])
        ? $"{TypeOf(grid.Symbols[symbol])}.{Member(grid.Symbols[symbol], grid.Labels[value][symbol])}"
        : IsBoolean(grid.Symbols[symbol])
            ? HostCode.Of(((HostArgument)grid.Values[value][symbol]).Value).Text
            : AsDouble(HostCode.Of(((HostArgument)grid.Values[value][symbol]).Value).Text);

    private static string AsDouble(string number) => number.All(c => char.IsDigit(c) || c == '-') ? number + ".0" : number;

    private bool IsBoolean(GridSymbol variable)
    {
        var grid = _protocol.Grid.First(g => g.Symbols.Contains(variable));
        return grid.Values.Length > 0 && grid.Values[0][grid.Symbols.IndexOf(variable)] is HostArgument { Value.Element: ElementKind.Bool };
    }

    private static bool IsChoice(LoweredGrid grid, int symbol) => !grid.IsReplicates && grid.Values.Any(v => v[symbol] is not HostArgument);
}
