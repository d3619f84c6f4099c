using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>How generated code reaches the leaves of a graph.</summary>
internal static class LeafCode
{
    /// <summary>Numbers: <c>p.Radius</c>, <c>White</c>, <c>growing</c>, <c>cell.Eps</c>.</summary>
    public static Code Host(Input input) => input switch
    {
        ParamInput param => Code.Primary("p." + CSharpName.Pascal(param.Param.Name)),
        ConstantInput constant => Code.Primary(CSharpName.Pascal(constant.Constant.Name)),
        _ => Code.Primary(CSharpName.Camel(input.Name)),
    };

    /// <summary>A weight as a property of its instance's parameters: <c>net.Dense1Weight</c>.</summary>
    public static string Weight(WeightInput weight) => CSharpName.Camel(weight.Instance.Name) + "." + WeightProperty(weight.Path);

    public static string WeightProperty(string path) => string.Concat(path.Split('.').Select(CSharpName.Pascal));
}
