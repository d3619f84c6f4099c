using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

/// <summary>Lists, ranges, comprehensions and subscripts.</summary>
internal sealed partial class ExpressionBinder
{
    private BoundExpression InferList(ListExpression list, Scope scope, Type? hint)
    {
        if (list.Items.IsEmpty)
        {
            Diagnostics.Report(TypeDiagnostics.EmptyList, list.Span, "A list needs at least one item.");
            return new BoundError(list.Span);
        }

        var item = hint is not null && inference.Head(hint) is ArrayType { Shape: { Rank: > 0, HasRow: false } shape } a
            ? Arrays.Of(a.Element, new Shape(shape.Dimensions.Skip(1).ToEquatableList()))
            : inference.Fresh();
        var items = list.Items.Select(i => Check(i, item, scope)).ToList();
        var result = inference.Fresh();
        inference.Require(new ListConstraint(item, new FixedDimension(items.Count), result, list.Span));
        return new BoundList(items.ToImmutableArray(), result, list.Span);
    }

    private BoundExpression InferRange(RangeExpression range, Scope scope)
    {
        var parts = new[] { range.Start, range.Increment, range.End }.OfType<Expression>().Select(e => Infer(e, scope)).ToList();
        var type = parts[0].Type;
        foreach (var part in parts.Skip(1))
            inference.Unify(type, part.Type, part.Span);
        if (Ranges.Values(parts, range.Span, Diagnostics) is not { } values)
            return new BoundError(range.Span);
        return new BoundRange(values, new ArrayType(type, Shape.Of(new FixedDimension(values.Length))), range.Span);
    }

    private BoundExpression InferComprehension(ComprehensionExpression comprehension, Scope scope)
    {
        var (variable, domain, length, inner) = BindDomain("for", comprehension.Variable, comprehension.Domain, scope);
        var body = Infer(comprehension.Body, inner);
        var result = inference.Fresh();
        inference.Require(new ListConstraint(body.Type, length, result, comprehension.Span));
        return new BoundComprehension(variable, domain, body, result, comprehension.Span);
    }

    private BoundExpression InferIndex(IndexExpression index, Scope scope)
    {
        var target = Infer(index.Target, scope);
        var subscripts = index.Indices.Select(i => BindSubscript(i, scope)).ToList();
        var result = inference.Fresh();
        inference.Require(
            new IndexConstraint(inference.Head(target.Type), subscripts.Select(s => s.Type).ToImmutableArray(), result, index.Span));
        return new BoundIndex(target, subscripts.Select(s => s.Bound).ToImmutableArray(), result, index.Span);
    }

    private (BoundSubscript Bound, SubscriptType Type) BindSubscript(Expression index, Scope scope)
    {
        if (index is not RangeExpression slice)
        {
            var position = Infer(index, scope);
            return (new BoundSubscript(position, null), new SubscriptType(position.Type, null, Constants.Int(position)));
        }

        var start = Check(slice.Start, new IntType(Unit.One), scope);
        var end = Check(slice.End, new IntType(Unit.One), scope);
        var last = Constants.Int(end);
        var kept = Constants.Int(start) is { } first && last >= first
            ? new FixedDimension(last.Value - first + 1)
            : inference.Solver.FreshDimension();
        return (new BoundSubscript(start, end), new SubscriptType(start.Type, kept, last));
    }
}
