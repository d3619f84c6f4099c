using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Generators.Emission;

/// <summary>Operators with at least one tensor operand; a number on either side stays a number.</summary>
internal static class TensorArithmetic
{
    public static Code Of(Operator @operator, Node node, IReadOnlyList<Code> inputs)
    {
        var operands = inputs.Select((code, i) => Alignment.Align(code, node.Inputs[i], node.Axes, node.Shape.Length)).ToList();
        return @operator switch
        {
            Operator.Add => Code.Binary(operands[0], "+", operands[1], Precedence.Additive),
            Operator.Subtract => Code.Binary(operands[0], "-", operands[1], Precedence.Additive),
            Operator.Multiply => Code.Binary(operands[0], "*", operands[1], Precedence.Multiplicative),
            Operator.Divide => Code.Binary(operands[0], "/", operands[1], Precedence.Multiplicative),
            Operator.Remainder => Code.Call("Elementwise.Remainder", operands[0].Text, operands[1].Text),
            Operator.Power => Power(node.Inputs[1], operands[0], operands[1]),
            Operator.Negate => Code.Unary("-", operands[0]),
            Operator.And => operands[0].Then("logical_and", operands[1].Text),
            Operator.Or => operands[0].Then("logical_or", operands[1].Text),
            _ when node.Inputs[0].IsHost => operands[1].Then(Comparison(Mirrored(@operator)), operands[0].Text),
            _ => operands[0].Then(Comparison(@operator), operands[1].Text),
        };
    }

    private static Code Power(Node exponent, Code x, Code power) => exponent.Operation is NumberOperation { Value: var value }
        ? value.ToDouble() switch
        {
            2 => x.Then("square"),
            0.5 => x.Then("sqrt"),
            -1 => x.Then("reciprocal"),
            _ => x.Then("pow", power.Text),
        }
        : Code.Call("torch.pow", x.Text, power.Text);

    private static string Comparison(Operator @operator) => @operator switch
    {
        Operator.Equal => "eq",
        Operator.NotEqual => "ne",
        Operator.Less => "lt",
        Operator.LessOrEqual => "le",
        Operator.Greater => "gt",
        Operator.GreaterOrEqual => "ge",
        _ => throw new InvalidOperationException($"No C# for the operator {@operator}."),
    };

    /// <summary>The comparison with its sides exchanged.</summary>
    private static Operator Mirrored(Operator @operator) => @operator switch
    {
        Operator.Less => Operator.Greater,
        Operator.LessOrEqual => Operator.GreaterOrEqual,
        Operator.Greater => Operator.Less,
        Operator.GreaterOrEqual => Operator.LessOrEqual,
        _ => @operator,
    };
}
