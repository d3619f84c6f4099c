using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Generators.Emission;

/// <summary>Worst-case weights as calls of the runtime's solvers.</summary>
internal static class ReweightCode
{
    /// <summary><c>fairMixture.Weights(loss, group)</c>: by what the training keeps.</summary>
    /// <param name="state">The name of the method's parameter.</param>
    public static Code Of(ReweightOperation operation, Node node, IReadOnlyList<Code> inputs, string state)
    {
        var own = MethodSignature.StateOf(node)!.Arguments.Length;
        var values = operation.Reweighting.IsLargest ? inputs[0] : Code.Unary("-", inputs[0]);
        var perPoint = inputs.Skip(1).Take(operation.Reweighting.Arguments - own);
        var member = operation.Reweighting.Member;
        return Code.Primary(state).Then(member.Substring(member.LastIndexOf('.') + 1), [values.Text, .. perPoint.Select(p => p.Text)]);
    }

    /// <summary><c>KlBall.Weights(loss, 0.3)</c>, the points along the last dimension, or <c>dimension: -2</c>.</summary>
    public static Code Of(ReweightOperation operation, Node node, IReadOnlyList<Code> inputs)
    {
        var aligned = inputs.Select((code, i) => Alignment.Align(code, node.Inputs[i], node.Axes, 0)).ToList();
        var options = new List<string>();
        var given = operation.Reweighting.Arguments + 1;
        if (aligned.Count > given)
            options.Add($"nominal: {aligned[given]}");
        var dimension = node.Axes.IndexOf(operation.Axis) - node.Axes.Length;
        if (dimension != -1)
            options.Add($"dimension: {Alignment.Number(dimension)}");
        return Of(operation.Reweighting, aligned[0], aligned.Skip(1).Take(given - 1).Select(c => c.Text).Concat(options));
    }

    /// <summary><c>criticDual.Multipliers(-value, mean, 0.3)</c>: by what the training keeps.</summary>
    /// <param name="state">The name of the method's parameter.</param>
    public static Code Of(MultiplierOperation operation, Node node, IReadOnlyList<Code> inputs, string state)
    {
        var given = inputs.Take(inputs.Count - operation.Arguments)
            .Select((code, i) => Alignment.Align(code, node.Inputs[i], node.Axes, i == 2 ? 0 : 1).Text);
        return Code.Primary(state).Then(operation.Member.Substring(operation.Member.LastIndexOf('.') + 1), [.. given]);
    }

    /// <summary>The call for values along the last dimension; for the smallest mean, of their negative.</summary>
    public static Code Of(Reweighting reweighting, Code values, IEnumerable<string> arguments) => Code.Call(
        OperationCode.Member(reweighting.Member),
        [(reweighting.IsLargest ? values : Code.Unary("-", values)).Text, .. arguments]);
}
