using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>A grid variable whose values are named alternatives: a training, a method, a function, a text.</summary>
internal sealed record Choice(GridSymbol Symbol, ImmutableArray<string> Labels, ImmutableArray<string> Members);

/// <summary>How generated code names a protocol's grid: the cells, their properties, the alternatives of those that are no numbers.</summary>
internal sealed class GridCode
{
    private readonly ModuleContext _context;
    private readonly LoweredProtocol _protocol;

    public GridCode(ModuleContext context, LoweredProtocol protocol)
    {
        (_context, _protocol) = (context, protocol);
        Choices = Variables.Where(v => !v.IsReplicates && ValuesOf(v).Any(value => value is not HostArgument)).Select(Choose).ToImmutableArray();
    }

    public ImmutableArray<Choice> Choices { get; }

    public IEnumerable<GridSymbol> Variables => _protocol.Grid.SelectMany(g => g.Symbols);

    /// <summary>The variables that vary apart from these: no replicates, and bound by another <c>for</c>.</summary>
    public IEnumerable<GridSymbol> Apart(IEnumerable<GridSymbol> from) =>
        _protocol.Grid.Where(g => !g.IsReplicates && !g.Symbols.Any(from.Contains)).SelectMany(g => g.Symbols);

    /// <summary>The C# of the replicate of a cell.</summary>
    public string Replicate => Variables.FirstOrDefault(v => v.IsReplicates) is { } replicates ? Coordinate(replicates) : "1";

    public string TypeOf(GridSymbol variable) =>
        variable.IsReplicates ? "int"
        : IsChoice(variable) ? _context.Names[variable]
        : IsBoolean(variable) ? "bool"
        : "double";

    public string AxisType => $"Axis<{_context.Names.Cell(_protocol)}>";

    public string Axis(GridSymbol variable) => _context.Names[variable, "By"];

    public string Measure(MeasureSymbol measure) => _context.Names[measure];

    public string Picture(MeasureSymbol picture) => _context.Names[picture, "Picture"];

    /// <summary><c>cell.Eps</c></summary>
    public string Coordinate(GridSymbol variable) => "cell." + _context.Names.Coordinate(variable);

    public bool IsChoice(GridSymbol variable) => Choices.Any(c => ReferenceEquals(c.Symbol, variable));

    public bool IsBoolean(GridSymbol variable) => !variable.IsReplicates && ValuesOf(variable).FirstOrDefault() is HostArgument { Value.Element: ElementKind.Bool };

    /// <summary>The member of the enumeration for a value as a condition writes it.</summary>
    public string Member(GridSymbol variable, BoundExpression value)
    {
        var grid = _protocol.Grid.First(g => g.Symbols.Contains(variable));
        var index = grid.Symbols.IndexOf(variable);
        var (text, at) = (ConstantText.Of(value), -1);
        for (var i = 0; i < grid.Written.Length && at < 0; i++)
            at = ConstantText.Of(grid.Written[i][index]) == text ? i : at;
        return Member(variable, Labels(variable)[at]);
    }

    private string Member(GridSymbol variable, string label)
    {
        var choice = Choices.First(c => ReferenceEquals(c.Symbol, variable));
        return $"{TypeOf(variable)}.{choice.Members[choice.Labels.IndexOf(label)]}";
    }

    /// <summary>A value of a grid variable, as a constant.</summary>
    public string Constant(BoundSelection selection) => IsChoice(selection.Variable)
        ? Member(selection.Variable, Labels(selection.Variable)[selection.ValueIndex])
        : Number(selection.Variable, ValuesOf(selection.Variable)[selection.ValueIndex]);

    /// <summary>One value for each selection of the grid: a <c>switch</c> over the variables that are selected.</summary>
    public Code Switch(IReadOnlyList<(ImmutableArray<BoundSelection> Selections, string Value)> variants)
    {
        var variables = variants[0].Selections.Select(s => s.Variable).ToList();
        if (variables.Count == 0)
            return Code.Primary(variants[0].Value);
        string Tuple(IEnumerable<string> items) => variables.Count == 1 ? items.First() : $"({string.Join(", ", items)})";
        var arms = variants
            .Select(v => (Pattern: Tuple(v.Selections.Select(Constant)), v.Value))
            .GroupBy(a => a.Pattern, StringComparer.Ordinal)
            .Select(g => g.First())
            .ToList();
        var isComplete = variables.All(IsBoolean) && arms.Count == 1 << variables.Count;
        return new Code(
            $"{Tuple(variables.Select(Coordinate))} switch\n{{\n"
            + string.Concat(arms.Select(a => $"    {a.Pattern} => {Method.Continued(a.Value)},\n"))
            + (isComplete ? "" : "    _ => throw new UnreachableException(),\n")
            + "}",
            Precedence.Relational);
    }

    public string AxisDefinition(GridSymbol variable)
    {
        var axis = AxisType;
        var (name, coordinate) = (CSharpText.Literal(variable.Name), Coordinate(variable));
        return variable.IsReplicates ? $"{axis}.Replicates({name}, cell => {coordinate})"
            : IsChoice(variable) ? $"{axis}.Text({name}, cell => Label({coordinate}))"
            : IsBoolean(variable) ? $"{axis}.Text({name}, cell => {coordinate} ? \"true\" : \"false\")"
            : $"{axis}.Number({name}, cell => {coordinate})";
    }

    /// <summary>All cells, as a query over the lists of the grid; a single one where there is none.</summary>
    public string Query()
    {
        if (_protocol.Grid.IsEmpty)
            return "default";
        var lines = new List<string>();
        var names = _context.Names.Locals();
        var locals = Variables.ToDictionary(v => v, v => names.Take(v.Name));
        foreach (var grid in _protocol.Grid)
        {
            if (grid.Symbols.Length == 1)
            {
                lines.Add($"from {locals[grid.Symbols[0]]} in {List(grid)}");
            }
            else
            {
                var tuple = names.Take("values");
                lines.Add($"from {tuple} in {List(grid)}");
                lines.AddRange(grid.Symbols.Select((s, i) => $"let {locals[s]} = {tuple}.Item{CSharpText.Number(i + 1)}"));
            }

            if (grid.Condition is { } condition)
                lines.Add($"where {_context.Host.Of(condition, input => input is GridInput g ? Code.Primary(locals[g.Variable]) : _context.Host.Leaf(input))}");
        }

        lines.Add($"select new {_context.Names.Cell(_protocol)}({string.Join(", ", Variables.Select(v => locals[v]))})");
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

    private string Value(LoweredGrid grid, int value, int symbol) => Constant(new BoundSelection(grid.Symbols[symbol], value, grid.Labels[value][symbol]));

    private string Number(GridSymbol variable, PartArgument value)
    {
        var text = _context.Host.Of(((HostArgument)value).Value).Text;
        return !IsBoolean(variable) && text.All(c => char.IsDigit(c) || c == '-') ? text + ".0" : text;
    }

    private ImmutableArray<PartArgument> ValuesOf(GridSymbol variable)
    {
        var grid = _protocol.Grid.First(g => g.Symbols.Contains(variable));
        return grid.Values.Select(v => v[grid.Symbols.IndexOf(variable)]).ToImmutableArray();
    }

    /// <summary>How tables name the values: a text by itself, without quotes.</summary>
    private ImmutableArray<string> Labels(GridSymbol variable)
    {
        var grid = _protocol.Grid.First(g => g.Symbols.Contains(variable));
        var index = grid.Symbols.IndexOf(variable);
        return grid.Values
            .Select((v, i) => v[index] is TextArgument text && grid.Labels[i][index].StartsWith("\"", StringComparison.Ordinal) ? text.Value : grid.Labels[i][index])
            .ToImmutableArray();
    }

    private Choice Choose(GridSymbol variable)
    {
        var labels = Labels(variable).Distinct().ToImmutableArray();
        var scope = NameScope.OfMembers([]);
        return new Choice(variable, labels, labels.Select(scope.Take).ToImmutableArray());
    }
}
