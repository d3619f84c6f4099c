using Microsoft.CodeAnalysis;

namespace MLSpec.Generators.Tests;

/// <summary>What goes wrong in generated code is shown in the spec that it comes from.</summary>
public sealed class LineMappingTests
{
    private static readonly string _path = SpecDriver.PathOf("sub/plain.mlspec");
    private static readonly string _spec = SpecSamples.All.Single(sample => sample.Name.EndsWith("Plain.mlspec", StringComparison.Ordinal)).Text;
    private static readonly int _line = Array.FindIndex(_spec.Split('\n'), line => line.StartsWith("model net", StringComparison.Ordinal));

    private static SpecDriver Driver => SpecDriver.Create((_path, _spec));

    [Fact]
    public void A_stack_trace_leads_into_the_spec()
    {
        var trace = Program.Of(Driver.Compile()).Throws("Lab.Plain", "Net", null, null).StackTrace;

        Assert.Contains($"in {_path}:line {_line + 1}", trace, StringComparison.Ordinal);
    }

    /// <summary>A user's class within the module's own that hides one of the runtime's: the message names the layer of the spec that needs it.</summary>
    [Fact]
    public void A_compile_error_leads_into_the_spec()
    {
        var errors = Driver.WithCSharp("namespace Lab; public static partial class Plain { private static class Linear { } }").Compile().GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

        var place = errors.First(error => error.GetMessage().Contains("Dense", StringComparison.Ordinal)).Location.GetMappedLineSpan();
        Assert.Equal(_path, place.Path);
        Assert.Equal(_line, place.StartLinePosition.Line);
        Assert.Equal(_spec.Split('\n')[_line].IndexOf("x |> dense", StringComparison.Ordinal), place.StartLinePosition.Character);
    }
}
