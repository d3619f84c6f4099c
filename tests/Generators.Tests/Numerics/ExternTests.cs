using Microsoft.CodeAnalysis;

namespace MLSpec.Generators.Tests.Numerics;

/// <summary>The user's own functions: what is missing or wrong is said where the spec declares them, and what they throw leads back into the spec.</summary>
public sealed class ExternTests
{
    private const string Spec = """
        module Own

        extern bend : float[2] -> float

        data rows : { x : float[2] } = csv "rows.csv" |> split { train = 50%; valid = 25%; test = 25%; seed = 1<seed> }

        let straight (x : float[2]) : float = 1 + bend x
        """;

    private static readonly SpecDriver _driver = SpecDriver.Create(("Own.mlspec", Spec));

    [Fact]
    public void Without_an_implementation_the_error_stands_at_the_declaration()
    {
        var error = Assert.Single(_driver.Compile().GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));

        Assert.Equal("CS8795", error.Id);
        Assert.Equal((SpecDriver.PathOf("Own.mlspec"), 2), (error.Location.GetMappedLineSpan().Path, error.Location.GetMappedLineSpan().StartLinePosition.Line));
    }

    [Theory]
    [InlineData("public static partial TorchSharp.torch.Tensor Bend(TorchSharp.torch.Tensor x, int y) => x;")]
    [InlineData("public static partial double Bend(TorchSharp.torch.Tensor x) => 1;")]
    public void With_a_wrong_one_too(string implementation)
    {
        var compiled = _driver.WithCSharp($"namespace Lab; public static partial class Own {{ {implementation} }}").Compile();
        var places = compiled.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.Location.GetMappedLineSpan());

        Assert.Contains(places, place => place.Path == SpecDriver.PathOf("Own.mlspec") || place.Path.EndsWith("User.cs", StringComparison.Ordinal));
    }

    [Fact]
    public void A_stack_trace_shows_the_line_of_the_spec()
    {
        var compiled = _driver.WithCSharp("""
            namespace Lab;

            public static partial class Own
            {
                public static partial TorchSharp.torch.Tensor Bend(TorchSharp.torch.Tensor x) => throw new System.InvalidOperationException("broken");
            }
            """).Compile();
        var thrown = Program.Of(compiled).Throws("Lab.Own", "Straight", TorchSharp.torch.zeros(1, 2));

        Assert.Equal("broken", thrown.Message);
        Assert.Contains($"{SpecDriver.PathOf("Own.mlspec")}:line 7", thrown.StackTrace);
    }

    [Fact]
    public void One_that_is_optimised_needs_a_derivative()
    {
        var spec = Spec + """


            model net (x : float[2]) : float[2] = x |> dense 2
            objective loss = expect row in rows.train -> bend (net row.x)
            train fitted for 2<step> =
                batch 4<sample/step> from rows.train
                minimize loss over net using sgd { rate = 0.1 }
            """;
        var error = Assert.Single(SpecDriver.Create(("Own.mlspec", spec)).Result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error));

        Assert.Equal("MLS6004", error.Id);
        Assert.Contains("bend", error.GetMessage(null));
    }
}
