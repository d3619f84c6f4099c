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
            Operator.Remainder =>
            [
                ForFirst(() => gradient),
                y.Operation is NumberOperation ? null : ForSecond(() => graph.Multiply(gradient, graph.Divide(graph.Subtract(node, x), y))),
            ],
            Operator.Power =>
            [
                ForFirst(() => graph.Multiply(gradient, graph.Multiply(y, graph.Power(x, graph.Subtract(y, graph.One))))),
                y.Operation is NumberOperation ? null : ForSecond(() => graph.Multiply(gradient, graph.Multiply(node, graph.Logarithm(x)))),
            ],
            _ => [.. node.Inputs.Select(_ => (Node?)null)],
        };
    }

    public override bool IsAffine(IReadOnlyList<bool> moving) => Operator switch
    {
        Operator.Add or Operator.Subtract or Operator.Negate => true,
        Operator.Multiply => !(moving[0] && moving[1]),
        Operator.Divide => !moving[1],
        _ => false,
    };
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

    public override bool IsAffine(IReadOnlyList<bool> moving) => !moving[0];
}

/// <summary>The derivative rule of a <see cref="CallOperation"/>, as the prelude states it: gradients of the inputs, null for an input
/// without one.</summary>
public delegate IReadOnlyList<Node?> PullbackRule(ImmutableArray<Node> inputs, Node gradient, GraphBuilder graph);

/// <summary>A line <c>Slope x + Offset</c>, element by element.</summary>
public sealed record Line(Node Slope, Node Offset);

/// <summary>The prelude's <c>range</c>: of the inputs before the last one, and of the interval of the last, the interval of the
/// value.</summary>
public delegate Interval RangeRule(ImmutableArray<Node> parameters, Interval input, GraphBuilder graph);

/// <summary>The prelude's <c>relaxation</c>: the line below and the line above on the interval of the last input.</summary>
public delegate (Line Lower, Line Upper) LinesRule(ImmutableArray<Node> parameters, Interval input, Node position, GraphBuilder graph);

/// <summary>The prelude's <c>start</c>: where the free parameter of its lines starts.</summary>
public delegate Node StartRule(ImmutableArray<Node> parameters, Interval input, GraphBuilder graph);

/// <summary>The prelude's <c>equal</c>: the same value in terms that have tighter bounds.</summary>
public delegate Node ExpansionRule(ImmutableArray<Node> inputs, GraphBuilder graph);

/// <summary>How the prelude bounds a function; each rule is null where it states none.</summary>
public sealed record BoundRules(RangeRule? Range, LinesRule? Lines, StartRule? Start, ExpansionRule? Expansion);

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

    /// <summary>How the prelude bounds it; null where it does not say.</summary>
    public BoundRules? Bounds { get; init; }

    public override bool LacksDerivative => Rule is null && Element == ElementKind.Float;

    internal override NodeType Infer(ImmutableArray<Node> inputs) =>
        inputs.Length > 0 && inputs.All(i => i.IsHost) && Shape.Count == 0
            ? NodeType.Host(Element)
            : new(Shapes.UnionAxes(inputs), Shape.ToImmutableArray(), Element);

    public override IReadOnlyList<Node?> Pullback(Node node, Node gradient, GraphBuilder graph) =>
        Rule is null
            ? base.Pullback(node, gradient, graph)
            : [.. Rule(node.Inputs, gradient, graph).Select((g, i) => g is null ? null : graph.Fit(g, node.Inputs[i], node))];

    public override Interval? Range(Node node, IReadOnlyList<Interval> inputs, GraphBuilder graph) =>
        StandingStill(inputs) is { } fixedInputs ? Bounds?.Range?.Invoke(fixedInputs, inputs[inputs.Count - 1], graph) : null;

    public override Relaxation? Relax(Node node, IReadOnlyList<Interval> inputs, Node position, GraphBuilder graph)
    {
        if (StandingStill(inputs) is not { } fixedInputs || Bounds?.Lines is not { } rule)
            return null;
        var lines = rule(fixedInputs, inputs[inputs.Count - 1], position, graph);
        Plane Over(Line line) => new(fixedInputs.Select(_ => (Node?)null).Append(line.Slope).ToImmutableArray(), line.Offset);
        return new(Over(lines.Lower), Over(lines.Upper));
    }

    public override Node? Position(Node node, IReadOnlyList<Interval> inputs, GraphBuilder graph) =>
        StandingStill(inputs) is { } fixedInputs ? Bounds?.Start?.Invoke(fixedInputs, inputs[inputs.Count - 1], graph) : null;

    /// <summary>All inputs but the last, which is the one that the prelude's rules bound; null if one of them moves.</summary>
    private static ImmutableArray<Node>? StandingStill(IReadOnlyList<Interval> inputs)
    {
        var parameters = inputs.Take(inputs.Count - 1).ToList();
        return parameters.All(p => p.Low == p.High) ? parameters.Select(p => p.Low).ToImmutableArray() : null;
    }

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
