using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Generators.Emission;

/// <summary>A tensor that is kept on one side of a number, <c>if x &lt;= 0.5 then 0.5 else x</c>: one call, with the same value for every x, NaN included.</summary>
/// <param name="Member">Of the tensor.</param>
internal sealed record ClampCode(Node Of, string Member, Node Bound)
{
    /// <summary>The choice as a clamp; null where it is another choice.</summary>
    public static ClampCode? From(Node choice)
    {
        if (choice is not { IsHost: false, Operation: SelectOperation })
            return null;
        var (condition, bound, x) = (choice.Inputs[0], choice.Inputs[1], choice.Inputs[2]);
        if (!bound.IsHost || x.IsHost || bound.Element != ElementKind.Float || condition.Operation is not ArithmeticOperation { Operator: var comparison })
            return null;
        var isMirrored = condition.Inputs[0] == bound && condition.Inputs[1] == x;
        if (!isMirrored && (condition.Inputs[0] != x || condition.Inputs[1] != bound))
            return null;
        return comparison switch
        {
            Operator.Less or Operator.LessOrEqual => new ClampCode(x, isMirrored ? "clamp_max" : "clamp_min", bound),
            Operator.Greater or Operator.GreaterOrEqual => new ClampCode(x, isMirrored ? "clamp_min" : "clamp_max", bound),
            _ => null,
        };
    }
}
