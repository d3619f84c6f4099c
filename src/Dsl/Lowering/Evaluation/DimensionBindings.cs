using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Lowering.Evaluation;

/// <summary>What the dimension, shape and type variables of a polymorphic type are, found by matching it against values.</summary>
internal sealed record DimensionBindings(
    ImmutableDictionary<int, Extent> Dimensions,
    ImmutableDictionary<int, ImmutableArray<Extent>> Rows,
    ImmutableDictionary<int, NodeType> Types)
{
    public static DimensionBindings Empty { get; } = new(
        ImmutableDictionary<int, Extent>.Empty,
        ImmutableDictionary<int, ImmutableArray<Extent>>.Empty,
        ImmutableDictionary<int, NodeType>.Empty);

    /// <summary>Learns what <paramref name="type"/> leaves open from a value of that type.</summary>
    public DimensionBindings Match(Type type, Value value) => (type, value) switch
    {
        (DimensionType { Dimension: var dimension }, NodeValue { Node.IsHost: true } v) => Match(dimension, GraphBuilder.ToExtent(v.Node)),
        (ArrayType a, NodeValue v) => Match(a, v.Node.Shape, v.Node.Element),
        (ArrayType a, ListValue v) when TypeOf(v) is { } list => Match(a, list.Shape, list.Element),
        (ArrayType { Shape.Rank: 1 } a, ListValue v) => Match(a.Shape.Dimensions[0], new FixedExtent(v.Items.Length)),
        (VariableType t, NodeValue v) => this with { Types = Types.SetItem(t.Id, v.Node.Type) },
        (TupleType t, TupleValue v) =>
            t.Items.Zip(v.Items, (item, part) => (item, part)).Aggregate(this, (b, p) => b.Match(p.item, p.part)),
        (RecordType t, RecordValue v) =>
            t.Fields.Zip(v.Fields, (field, part) => (field.Type, part.Value)).Aggregate(this, (b, p) => b.Match(p.Type, p.Value)),
        _ => this,
    };

    /// <summary>Learns what is still open from the type of a use, whose own variables are known there.</summary>
    public DimensionBindings Match(Type type, Type use, DimensionBindings known, Func<string, Extent?> named) => (type, use) switch
    {
        (VariableType v, _) when Types.ContainsKey(v.Id) => this,
        (VariableType v, _) => known.TypeOf(use, named) is { } item ? this with { Types = Types.SetItem(v.Id, item) } : this,
        (ArrayType a, _) when known.TypeOf(use, named) is { } array => With(Empty.Match(a, array.Shape, array.Element)),
        (ArrayType a, ArrayType b) => Match(a.Element, b.Element, known, named),
        (AppliedType a, AppliedType b) => Match(a.Arguments, b.Arguments, known, named),
        (TupleType a, TupleType b) => Match(a.Items, b.Items, known, named),
        (RecordType a, RecordType b) => Match(a.Fields.Select(f => f.Type), b.Fields.Select(f => f.Type), known, named),
        _ => this,
    };

    private DimensionBindings Match(IEnumerable<Type> types, IEnumerable<Type> uses, DimensionBindings known, Func<string, Extent?> named) =>
        types.Zip(uses, (type, use) => (type, use)).Aggregate(this, (b, p) => b.Match(p.type, p.use, known, named));

    /// <summary>These, and of others what these leave open.</summary>
    private DimensionBindings With(DimensionBindings others) => new(
        Dimensions.AddRange(others.Dimensions.Where(d => !Dimensions.ContainsKey(d.Key))),
        Rows.AddRange(others.Rows.Where(r => !Rows.ContainsKey(r.Key))),
        Types.AddRange(others.Types.Where(t => !Types.ContainsKey(t.Key))));

    /// <summary>The core shape and element of a scalar or tensor type; null for any other type, or where a variable is not known.</summary>
    public NodeType? TypeOf(Type type, Func<string, Extent?> named) => type switch
    {
        FloatType => Scalar(ElementKind.Float),
        IntType or ClassType or DimensionType => Scalar(ElementKind.Int),
        BoolType => Scalar(ElementKind.Bool),
        VariableType v => Types.TryGetValue(v.Id, out var known) ? known : null,
        ArrayType a when TypeOf(a.Element, named) is { } element && ShapeOf(a.Shape, named) is { } shape =>
            element with { Shape = shape.AddRange(element.Shape) },
        _ => null,
    };

    public Extent? ExtentOf(Dimension dimension, Func<string, Extent?> named) => dimension switch
    {
        FixedDimension f => new FixedExtent(f.Value),
        NamedDimension n => named(n.Name),
        VariableDimension v => Dimensions.TryGetValue(v.Id, out var known) ? known : null,
        _ => null,
    };

    /// <summary>Learns the dimensions that formulas over known ones give.</summary>
    public DimensionBindings With(IEnumerable<DimensionConstraint> formulas, Func<string, Extent?> named, GraphBuilder graph) =>
        formulas.Aggregate(this, (known, c) => known.ExtentOf(c.Formula, named, graph) is { } extent ? known.Match(c.Result, extent) : known);

    private Extent? ExtentOf(DimensionFormula formula, Func<string, Extent?> named, GraphBuilder graph)
    {
        switch (formula)
        {
            case DimensionPart part:
                return ExtentOf(part.Dimension, named);
            case DimensionProduct product:
                return ShapeOf(product.Shape, named) is { } shape ? GraphBuilder.ToExtent(graph.Count([], shape)) : null;
            case DimensionOperation operation:
                return ExtentOf(operation.Left, named, graph) is { } left && ExtentOf(operation.Right, named, graph) is { } right
                    ? GraphBuilder.ToExtent(graph.Apply(operation.Operator, graph.Length(left), graph.Length(right)))
                    : null;
            default:
                return null;
        }
    }

    /// <summary>The type of a list of tensors as one; null for a list of anything else.</summary>
    private static NodeType? TypeOf(Value value) => value switch
    {
        NodeValue v => v.Node.Type,
        ListValue { Items.Length: > 0 } v when TypeOf(v.Items[0]) is { } item =>
            item with { Shape = item.Shape.Insert(0, new FixedExtent(v.Items.Length)) },
        _ => null,
    };

    private static NodeType Scalar(ElementKind element) => new(ImmutableArray<Axis>.Empty, ImmutableArray<Extent>.Empty, element);

    private ImmutableArray<Extent>? ShapeOf(Shape shape, Func<string, Extent?> named)
    {
        var extents = ImmutableArray.CreateBuilder<Extent>();
        foreach (var dimension in shape.Dimensions)
        {
            if (dimension is RowDimension row && Rows.TryGetValue(row.Id, out var leading))
                extents.AddRange(leading);
            else if (ExtentOf(dimension, named) is { } extent)
                extents.Add(extent);
            else
                return null;
        }

        return extents.ToImmutable();
    }

    private DimensionBindings Match(ArrayType type, ImmutableArray<Extent> shape, ElementKind element)
    {
        var result = this;
        var leading = type.Shape.HasRow() ? shape.Length - (type.Shape.Rank - 1) : 0;
        if (leading < 0)
            return this;
        if (type.Shape.HasRow())
        {
            var row = (RowDimension)type.Shape.Dimensions[0];
            result = result with { Rows = result.Rows.SetItem(row.Id, shape.RemoveRange(leading, shape.Length - leading)) };
        }

        var rest = type.Shape.Dimensions.Skip(type.Shape.HasRow() ? 1 : 0).ToList();
        for (var i = 0; i < rest.Count && leading + i < shape.Length; i++)
            result = result.Match(rest[i], shape[leading + i]);
        if (type.Element is not VariableType v)
            return result;
        var item = Scalar(element) with { Shape = shape.RemoveRange(0, Math.Min(leading + rest.Count, shape.Length)) };
        return result with { Types = result.Types.SetItem(v.Id, item) };
    }

    private DimensionBindings Match(Dimension dimension, Extent extent) =>
        dimension is VariableDimension v && !Dimensions.ContainsKey(v.Id) ? this with { Dimensions = Dimensions.Add(v.Id, extent) } : this;
}

internal static class ShapeExtensions
{
    public static bool HasRow(this Shape shape) => shape.Rank > 0 && shape.Dimensions[0] is RowDimension;
}
