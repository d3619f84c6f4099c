using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Binding;

/// <summary>The cells of a protocol's grid: all combinations of its values that meet its conditions, replicates apart.</summary>
internal sealed class GridCells
{
    /// <summary>Larger grids are counted, not enumerated, and only where no condition thins them.</summary>
    private const long MostEnumerated = 100_000;

    private readonly IReadOnlyList<BoundGrid> _axes;
    private readonly IReadOnlyList<BoundGrid> _all;

    public GridCells(IReadOnlyList<BoundGrid> grid)
    {
        _all = grid;
        _axes = grid.Where(g => !g.IsReplicates).ToList();
    }

    private long Combinations => _axes.Aggregate(1L, (product, g) => Math.Min(product * g.Values.Length, int.MaxValue));

    /// <summary>The number of cells, replicates included.</summary>
    public int Count()
    {
        var replicates = _all.Where(g => g.IsReplicates).Aggregate(1L, (product, g) => product * g.Values.Length);
        var cells = _axes.Any(g => g.Condition is not null) && Combinations <= MostEnumerated ? Assignments().Count() : Combinations;
        return (int)Math.Min(cells * replicates, int.MaxValue);
    }

    /// <summary>Whether some cell meets the condition; null where that cannot be decided at compile time.</summary>
    public bool? Any(BoundExpression condition)
    {
        if (Combinations > MostEnumerated)
            return null;
        var undecided = false;
        foreach (var cell in Assignments())
        {
            switch (Evaluate(condition, cell))
            {
                case true:
                    return true;
                case not bool:
                    undecided = true;
                    break;
            }
        }

        return undecided ? null : false;
    }

    /// <summary>Whether some cell has these values and may meet the condition.</summary>
    public bool Any(IReadOnlyCollection<BoundSelection> selections, BoundExpression? condition) =>
        Combinations > MostEnumerated || Assignments().Any(cell =>
            selections.All(s => ReferenceEquals(cell[s.Variable], ValueOf(s))) && (condition is null || Evaluate(condition, cell) is not false));

    /// <summary>How many combinations of these variables' values there are in cells that may meet the condition.</summary>
    public int Count(IReadOnlyCollection<GridSymbol> of, BoundExpression? condition) => Combinations > MostEnumerated
        ? of.Count == 0 ? 1 : int.MaxValue
        : Assignments().Where(cell => condition is null || Evaluate(condition, cell) is not false)
            .Select(cell => string.Join("\n", _axes.SelectMany(a => a.Symbols).Where(of.Contains).Select(s => ConstantText.Of(cell[s]) ?? cell[s].Span.ToString())))
            .Distinct().Count();

    private BoundExpression ValueOf(BoundSelection selection)
    {
        var axis = _axes.First(a => a.Symbols.Contains(selection.Variable));
        return axis.Values[selection.ValueIndex][axis.Symbols.IndexOf(selection.Variable)];
    }

    /// <summary>Whether a grid's own condition can be decided from the values of the grid.</summary>
    public bool IsDecidable(BoundExpression condition) =>
        Combinations > MostEnumerated || Assignments().Take(1).All(cell => Evaluate(condition, cell) is bool);

    private IEnumerable<Dictionary<Symbol, BoundExpression>> Assignments()
    {
        var indices = new int[_axes.Count];
        if (_axes.Any(a => a.Values.IsEmpty))
            yield break;
        while (true)
        {
            var cell = new Dictionary<Symbol, BoundExpression>();
            for (var i = 0; i < _axes.Count; i++)
            {
                for (var j = 0; j < _axes[i].Symbols.Length; j++)
                    cell[_axes[i].Symbols[j]] = _axes[i].Values[indices[i]][j];
            }

            if (_axes.All(a => a.Condition is null || Evaluate(a.Condition, cell) is not false))
                yield return cell;
            var axis = _axes.Count - 1;
            while (axis >= 0 && ++indices[axis] == _axes[axis].Values.Length)
                indices[axis--] = 0;
            if (axis < 0)
                yield break;
        }
    }

    /// <summary>A value that is neither a number nor a bool nor a text, as its <see cref="ConstantText"/>.</summary>
    private sealed record Other(string Text);

    /// <summary>The value as a number, a bool, a text or something else; null where it is not known.</summary>
    private static object? Evaluate(BoundExpression expression, Dictionary<Symbol, BoundExpression> cell) => expression switch
    {
        BoundBoolean boolean => boolean.Value,
        BoundText text => text.Value,
        BoundName { Symbol: var symbol } when cell.TryGetValue(symbol, out var value) => Evaluate(value, cell),
        BoundOperation { Operands.Length: 2 } operation when Operate(operation, cell) is { } result => result,
        _ when Constants.Decimal(expression) is { } number => number,
        _ when ConstantText.Of(expression) is { } text => new Other(text),
        _ => null,
    };

    private static object? Operate(BoundOperation operation, Dictionary<Symbol, BoundExpression> cell)
    {
        var (left, right) = (Evaluate(operation.Operands[0], cell), Evaluate(operation.Operands[1], cell));
        return (operation.Operator, left, right) switch
        {
            (Operator.And, false, _) or (Operator.And, _, false) => false,
            (Operator.Or, true, _) or (Operator.Or, _, true) => true,
            (Operator.And, true, true) => true,
            (Operator.Or, false, false) => false,
            (Operator.Equal, not null, not null) => Equals(left, right),
            (Operator.NotEqual, not null, not null) => !Equals(left, right),
            (Operator.Less, ExactDecimal a, ExactDecimal b) => a.CompareTo(b) < 0,
            (Operator.LessOrEqual, ExactDecimal a, ExactDecimal b) => a.CompareTo(b) <= 0,
            (Operator.Greater, ExactDecimal a, ExactDecimal b) => a.CompareTo(b) > 0,
            (Operator.GreaterOrEqual, ExactDecimal a, ExactDecimal b) => a.CompareTo(b) >= 0,
            (Operator.Add, ExactDecimal a, ExactDecimal b) => a + b,
            (Operator.Subtract, ExactDecimal a, ExactDecimal b) => a - b,
            (Operator.Multiply, ExactDecimal a, ExactDecimal b) => a * b,
            _ => null,
        };
    }
}
