using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Tests.Lowering;

/// <summary>Each refusal of an environment: its code, the text that it stands at, and that the mended twin is accepted.</summary>
public sealed class ControlDiagnosticTests
{
    private const string Walk = "start = point 0.0; step = fun s a -> normal (s + a) 0.1; reward = fun s a s' -> 1.0<reward> * s'; stop = never; horizon = 10<envstep>";

    [Fact]
    public void States_are_numbers_or_vectors() => Refuses(
        "MLS6100",
        "{ start = point (0.0, 0.0); step = fun (x, v) a -> point (x + v, v + a); reward = fun (x, v) a (y, w) -> 1.0<reward> * y; stop = never; action = box -1.0 1.0; horizon = 10<envstep> }",
        $"{{ {Walk}; action = box -1.0 1.0 }}",
        "uniform_policy world");

    [Theory]
    [InlineData("action = ball linf 1.0 0.0", "action = box -1.0 1.0")]
    [InlineData("action = ball l2 1.0 0.0", "action = box -0.5 1.0")]
    public void Actions_are_a_box_or_labels(string broken, string mended) =>
        Refuses("MLS6101", $"{{ {Walk}; {broken} }}", $"{{ {Walk}; {mended} }}", "fun s -> normal s 0.1");

    [Fact]
    public void Episodes_are_no_objective()
    {
        const string spec =
            """
            data d : { x : float } = csv "d.csv" |> split { train = 80%; valid = 10%; test = 10%; seed = 1<seed> }
            model net (x : float) : float = x * weight 1.0
            objective earned = expect e in rollout world (fun s -> normal (net s) 0.1) by 10 -> return e / 1.0<reward>
            train fit for 1<step> =
                batch 1<sample/step> from d.train
                maximize earned over net using sgd { rate = 0.1 }
            """;
        var found = Assert.Single(Lower($"let world = environment {{ {Walk}; action = box -1.0 1.0 }}\n{spec}\n"));

        Assert.Equal("MLS6102", found.Code);
    }

    [Fact]
    public void Of_an_environment_of_csharp_not_everything_is_known()
    {
        var found = Assert.Single(Lower("extern world : env float[4] float[4] float[2]\n" + Measure("uniform_policy world")));

        Assert.Equal("MLS6103", found.Code);
        Assert.Empty(Lower("extern world : env float[4] float[4] float[2]\n" + Measure("fun s -> uniform [-1.0; -1.0] 1.0")));
    }

    [Fact]
    public void A_mean_over_episodes_says_over_how_many()
    {
        var world = $"let world = environment {{ {Walk}; action = box -1.0 1.0 }}\n";
        var found = Assert.Single(Lower(world + Measure("uniform_policy world").Replace(" by 10", "", StringComparison.Ordinal)));

        Assert.Equal("MLS6071", found.Code);
        Assert.Empty(Lower(world + Measure("uniform_policy world")));
    }

    private static void Refuses(string code, string broken, string mended, string policy)
    {
        var text = $"let world = environment {broken}\n{Measure(policy)}";
        var found = Assert.Single(Lower(text));

        Assert.Equal(code, found.Code);
        Assert.Contains("rollout world", new SourceText("", "module Test\n" + text)[found.Span], StringComparison.Ordinal);
        Assert.Empty(Lower($"let world = environment {mended}\n{Measure(policy)}"));
    }

    private static string Measure(string policy) =>
        $"protocol quality =\n    measure ret : float<reward> = expect e in rollout world ({policy}) by 10 -> return e\n";

    private static IReadOnlyList<Diagnostics.Diagnostic> Lower(string text) => Specs.Lower("module Test\n" + text).Diagnostics;
}
