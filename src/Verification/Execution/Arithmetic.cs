using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Runtime.Nn;
using static TorchSharp.torch;

namespace MLSpec.Verification.Execution;

/// <summary>The operators of the language, elementwise.</summary>
internal static class Arithmetic
{
    public static Datum Of(Operator op, Node node, Datum[] inputs) =>
        node.IsHost ? OfNumbers(op, node.Element, inputs[0].Number, inputs.Length > 1 ? inputs[1].Number : 0) : OfTensors(op, node, inputs);

    private static double OfNumbers(Operator op, ElementKind element, double x, double y) => op switch
    {
        Operator.Negate => -x,
        Operator.Add => x + y,
        Operator.Subtract => x - y,
        Operator.Multiply => x * y,
        Operator.Divide => element == ElementKind.Int ? Math.Truncate(x / y) : x / y,
        Operator.Remainder => Elementwise.Remainder(x, y),
        Operator.Power => Math.Pow(x, y),
        Operator.And => x != 0 && y != 0 ? 1 : 0,
        Operator.Or => x != 0 || y != 0 ? 1 : 0,
        _ => Holds(op, x.CompareTo(y)) ? 1 : 0,
    };

    private static bool Holds(Operator op, int order) => op switch
    {
        Operator.Equal => order == 0,
        Operator.NotEqual => order != 0,
        Operator.Less => order < 0,
        Operator.LessOrEqual => order <= 0,
        Operator.Greater => order > 0,
        Operator.GreaterOrEqual => order >= 0,
        _ => throw new NotSupportedException($"The operator {op} is not evaluated."),
    };

    private static Tensor OfTensors(Operator op, Node node, Datum[] inputs)
    {
        var x = Alignment.Align(inputs[0], node.Inputs[0], node.Axes, node.Shape.Length);
        if (op == Operator.Negate)
            return x.Tensor.neg();
        var y = Alignment.Align(inputs[1], node.Inputs[1], node.Axes, node.Shape.Length);
        return y.IsTensor
            ? OfTensors(op, x.IsTensor ? x.Tensor : tensor(x.Number, y.Tensor.dtype), y.Tensor)
            : OfTensorAndNumber(op, x.Tensor, y.Number);
    }

    private static Tensor OfTensors(Operator op, Tensor x, Tensor y) => op switch
    {
        Operator.Add => x + y,
        Operator.Subtract => x - y,
        Operator.Multiply => x * y,
        Operator.Divide => x / y,
        Operator.Remainder => x.remainder(y),
        Operator.Power => x.pow(y),
        Operator.And => x.logical_and(y),
        Operator.Or => x.logical_or(y),
        Operator.Equal => x.eq(y),
        Operator.NotEqual => x.ne(y),
        Operator.Less => x.lt(y),
        Operator.LessOrEqual => x.le(y),
        Operator.Greater => x.gt(y),
        Operator.GreaterOrEqual => x.ge(y),
        _ => throw new NotSupportedException($"The operator {op} is not evaluated."),
    };

    /// <summary>A whole number meets whole numbers as one.</summary>
    private static Tensor OfTensorAndNumber(Operator op, Tensor x, double y) =>
        OfTensors(op, x, tensor(y, x.is_floating_point() || y != Math.Truncate(y) ? x.dtype : ScalarType.Int64));
}
