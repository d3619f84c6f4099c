using Microsoft.CodeAnalysis.Diagnostics;
using MLSpec.Generators.Text;

namespace MLSpec.Generators;

/// <summary>What the consuming project decides about the generated code.</summary>
/// <param name="RootNamespace">A valid C# namespace, or empty for the global one.</param>
/// <param name="ProjectDirectory">Absolute, with a separator at its end, or empty where the host does not say.</param>
/// <param name="EmitLineDirectives">Whether positions in the generated code lead back into the spec (<c>MLSpecEmitLineDirectives</c>, on unless "false").</param>
/// <param name="ContinuousIntegration">Whether paths must not depend on the machine (<c>ContinuousIntegrationBuild</c>).</param>
public sealed record EmissionOptions(string RootNamespace, string ProjectDirectory, bool EmitLineDirectives, bool ContinuousIntegration)
{
    /// <summary>Reads the properties that <c>MLSpec.props</c> makes visible to the compiler; an unset one arrives as an empty string.</summary>
    internal static EmissionOptions From(AnalyzerConfigOptions options) => new(
        CSharpName.Namespace(Property(options, "RootNamespace")),
        Property(options, "ProjectDir"),
        !string.Equals(Property(options, "MLSpecEmitLineDirectives"), "false", StringComparison.OrdinalIgnoreCase),
        string.Equals(Property(options, "ContinuousIntegrationBuild"), "true", StringComparison.OrdinalIgnoreCase));

    private static string Property(AnalyzerConfigOptions options, string name) =>
        options.TryGetValue("build_property." + name, out var value) ? value.Trim() : "";
}
