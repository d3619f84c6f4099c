using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Runtime.Uncertainty;
using static TorchSharp.torch;

namespace MLSpec.Verification.Execution;

/// <summary>The best value on the way of an ascent: the objective and its gradients are computed anew at every iterate.</summary>
internal static class Ascents
{
    public static Tensor Best(AscentOperation operation, Node node, Datum[] inputs, Setting setting)
    {
        var variables = operation.Variables;
        var ascent = new DualAscent((int)inputs[variables.Length].Number);
        var given = node.Inputs.Zip(inputs).DistinctBy(p => p.First).ToDictionary(p => p.First, p => p.Second);
        for (var i = 0; i < variables.Length; i++)
            given[variables[i].Variable] = Start(ascent, variables[i], node.Inputs[i], inputs[i], setting);
        Node[] gradients = [.. operation.Gradients.OfType<Node>()];
        var plan = new Plan([operation.Objective, .. gradients], given.ContainsKey);
        while (true)
        {
            using var scope = NewDisposeScope();
            var values = plan.Run(n => given[n], (n, operands) => OperationMeaning.Compute(n, operands, setting));
            if (!ascent.Improve(values[0].Tensor))
                return ascent.Best;
            var next = 1;
            ascent.Step([.. operation.Gradients.Select(
                (g, i) => g is null ? null : Aligned(values[next++], g, variables[i].Variable, setting))]);
        }
    }

    private static Tensor Start(DualAscent ascent, AscentVariable variable, Node node, Datum start, Setting setting)
    {
        var target = variable.Variable;
        long[] shape = [.. target.Axes.Select(setting.Sizes.Of), .. target.Shape.Select(Sizes.Of)];
        return ascent.Variable(
            Aligned(start, node, target, setting), shape, variable.Low.ToDouble(), variable.High?.ToDouble() ?? double.PositiveInfinity,
            variable.Rate.ToDouble());
    }

    /// <summary>With a dimension for each of the variable's.</summary>
    private static Tensor Aligned(Datum value, Node node, Node variable, Setting setting) => value.IsTensor
        ? Alignment.Align(value.Tensor, node, variable.Axes, variable.Shape.Length)
        : tensor(value.Number, setting.Precision);
}
