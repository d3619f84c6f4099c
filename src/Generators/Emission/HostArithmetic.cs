using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Generators.Emission;

/// <summary>Operators on numbers that C# computes: parameters, present values of schedules, grid values.</summary>
internal static class HostArithmetic
{
    public static Code Of(Operator @operator, Node node, IReadOnlyList<Code> inputs) => @operator switch
    {
        Operator.Add => Code.Binary(inputs[0], "+", inputs[1], Precedence.Additive),
        Operator.Subtract => Code.Binary(inputs[0], "-", inputs[1], Precedence.Additive),
        Operator.Multiply => Code.Binary(inputs[0], "*", inputs[1], Precedence.Multiplicative),
        Operator.Divide => Code.Binary(WholeNumbers(node) ? Code.Primary($"(double){inputs[0].At(Precedence.Unary)}") : inputs[0], "/", inputs[1], Precedence.Multiplicative),
        Operator.Remainder => Code.Binary(inputs[0], "%", inputs[1], Precedence.Multiplicative),
        Operator.Power => Code.Call("Math.Pow", inputs[0].Text, inputs[1].Text),
        Operator.Negate => Code.Unary("-", inputs[0]),
        Operator.Equal => Code.Binary(inputs[0], "==", inputs[1], Precedence.Equality),
        Operator.NotEqual => Code.Binary(inputs[0], "!=", inputs[1], Precedence.Equality),
        Operator.Less => Code.Binary(inputs[0], "<", inputs[1], Precedence.Relational),
        Operator.LessOrEqual => Code.Binary(inputs[0], "<=", inputs[1], Precedence.Relational),
        Operator.Greater => Code.Binary(inputs[0], ">", inputs[1], Precedence.Relational),
        Operator.GreaterOrEqual => Code.Binary(inputs[0], ">=", inputs[1], Precedence.Relational),
        Operator.And => Code.Binary(inputs[0], "&&", inputs[1], Precedence.And),
        Operator.Or => Code.Binary(inputs[0], "||", inputs[1], Precedence.Or),
        _ => throw new InvalidOperationException($"No C# for the operator {@operator}."),
    };

    /// <summary>A quotient of integers that is a float: C# would cut it off.</summary>
    private static bool WholeNumbers(Node node) => node.Element == ElementKind.Float && node.Inputs.All(i => i.Element == ElementKind.Int);
}
