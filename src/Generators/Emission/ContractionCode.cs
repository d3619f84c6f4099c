using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Dsl.Types;

namespace MLSpec.Generators.Emission;

/// <summary>Contractions as the products that libtorch is fast at, and as <c>einsum</c> where none of them fits.</summary>
internal static class ContractionCode
{
    public static Code Of(ContractOperation contract, Node node, IReadOnlyList<Code> inputs)
    {
        var (left, right) = (node.Inputs[0], node.Inputs[1]);
        if (IsMatrixVector(contract, transposed: true) && left.Shape[0] is FixedExtent { Value: 1 } && HasRowsOf(right, left))
            return Code.Binary(inputs[1], "*", inputs[0], Precedence.Multiplicative);
        if (IsMatrixVector(contract, transposed: false) && IsPlainMatrix(left) && HasRows(right, left))
            return Code.Call("Linear.Dense", inputs[1].Text, inputs[0].Text);
        if (IsMatrixVector(contract, transposed: true) && IsPlainMatrix(left) && HasRows(right, left))
        {
            return Alignment.HasReplicates(left) && right.Axes.Length > 2
                ? Code.Call("Linear.DenseTransposed", inputs[1].Text, inputs[0].Text)
                : inputs[1].Then("matmul", inputs[0].Text);
        }

        if (IsOuterSum(contract, left, right) && OuterSum(left, inputs[0], inputs[1]) is { } sum)
            return sum;
        if (IsOuterSum(Flipped(contract), right, left) && OuterSum(left, inputs[1], inputs[0]) is { } flipped)
            return flipped;
        if (MemberProduct(contract, node, inputs) is { } members)
            return members;
        return Code.Call("torch.einsum", Equation(contract, node), inputs[0].Text, inputs[1].Text);
    }

    /// <summary><c>W x</c>, or with <paramref name="transposed"/> <c>W^T x</c>.</summary>
    public static bool IsMatrixVector(ContractOperation contract, bool transposed) =>
        contract.Summed.Count == 0 && contract.Left.Count == 2 && contract.Right.Count == 1 && contract.Output.Count == 1
        && contract.Right[0] == contract.Left[transposed ? 0 : 1] && contract.Output[0] == contract.Left[transposed ? 1 : 0];

    /// <summary><c>sum of g x^T</c> over every axis but that of replicates: the gradient of a weight matrix.</summary>
    public static bool IsOuterSum(ContractOperation contract, Node left, Node right) =>
        contract.Left.Count == 1 && contract.Right.Count == 1 && contract.Output.Count == 2
        && contract.Output[0] == contract.Left[0] && contract.Output[1] == contract.Right[0]
        && contract.Summed.Count > 0 && left.Axes.SequenceEqual(right.Axes) && Alignment.Items(left).All(contract.Summed.Contains);

    private static Code? OuterSum(Node left, Code g, Code x) =>
        !Alignment.HasReplicates(left) ? Code.Call("Linear.OuterSum", g.Text, x.Text)
        : left.Axes.Length == 2 ? g.Then("transpose", "-2", "-1").Then("matmul", x.Text)
        : null;

    private static bool IsPlainMatrix(Node node) => Alignment.Items(node).IsEmpty && node.Shape.Length == 2;

    /// <summary>Whether vectors stand in rows, of each replicate where the matrix is each one's own.</summary>
    private static bool HasRows(Node vectors, Node matrix) =>
        !Alignment.Items(vectors).IsEmpty && (Alignment.HasReplicates(vectors) || !Alignment.HasReplicates(matrix));

    /// <summary><c>sum of g x^T</c> over the rows, for each member of an ensemble: the gradient of its weight matrix.</summary>
    public static bool IsMemberOuterSum(ContractOperation contract, Node node) =>
        contract.Left.Count == 1 && contract.Right.Count == 1 && contract.Output.Count == 2 && contract.Summed.Count == 1
        && contract.Output[0] == contract.Left[0] && contract.Output[1] == contract.Right[0]
        && HasMembers(node) && Alignment.Items(node) is [var member] && HasMembers(node.Inputs[0]) && Alignment.Items(node.Inputs[0]).Length == 2
        && RowsOf(node.Inputs[1], member) && node.Inputs[1].Axes.Contains(contract.Summed[0]);

    private static bool HasMembers(Node node) => Alignment.Items(node) is { Length: > 0 } axes && axes[0].Kind == AxisKind.Member;

    /// <summary>Whether it is a vector for each row, and for each member or the same for all of them.</summary>
    private static bool RowsOf(Node node, Axis member) => Alignment.Items(node).Length == (node.Axes.Contains(member) ? 2 : 1) && node.Shape.Length == 1;

    /// <summary>
    /// Whether vectors and a matrix (for each member, each replicate) broadcast against each other as they are: the matrix varies along nothing behind the vectors' first axis, and with
    /// replicates the vectors have one axis more than the matrix.
    /// </summary>
    private static bool HasRowsOf(Node vectors, Node matrix)
    {
        var (rows, own) = (Alignment.Items(vectors), Alignment.Items(matrix));
        return Alignment.HasReplicates(matrix)
            ? Alignment.HasReplicates(vectors) && rows.Length == own.Length + 1 && (own.IsEmpty || (HasMembers(matrix) && RowsOf(vectors, own[0])))
            : !Alignment.HasReplicates(vectors)
                && ((own.IsEmpty && rows.Length > 0) || (own.Length == 1 && HasMembers(matrix) && RowsOf(vectors, own[0])));
    }

    private static ContractOperation Flipped(ContractOperation contract) => contract with { Left = contract.Right, Right = contract.Left };

    /// <summary>A matrix per member of an ensemble: one batched product.</summary>
    private static Code? MemberProduct(ContractOperation contract, Node node, IReadOnlyList<Code> inputs)
    {
        var (left, right) = (node.Inputs[0], node.Inputs[1]);
        if (Alignment.HasReplicates(left) != Alignment.HasReplicates(right))
            return null;
        if (HasMembers(left) && Alignment.Items(left) is [var member] && left.Shape.Length == 2 && RowsOf(right, member))
        {
            if (IsMatrixVector(contract, transposed: false))
                return Code.Call("torch.matmul", Shared(inputs[1], right, member).Text, inputs[0].Then("transpose", "-2", "-1").Text);
            if (IsMatrixVector(contract, transposed: true))
                return Code.Call("torch.matmul", Shared(inputs[1], right, member).Text, inputs[0].Text);
        }

        if (IsMemberOuterSum(contract, node))
            return Code.Call("torch.matmul", inputs[0].Then("transpose", "-2", "-1").Text, Shared(inputs[1], right, Alignment.Items(node)[0]).Text);
        if (IsMatrixVector(contract with { Summed = EquatableList<Axis>.Empty }, transposed: true) && HasMembers(left) && Alignment.Items(left) is [var summed]
            && contract.Summed.SequenceEqual(new[] { summed }) && Alignment.Items(right).Length == 2 && RowsOf(right, summed))
            return Code.Call("Linear.SumOverMembers", inputs[1].Text, inputs[0].Text);
        return null;
    }

    /// <summary>Rows that the members share, with a dimension for these behind that of replicates.</summary>
    private static Code Shared(Code rows, Node node, Axis member) =>
        Alignment.HasReplicates(node) && !node.Axes.Contains(member) ? rows.Then("unsqueeze", "-3") : rows;

    /// <summary><c>"abi,bij->aj"</c>: axes are letters from a, but for that of replicates, core labels letters from i.</summary>
    private static string Equation(ContractOperation contract, Node node)
    {
        var axes = node.Inputs.SelectMany(i => Alignment.Items(i)).Distinct().OrderBy(a => a).ToList();
        string Letters(Node used) =>
            (Alignment.HasReplicates(used) ? "..." : "") + string.Concat(Alignment.Items(used).Select(a => (char)('a' + axes.IndexOf(a))));
        return $"\"{Letters(node.Inputs[0])}{ContractOperation.Letters(contract.Left)},{Letters(node.Inputs[1])}{ContractOperation.Letters(contract.Right)}"
            + $"->{Letters(node)}{ContractOperation.Letters(contract.Output)}\"";
    }
}
