using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Generators.Emission;

/// <summary>A host scalar as one C# expression.</summary>
internal static class HostCode
{
    public static Code Of(Node node) => Of(node, LeafCode.Host);

    public static Code Of(Node node, Func<Input, Code> leaf) => node.Operation is InputOperation input
        ? leaf(input.Input)
        : OperationCode.Of(node, [.. node.Inputs.Select(i => Of(i, leaf))]);

    /// <summary>Whether the number depends on the experiment's parameters.</summary>
    public static bool ReadsParams(Node node) => node.Operation is InputOperation { Input: ParamInput } || node.Inputs.Any(ReadsParams);
}
