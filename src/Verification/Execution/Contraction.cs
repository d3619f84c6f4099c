using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using static TorchSharp.torch;

namespace MLSpec.Verification.Execution;

/// <summary>Einstein sums: a matrix product where they are one, otherwise <c>einsum</c>.</summary>
internal static class Contraction
{
    public static Tensor Of(ContractOperation contract, Node node, Tensor left, Tensor right)
    {
        var (matrix, other) = (node.Inputs[0], node.Inputs[1]);
        if (IsMatrixProduct(contract, matrix, other, transposed: false))
            return nn.functional.linear(right, left);
        if (IsMatrixProduct(contract, matrix, other, transposed: true))
            return right.matmul(left);
        return einsum(Equation(contract, node), left, right);
    }

    /// <summary><c>W x</c>, or with <paramref name="transposed"/> <c>W^T x</c>, of a matrix that is the same everywhere.</summary>
    private static bool IsMatrixProduct(ContractOperation contract, Node matrix, Node other, bool transposed) =>
        contract.Summed.Count == 0 && contract.Left.Count == 2 && contract.Right.Count == 1 && contract.Output.Count == 1
        && contract.Right[0] == contract.Left[transposed ? 0 : 1] && contract.Output[0] == contract.Left[transposed ? 1 : 0]
        && matrix.Axes.IsEmpty && other.Axes.Length > 0;

    /// <summary><c>"abi,bij->aj"</c>: axes are letters from a, core labels letters from i.</summary>
    private static string Equation(ContractOperation contract, Node node)
    {
        var axes = node.Inputs.SelectMany(i => i.Axes).Distinct().Order().ToList();
        string Letters(IEnumerable<Axis> used) => string.Concat(used.Select(a => (char)('a' + axes.IndexOf(a))));
        return Letters(node.Inputs[0].Axes) + ContractOperation.Letters(contract.Left)
            + "," + Letters(node.Inputs[1].Axes) + ContractOperation.Letters(contract.Right)
            + "->" + Letters(node.Axes) + ContractOperation.Letters(contract.Output);
    }
}
