using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Lowering.Ir.Operations;

/// <summary>An operator of the language, elementwise: axes are united, core shapes are equal or empty. Host where all operands
/// are.</summary>
public sealed record ArithmeticOperation(Operator Operator) : Operation
{
    public override string Name => Operator.ToString().ToLowerInvariant();

    public bool IsComparison => Operator is >= Operator.Equal and <= Operator.GreaterOrEqual;

    public bool IsLogical => Operator is Operator.And or Operator.Or;

    internal override NodeType Infer(ImmutableArray<Node> inputs) =>
        Shapes.Elementwise(inputs, IsComparison || IsLogical ? ElementKind.Bool : Shapes.Promote(inputs));

    public override IReadOnlyList<Node?> Pullback(Node node, Node gradient, GraphBuilder graph)
    {
        var x = node.Inputs[0];
        var y = node.Inputs.Length > 1 ? node.Inputs[1] : x;
        Node? ForFirst(Func<Node> contribution) => x.Element == ElementKind.Float ? graph.Fit(contribution(), x, node) : null;
        Node? ForSecond(Func<Node> contribution) => y.Element == ElementKind.Float ? graph.Fit(contribution(), y, node) : null;
        return Operator switch
        {
            Operator.Add => [ForFirst(() => gradient), ForSecond(() => gradient)],
            Operator.Subtract => [ForFirst(() => gradient), ForSecond(() => graph.Negate(gradient))],
            Operator.Negate => [ForFirst(() => graph.Negate(gradient))],
            Operator.Multiply => [ForFirst(() => graph.Multiply(gradient, y)), ForSecond(() => graph.Multiply(gradient, x))],
            Operator.Divide =>
            [
                ForFirst(() => graph.Divide(gradient, y)),
                ForSecond(() => graph.Negate(graph.Divide(graph.Multiply(gradient, node), y))),
            ],
            Operator.Remainder => [ForFirst(() => gradient), null],
            Operator.Power =>
            [
                ForFirst(() => graph.Multiply(gradient, graph.Multiply(y, graph.Power(x, graph.Subtract(y, graph.One))))),
                y.Operation is NumberOperation ? null : ForSecond(() => graph.Multiply(gradient, graph.Multiply(node, graph.Logarithm(x)))),
            ],
            _ => [.. node.Inputs.Select(_ => (Node?)null)],
        };
    }
}

/// <summary><c>condition ? first : second</c>, elementwise.</summary>
public sealed record SelectOperation : Operation
{
    public override string Name => "select";

    internal override NodeType Infer(ImmutableArray<Node> inputs) =>
        inputs[0].Element == ElementKind.Bool
            ? Shapes.Elementwise(inputs, Shapes.Promote(inputs.RemoveAt(0)))
            : throw new InvalidGraphException("The condition of a select is no bool.");

    public override IReadOnlyList<Node?> Pullback(Node node, Node gradient, GraphBuilder graph)
    {
        var (condition, first, second) = (node.Inputs[0], node.Inputs[1], node.Inputs[2]);
        return
        [
            null,
            first.Element == ElementKind.Float ? graph.Fit(graph.Select(condition, gradient, graph.Zero), first, node) : null,
            second.Element == ElementKind.Float ? graph.Fit(graph.Select(condition, graph.Zero, gradient), second, node) : null,
        ];
    }
}

/// <summary>The derivative rule of a <see cref="CallOperation"/>, as the prelude states it: gradients of the inputs, null for an input
/// without one.</summary>
public delegate IReadOnlyList<Node?> PullbackRule(ImmutableArray<Node> inputs, Node gradient, GraphBuilder graph);

/// <summary>
/// A runtime member of the prelude on tensors (or, where all inputs are host scalars, on numbers). It acts on core dimensions that are
/// the last ones: whatever leads is batched.
/// </summary>
/// <param name="Member">Relative to <c>MLSpec.Runtime.</c>: <c>Nn.Elementwise.Relu</c>.</param>
/// <param name="Shape">The core shape of the result.</param>
/// <param name="Rule">The prelude's <c>gradient</c>; null where it states none.</param>
public sealed record CallOperation(string Member, EquatableList<Extent> Shape, ElementKind Element, PullbackRule? Rule) : Operation
{
    public override string Name => Member;

    /// <summary>Whether the member is the user's own: then <see cref="Member"/> is the name of the <c>extern</c>, a partial method of the
    /// generated class.</summary>
    public bool IsExtern { get; init; }

    public override bool LacksDerivative => Rule is null && Element == ElementKind.Float;

    internal override NodeType Infer(ImmutableArray<Node> inputs) =>
        inputs.Length > 0 && inputs.All(i => i.IsHost) && Shape.Count == 0
            ? NodeType.Host(Element)
            : new(Shapes.UnionAxes(inputs), Shape.ToImmutableArray(), Element);

    public override IReadOnlyList<Node?> Pullback(Node node, Node gradient, GraphBuilder graph) =>
        Rule is null
            ? base.Pullback(node, gradient, graph)
            : [.. Rule(node.Inputs, gradient, graph).Select((g, i) => g is null ? null : graph.Fit(g, node.Inputs[i], node))];

    public bool Equals(CallOperation? other) =>
        other is not null && Member == other.Member && IsExtern == other.IsExtern && Shape.Equals(other.Shape) && Element == other.Element;

    public override int GetHashCode() => unchecked((StringComparer.Ordinal.GetHashCode(Member) * 397) ^ Shape.GetHashCode());
}

/// <summary>An int or a bool as a float.</summary>
public sealed record ToFloatOperation : Operation
{
    public override string Name => "to_float";

    internal override NodeType Infer(ImmutableArray<Node> inputs) => inputs[0].Type with { Element = ElementKind.Float };
}

/// <summary>The value, without a derivative.</summary>
public sealed record StopGradientOperation : Operation
{
    public override string Name => "stop_gradient";

    internal override NodeType Infer(ImmutableArray<Node> inputs) => inputs[0].Type;
}
