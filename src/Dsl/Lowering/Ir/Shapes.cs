using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Ir;

/// <summary>Axes and core shapes of results.</summary>
internal static class Shapes
{
    public static ImmutableArray<Axis> UnionAxes(IEnumerable<Node> nodes) =>
        nodes.SelectMany(n => n.Axes).Distinct().OrderBy(a => a).ToImmutableArray();

    /// <summary>Bool, int or float: the widest of the elements.</summary>
    public static ElementKind Promote(ImmutableArray<Node> nodes) =>
        nodes.Any(n => n.Element == ElementKind.Float) ? ElementKind.Float
        : nodes.Any(n => n.Element == ElementKind.Int) ? ElementKind.Int
        : ElementKind.Bool;

    /// <summary>The type of an elementwise result: core shapes are equal or empty.</summary>
    public static NodeType Elementwise(ImmutableArray<Node> inputs, ElementKind element)
    {
        var shape = inputs.Select(i => i.Shape).OrderByDescending(s => s.Length).First();
        Require(inputs.All(i => i.IsScalar || i.Shape.SequenceEqual(shape)), "Elementwise operands differ in shape.");
        return inputs.All(i => i.IsHost) ? NodeType.Host(element) : new(UnionAxes(inputs), shape, element);
    }

    /// <summary>The number that an extent is; an extent that only parameters decide cannot be joined or cut.</summary>
    public static int Fixed(Extent extent) =>
        extent is FixedExtent f
            ? f.Value
            : throw new InvalidGraphException("A dimension that is to be cut or joined is not known when compiling.");

    public static void Require(bool condition, string message)
    {
        if (!condition)
            throw new InvalidGraphException(message);
    }

    /// <summary>Whether every item is the literal zero.</summary>
    public static bool IsZero(Node node) => node.Operation switch
    {
        NumberOperation n => n.Value.Digits.IsZero,
        BroadcastOperation => IsZero(node.Inputs[0]),
        _ => false,
    };

    public static bool IsLiteral(Node node, int value) =>
        node.Operation is NumberOperation n && n.Value == Syntax.ExactDecimal.FromInt(value);
}
