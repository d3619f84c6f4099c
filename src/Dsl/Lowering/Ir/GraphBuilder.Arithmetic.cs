using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Lowering.Ir;

public sealed partial class GraphBuilder
{
    /// <summary>An operator of the language applied to one or two operands.</summary>
    public Node Apply(Operator op, Node x, Node? y = null) => op switch
    {
        Operator.Negate => Negate(x),
        Operator.Add => Add(x, y!),
        Operator.Subtract => Subtract(x, y!),
        Operator.Multiply => Multiply(x, y!),
        Operator.Divide => Divide(x, y!),
        Operator.Power => Power(x, y!),
        Operator.Remainder => Elementwise(op, x, y!),
        Operator.And => And(x, y!),
        Operator.Or => Or(x, y!),
        _ => Compare(op, x, y!),
    };

    public Node Add(Node x, Node y)
    {
        (x, y) = SameElement(x, y);
        if (Fold(x, y, static (a, b) => a + b) is { } folded)
            return folded;
        if (Shapes.IsZero(x))
            return Like(y, x);
        if (Shapes.IsZero(y))
            return Like(x, y);
        if (y.Operation is ArithmeticOperation { Operator: Operator.Negate })
            return Subtract(x, y.Inputs[0]);
        if (x.Operation is ArithmeticOperation { Operator: Operator.Negate })
            return Subtract(y, x.Inputs[0]);
        if (IsPart(x) && y.Axes.IsEmpty)
            return Add(Add(x.Inputs[0], y), x.Inputs[1]);
        return CommonFactor(x, y) is var (a, b, factor) ? Multiply(Add(a, b), factor) : Elementwise(Operator.Add, x, y);
    }

    /// <summary>Whether a sum begins with a product that lacks axes of the rest: a constant is added to that, where it costs less.</summary>
    private static bool IsPart(Node sum) =>
        sum.Operation is ArithmeticOperation { Operator: Operator.Add } && sum.Inputs[0].Operation is ContractOperation
        && sum.Inputs[1].Operation is ContractOperation && sum.Inputs[0].Axes.Length < sum.Axes.Length;

    public Node Subtract(Node x, Node y)
    {
        (x, y) = SameElement(x, y);
        if (Fold(x, y, static (a, b) => a - b) is { } folded)
            return folded;
        if (Shapes.IsZero(y))
            return Like(x, y);
        if (Shapes.IsZero(x))
            return Like(Negate(y), x);
        if (y.Operation is ArithmeticOperation { Operator: Operator.Negate })
            return Add(x, y.Inputs[0]);
        return CommonFactor(x, y) is var (a, b, factor) ? Multiply(Subtract(a, b), factor) : Elementwise(Operator.Subtract, x, y);
    }

    public Node Negate(Node x) => x.Operation switch
    {
        NumberOperation n => Number(-n.Value, n.Element),
        ArithmeticOperation { Operator: Operator.Negate } => x.Inputs[0],
        ArithmeticOperation { Operator: Operator.Subtract } => Subtract(x.Inputs[1], x.Inputs[0]),
        ArithmeticOperation { Operator: Operator.Multiply } when x.Inputs[1].Operation is NumberOperation =>
            Multiply(x.Inputs[0], Negate(x.Inputs[1])),
        BroadcastOperation b => Broadcast(Negate(x.Inputs[0]), b.Dimensions, b.Shape),
        _ => Elementwise(Operator.Negate, x),
    };

    public Node Multiply(Node x, Node y)
    {
        (x, y) = SameElement(x, y);
        if (Fold(x, y, static (a, b) => a * b) is { } folded)
            return folded;
        if (Shapes.IsZero(x) || Shapes.IsZero(y))
            return ZeroLike(x, y);
        if (Repeated(x) is { } one && !y.IsScalar && Repeated(y) is null)
            return Multiply(one, y);
        if (Repeated(y) is { } other && !x.IsScalar && Repeated(x) is null)
            return Multiply(x, other);
        if (x.IsHost && !y.IsHost)
            (x, y) = (y, x);
        if (x.Operation is NumberOperation)
            (x, y) = (y, x);
        if (Shapes.IsLiteral(y, 1))
            return x;
        if (Shapes.IsLiteral(y, -1))
            return Negate(x);
        if (
            y.IsHost && x.Operation is ArithmeticOperation { Operator: Operator.Multiply } && x.Inputs[1].IsHost
                && (!x.IsHost || x.Inputs[1].Operation is NumberOperation))
            return Multiply(x.Inputs[0], Multiply(x.Inputs[1], y));
        if (x.Operation is ArithmeticOperation { Operator: Operator.Negate })
            return Negate(Multiply(x.Inputs[0], y));
        if (y.Operation is ArithmeticOperation { Operator: Operator.Negate })
            return Negate(Multiply(x, y.Inputs[0]));
        return Elementwise(Operator.Multiply, x, y);
    }

    /// <summary>The number that a tensor repeats; null where it is no such tensor.</summary>
    private static Node? Repeated(Node x) => x.Operation is BroadcastOperation && x.Inputs[0].IsScalar ? x.Inputs[0] : null;

    public Node Divide(Node x, Node y)
    {
        if (x.Element == ElementKind.Float || y.Element == ElementKind.Float)
            (x, y) = SameElement(x, y);
        if (Shapes.IsLiteral(y, 1))
            return x;
        if (Shapes.IsLiteral(y, -1))
            return Negate(x);
        if (Shapes.IsZero(x))
            return ZeroLike(x, y);
        if (x.Element == ElementKind.Int && !Shapes.IsZero(y) && Fold(x, y, Quotient) is { } folded)
            return folded;
        return x.Operation is ArithmeticOperation { Operator: Operator.Negate }
            ? Negate(Divide(x.Inputs[0], y))
            : Elementwise(Operator.Divide, x, y);
    }

    public Node Power(Node x, Node y)
    {
        (x, y) = SameElement(x, y);
        return Shapes.IsLiteral(y, 1) ? x
            : Shapes.IsLiteral(y, 0) ? Like(Number(ExactDecimal.FromInt(1), x.Element), x)
            : Shapes.IsLiteral(y, 2) && x.Operation is NumberOperation ? Multiply(x, x)
            : Elementwise(Operator.Power, x, y);
    }

    public Node And(Node x, Node y) =>
        x.Operation is BooleanOperation a ? (a.Value ? y : x)
        : y.Operation is BooleanOperation b ? (b.Value ? x : y)
        : x == y ? x : Elementwise(Operator.And, x, y);

    public Node Or(Node x, Node y) =>
        x.Operation is BooleanOperation a ? (a.Value ? x : y)
        : y.Operation is BooleanOperation b ? (b.Value ? y : x)
        : x == y ? x : Elementwise(Operator.Or, x, y);

    public Node Equal(Node x, Node y) => Compare(Operator.Equal, x, y);

    public Node Greater(Node x, Node y) => Compare(Operator.Greater, x, y);

    public Node Less(Node x, Node y) => Compare(Operator.Less, x, y);

    public Node Compare(Operator op, Node x, Node y)
    {
        (x, y) = SameElement(x, y);
        if (x.Operation is NumberOperation a && y.Operation is NumberOperation b)
        {
            var order = a.Value.CompareTo(b.Value);
            return Boolean(op switch
            {
                Operator.Equal => order == 0,
                Operator.NotEqual => order != 0,
                Operator.Less => order < 0,
                Operator.LessOrEqual => order <= 0,
                Operator.Greater => order > 0,
                Operator.GreaterOrEqual => order >= 0,
                _ => throw new InvalidGraphException("No comparison."),
            });
        }

        return Elementwise(op, x, y);
    }

    /// <summary><paramref name="condition"/> ? <paramref name="first"/> : <paramref name="second"/>, elementwise.</summary>
    public Node Select(Node condition, Node first, Node second)
    {
        (first, second) = SameElement(first, second);
        if (condition.Operation is BooleanOperation b)
            return Like(b.Value ? first : second, b.Value ? second : first);
        if (first == second || (Shapes.IsZero(first) && Shapes.IsZero(second)))
            return Like(first, condition);
        var shape = new[] { condition, first, second }.OrderByDescending(n => n.Shape.Length).First();
        if (TryUnbroadcast([condition, first, second], out var inner))
            return Like(Make(new SelectOperation(), inner), shape);
        return Make(new SelectOperation(), inner);
    }

    private Node Elementwise(Operator op, params Node[] operands)
    {
        var shaped = operands.OrderByDescending(n => n.Shape.Length).First();
        var result = TryUnbroadcast(operands, out var inner)
            ? Like(Apply(op, inner[0], inner.Length > 1 ? inner[1] : null), shaped)
            : Make(new ArithmeticOperation(op), inner);
        return result;
    }

    /// <summary>
    /// Takes repeated scalars as scalars wherever another operand has the whole shape. True where no operand is left that has: then the
    /// operation is one on scalars, to be
    /// repeated afterwards.
    /// </summary>
    private static bool TryUnbroadcast(IReadOnlyList<Node> operands, out Node[] inner)
    {
        inner = operands.Select(o => o.Operation is BroadcastOperation && o.Inputs[0].IsScalar ? o.Inputs[0] : o).ToArray();
        return inner.All(i => i.IsScalar) && operands.Any(o => !o.IsScalar);
    }

    /// <summary>The value with the core shape that an elementwise operation with <paramref name="other"/> would have.</summary>
    private Node Like(Node value, Node other) =>
        value.IsScalar && !other.IsScalar ? Broadcast(value, Enumerable.Range(0, other.Shape.Length), other.Shape) : value;

    private Node ZeroLike(Node x, Node y)
    {
        var shape = x.IsScalar ? y.Shape : x.Shape;
        return Broadcast(Number(ExactDecimal.Zero, Shapes.Promote(ImmutableArray.Create(x, y))), Enumerable.Range(0, shape.Length), shape);
    }

    /// <summary>An integer literal that meets a float is a float.</summary>
    private (Node X, Node Y) SameElement(Node x, Node y) =>
        x.Element == y.Element ? (x, y)
        : x.Operation is NumberOperation a && y.Element == ElementKind.Float ? (Number(a.Value), y)
        : y.Operation is NumberOperation b && x.Element == ElementKind.Float ? (x, Number(b.Value))
        : (x, y);

    /// <summary>Of whole numbers: the remainder is dropped.</summary>
    private static ExactDecimal Quotient(ExactDecimal a, ExactDecimal b) => ExactDecimal.FromInt((int)a.ToDouble() / (int)b.ToDouble());

    private Node? Fold(Node x, Node y, Func<ExactDecimal, ExactDecimal, ExactDecimal> fold) =>
        x.Operation is NumberOperation a && y.Operation is NumberOperation b
            ? Number(fold(a.Value, b.Value), Shapes.Promote(ImmutableArray.Create(x, y)))
            : null;

    /// <summary>x = a h and y = b h for a host scalar h, in tensors: one multiplication instead of two.</summary>
    private (Node A, Node B, Node Factor)? CommonFactor(Node x, Node y)
    {
        if (x.IsHost || y.IsHost)
            return null;
        var (a, h) = HostFactor(x);
        var (b, k) = HostFactor(y);
        return h is null || k is null ? null
            : h == k ? (a, b, h)
            : h == Negate(k) ? (Negate(a), b, k)
            : null;
    }

    private (Node Value, Node? Factor) HostFactor(Node x)
    {
        switch (x.Operation)
        {
            case ArithmeticOperation { Operator: Operator.Multiply } when x.Inputs[1].IsHost:
                return (x.Inputs[0], x.Inputs[1]);
            case ArithmeticOperation { Operator: Operator.Negate } when HostFactor(x.Inputs[0]) is (var value, { } factor):
                return (value, Negate(factor));
            case SpreadOperation s when x.Inputs[0].IsHost && x.Inputs[0].Operation is not NumberOperation:
                return (Spread(One, x.Inputs[1], s.Dimension, s.Extent), x.Inputs[0]);
            default:
                return (x, null);
        }
    }
}
