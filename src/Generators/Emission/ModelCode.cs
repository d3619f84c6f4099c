using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>How generated code names model instances and their parameters.</summary>
internal static class ModelCode
{
    /// <summary>The class of an instance's parameters: one a model, one an ensemble; a target has that of what it follows.</summary>
    public static string TypeOf(ModelInstance instance) =>
        instance.Of is { } source ? TypeOf(source)
        : CSharpName.Pascal(instance.Members is null ? instance.Model.Name : instance.Name) + "Parameters";
}
