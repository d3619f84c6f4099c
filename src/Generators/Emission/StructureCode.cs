using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Generators.Emission;

/// <summary>Operations that move items and compute nothing.</summary>
internal static class StructureCode
{
    public static Code Reshape(Node node, Code input, HostCode host)
    {
        var from = node.Inputs[0];
        var axes = node.Axes.Length;
        if (from.Shape.Length > 1 && node.Shape.Length == 1)
            return axes == 0 ? input.Then("flatten") : input.Then("flatten", Alignment.Number(Alignment.HasReplicates(node) ? -from.Shape.Length : axes));
        if (from.Shape.Length == 1 && node.Shape.Length == 0)
            return input.Then("squeeze", "-1");
        if (from.Shape.Length == 0 && node.Shape.Length == 1)
            return input.Then("unsqueeze", "-1");
        if (Alignment.HasReplicates(node))
            return Code.Call("Structure.Reshape", [input.Text, Alignment.Number(from.Shape.Length), .. node.Shape.Select(e => host.Extent(e).Text)]);
        return axes == 0
            ? input.Then("reshape", [.. node.Shape.Select(e => host.Extent(e).Text)])
            : from.Shape.Length == 1 && axes > 0
                ? input.Then("unflatten", Alignment.Number(axes), host.Shape(node.Shape))
                : input.Then("flatten", Alignment.Number(axes)).Then("unflatten", Alignment.Number(axes), host.Shape(node.Shape));
    }

    /// <summary>Whether the result's sizes need not be written.</summary>
    public static bool IsPlainReshape(Node node) => node.Shape.Length <= 1 && !(node.Inputs[0].Shape.Length == 1 && node.Shape.Length == 1);

    public static Code Broadcast(BroadcastOperation broadcast, Node node, Code input, HostCode host)
    {
        if (Alignment.HasReplicates(node))
        {
            foreach (var dimension in broadcast.Dimensions.OrderByDescending(d => d))
                input = input.Then("unsqueeze", Alignment.Number(dimension - node.Shape.Length));
            return Code.Call("Structure.Expand", [input.Text, .. node.Shape.Select(e => host.Extent(e).Text)]);
        }

        foreach (var dimension in broadcast.Dimensions.OrderBy(d => d))
            input = input.Then("unsqueeze", Alignment.Number(node.Axes.Length + dimension));
        var sizes = node.Axes.Select(_ => "-1").Concat(node.Shape.Select((e, i) => broadcast.Dimensions.Contains(i) ? host.Extent(e).Text : "-1"));
        return input.Then("expand", [.. sizes]);
    }

    public static Code Permute(PermuteOperation permute, Node node, Code input) => Alignment.HasReplicates(node)
        ? permute.Order.Count == 2
            ? input.Then("transpose", "-2", "-1")
            : Code.Call("Structure.Permute", [input.Text, .. permute.Order.Select(o => Alignment.Number(o - permute.Order.Count))])
        : input.Then("permute", [.. Enumerable.Range(0, node.Axes.Length).Concat(permute.Order.Select(o => o + node.Axes.Length)).Select(Alignment.Number)]);

    public static Code Pad(PadOperation pad, Node node, Code input, HostCode host) =>
        Code.Call(
            "Structure.Pad",
            input.Text,
            Alignment.Number(Alignment.CoreDimension(node, pad.Dimension)),
            Alignment.Number(pad.Start),
            host.Extent(pad.Extent).Text);

    public static Code Pick(PickOperation pick, Node node, IReadOnlyList<Code> inputs)
    {
        var x = node.Inputs[0];
        var dimension = Alignment.CoreDimension(x, pick.Dimension);
        if (node.Inputs[1].IsHost)
            return inputs[0].Then("select", Alignment.Number(dimension), inputs[1].Text);
        return PickOperation.IsOfAll(node)
            ? Move(inputs[0], x, x.Axes.Length + pick.Dimension, node.Axes.IndexOf(((IndexOperation)node.Inputs[1].Operation).Axis))
            : Code.Call("Structure.Pick", AlignedText(inputs[0], x, node, x.Shape.Length), AlignedText(inputs[1], node.Inputs[1], node, 0), Alignment.Number(dimension));
    }

    public static Code Spread(SpreadOperation spread, Node node, IReadOnlyList<Code> inputs, HostCode host)
    {
        var (value, index) = (node.Inputs[0], node.Inputs[1]);
        if (!value.IsHost && index.IsHost && spread.Extent is FixedExtent { Value: 1 })
            return inputs[0].Then("unsqueeze", Alignment.Number(Alignment.CoreDimension(node, spread.Dimension)));
        return Code.Call(
            "Structure.Spread",
            value.IsHost ? inputs[0].Text : AlignedText(inputs[0], value, node, value.Shape.Length),
            AlignedText(inputs[1], index, node, index.Shape.Length),
            Alignment.Number(Alignment.CoreDimension(node, spread.Dimension)),
            host.Extent(spread.Extent).Text);
    }

    public static Code Gather(GatherOperation gather, Node node, IReadOnlyList<Code> inputs) => Code.Call(
        "Structure.Gather",
        AlignedText(inputs[0], node.Inputs[0], node, node.Inputs[0].Shape.Length),
        AlignedText(inputs[1], node.Inputs[1], node, node.Inputs[1].Shape.Length),
        Alignment.Number(Alignment.CoreDimension(node.Inputs[0], gather.Dimension)));

    /// <summary>A collection of tensors that share all their axes.</summary>
    public static string List(Node node, IReadOnlyList<Code> inputs, int rank) =>
        "[" + string.Join(", ", inputs.Select((code, i) => Expanded(code, node.Inputs[i], node, rank))) + "]";

    /// <summary>A dimension of the operand at another place.</summary>
    public static Code Move(Code input, Node operand, int from, int to)
    {
        var rank = operand.Axes.Length + operand.Shape.Length;
        if (from == to)
            return input;
        if (Alignment.HasReplicates(operand))
            return input.Then("movedim", $"[{Alignment.Number(from - rank)}]", $"[{Alignment.Number(to - rank)}]");
        var order = Enumerable.Range(0, rank).ToList();
        order.RemoveAt(from);
        order.Insert(to, from);
        return input.Then("permute", [.. order.Select(Alignment.Number)]);
    }

    /// <summary>The operand with all axes of the node, at length 1 where it lacks one: what is moved along them is not broadcast from the right.</summary>
    private static string AlignedText(Code code, Node operand, Node node, int rank)
    {
        var aligned = Alignment.Align(code, operand, node.Axes, rank);
        if (operand.IsHost || (operand.Axes.IsEmpty && operand.Shape.IsEmpty))
            return aligned.Text;
        return Alignment.Items(node).TakeWhile(a => !operand.Axes.Contains(a)).Aggregate(aligned, (c, _) => c.Then("unsqueeze", "0")).Text;
    }

    private static string Expanded(Code code, Node operand, Node node, int rank) => operand.Axes.Length == node.Axes.Length && !operand.IsHost
        ? Alignment.Align(code, operand, node.Axes, rank).Text
        : throw new InvalidOperationException("The tensors that are joined vary along different axes.");
}
