using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Generators.Emission;

/// <summary>Operators on numbers that C# computes: parameters, present values of schedules, grid values.</summary>
internal static class HostArithmetic
{
    public static Code Of(Operator @operator, Node node, IReadOnlyList<Code> inputs) =>
        @operator == Operator.Negate ? Code.Unary("-", inputs[0])
        : @operator == Operator.Divide && WholeNumbers(node) ? Plain(@operator, new Code($"(double){inputs[0].At(Precedence.Unary)}", Precedence.Unary), inputs[1])
        : Plain(@operator, inputs[0], inputs[1]);

    /// <summary>An operator with two operands that have its type already.</summary>
    public static Code Plain(Operator @operator, Code left, Code right) => @operator switch
    {
        Operator.Add => Code.Binary(left, "+", right, Precedence.Additive),
        Operator.Subtract => Code.Binary(left, "-", right, Precedence.Additive),
        Operator.Multiply => Code.Binary(left, "*", right, Precedence.Multiplicative),
        Operator.Divide => Code.Binary(left, "/", right, Precedence.Multiplicative),
        Operator.Remainder => Code.Call("Elementwise.Remainder", left.Text, right.Text),
        Operator.Power => Code.Call("Math.Pow", left.Text, right.Text),
        Operator.Equal => Code.Binary(left, "==", right, Precedence.Equality),
        Operator.NotEqual => Code.Binary(left, "!=", right, Precedence.Equality),
        Operator.Less => Code.Binary(left, "<", right, Precedence.Relational),
        Operator.LessOrEqual => Code.Binary(left, "<=", right, Precedence.Relational),
        Operator.Greater => Code.Binary(left, ">", right, Precedence.Relational),
        Operator.GreaterOrEqual => Code.Binary(left, ">=", right, Precedence.Relational),
        Operator.And => Code.Binary(left, "&&", right, Precedence.And),
        Operator.Or => Code.Binary(left, "||", right, Precedence.Or),
        _ => throw new InvalidOperationException($"No C# for the operator {@operator}."),
    };

    /// <summary>A quotient of integers that is a float: C# would cut it off.</summary>
    private static bool WholeNumbers(Node node) => node.Element == ElementKind.Float && node.Inputs.All(i => i.Element == ElementKind.Int);
}
