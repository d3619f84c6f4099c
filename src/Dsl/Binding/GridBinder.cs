using System.Collections.Immutable;
using System.Globalization;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

/// <summary>Binds the <c>for</c> lines of a protocol: their values and labels are known at compile time.</summary>
internal sealed class GridBinder(SourceText source, Inference inference, ExpressionBinder expressions)
{
    private const int MostReplicates = 10_000;

    private DiagnosticBag Diagnostics => inference.Diagnostics;

    public BoundGrid Bind(GridItem syntax, IReadOnlyList<BoundGrid> above, ref Scope scope)
    {
        expressions.ReportBoundTwice([syntax.Variable]);
        return syntax.IsReplicates ? BindReplicates(syntax, above, ref scope) : BindValues(syntax, ref scope);
    }

    private BoundGrid BindReplicates(GridItem syntax, IReadOnlyList<BoundGrid> above, ref Scope scope)
    {
        var bound = expressions.Infer(syntax.Domain, scope);
        var count = Constants.Int(bound) ?? 0;
        if (count is <= 0 or > MostReplicates && bound is not BoundError)
        {
            Diagnostics.Report(
                ExperimentDiagnostics.Replicates,
                syntax.Domain.Span,
                count <= 0 ? "The number of replicates is a whole number above zero." : $"There are at most {MostReplicates} replicates.");
            count = Math.Min(count, MostReplicates);
        }

        if (above.Any(g => g.IsReplicates))
            Diagnostics.Report(
                ExperimentDiagnostics.ReplicatesTwice,
                syntax.Span,
                "Statistics resample one axis of replicates, and this is the second.",
                "remove one of them.");
        var type = new IntType(Unit.One);
        var symbols = Names(syntax.Variable).Take(1).Select(n => Declare(n, type, true)).ToImmutableArray();
        foreach (var symbol in symbols)
            scope = scope.With(symbol);
        var values = Enumerable.Range(0, Math.Max(count, 0)).Select(i => ExactDecimal.FromInt(i)).ToList();
        return new BoundGrid(
            symbols,
            values.Select(v => ImmutableArray.Create<BoundExpression>(new BoundNumber(v, type, syntax.Domain.Span))).ToImmutableArray(),
            values.Select(v => ImmutableArray.Create(v.ToString())).ToImmutableArray(),
            true,
            null,
            syntax.Span);
    }

    private BoundGrid BindValues(GridItem syntax, ref Scope scope)
    {
        var names = Names(syntax.Variable).ToList();
        var types = names.Select(_ => inference.Fresh()).ToList();
        var rows = Rows(syntax.Domain, names.Count, types, scope);
        var symbols = names.Select((n, i) => Declare(n, types[i], false)).ToImmutableArray();
        foreach (var symbol in symbols)
            scope = scope.With(symbol);
        foreach (var twice in rows.GroupBy(r => string.Join(", ", r.Select(v => v.Label))).Where(g => g.Count() > 1))
            Diagnostics.Report(
                ExperimentDiagnostics.GridDuplicate,
                twice.Last()[0].Value.Span,
                $"The value {twice.Key} stands twice on the grid.",
                "remove one of them.");
        var condition = syntax.Condition is { } where ? expressions.Check(where, new BoolType(), scope) : null;
        return new BoundGrid(
            symbols,
            rows.Select(r => r.Select(v => v.Value).ToImmutableArray()).ToImmutableArray(),
            rows.Select(r => r.Select(v => v.Label).ToImmutableArray()).ToImmutableArray(),
            false,
            condition,
            syntax.Span);
    }

    /// <summary>The values, each with one expression and label for every name.</summary>
    private List<List<(BoundExpression Value, string Label)>> Rows(Expression domain, int width, List<Type> types, Scope scope)
    {
        if (domain is ListExpression list)
        {
            return list.Items
                .Select(item => Parts(item, width))
                .Where(parts => parts is not null)
                .Select(parts => parts!.Select((p, i) => Value(p, types[i], scope)).ToList())
                .ToList();
        }

        var bound = expressions.Infer(domain, scope);
        while (bound is BoundName { Symbol: GlobalSymbol { Declaration: BoundLet let } })
            bound = let.Value;
        var items = bound switch
        {
            BoundRange range => range.Values.Select(v => (Value: Item(range, v), Label: v.ToString())).ToList(),
            BoundList { Items: var values } => values.Select((v, i) => (Value: v, Label: LabelOf(v, i))).ToList(),
            _ => null,
        };
        if (items is null || width != 1)
        {
            if (bound is not BoundError)
                Diagnostics.Report(
                    ExperimentDiagnostics.GridNotConstant,
                    domain.Span,
                    "The values of a grid are known at compile time: a list or a range.",
                    "write the list out: `[a; b; c]`.");
            return [];
        }

        if (items.Count > 0)
            inference.Unify(types[0], items[0].Value.Type, domain.Span);
        return items.Select(i => new List<(BoundExpression, string)> { i }).ToList();
    }

    private IReadOnlyList<Expression>? Parts(Expression item, int width)
    {
        if (width == 1)
            return [item];
        if (item is TupleExpression tuple && tuple.Items.Length == width)
            return tuple.Items;
        Diagnostics.Report(
            ExperimentDiagnostics.GridNotConstant,
            item.Span,
            $"Each value of this grid is a tuple with {Words.Count(width, "part")}.");
        return null;
    }

    private (BoundExpression Value, string Label) Value(Expression syntax, Type type, Scope scope)
    {
        var bound = expressions.Check(syntax, type, scope);
        return (bound, EstimateBinder.OneLine(source[syntax.Span]));
    }

    private static BoundExpression Item(BoundRange range, ExactDecimal value) =>
        new BoundNumber(value, Arrays.Split(range.Type).Element, range.Span);

    private static string LabelOf(BoundExpression value, int index) => value switch
    {
        BoundNumber number => number.Value.ToString(),
        BoundText text => text.Value,
        BoundName name => name.Symbol.Name,
        _ => (index + 1).ToString(CultureInfo.InvariantCulture),
    };

    private GridSymbol Declare(NamePattern name, Type type, bool isReplicates) =>
        new(name.Name, source.Path, name.Span, isReplicates) { Scheme = TypeScheme.Of(type) };

    private static IEnumerable<NamePattern> Names(Pattern pattern) => pattern switch
    {
        NamePattern name => [name],
        TuplePattern tuple => tuple.Items.SelectMany(Names),
        _ => [],
    };
}
