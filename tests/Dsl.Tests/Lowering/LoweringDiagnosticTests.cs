using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Tests.Lowering;

/// <summary>Each refusal: its code, the text that it stands at, and that the mended twin is accepted.</summary>
public class LoweringDiagnosticTests
{
    private const string Header =
        """
        module Test
        param eps = 0.1 in [0.0 .. 1.0]
        data d : { x : float[3]; y : class[3]; one : class[1] } =
            csv "d.csv" |> split { train = 80%; valid = 10%; test = 10%; seed = 1<seed> }
        model net (x : float[3]) : float[3] = x |> dense 3
        schedule growing : epoch -> float = linear 0.0 -> 1.0 over 10<epoch>
        let over rows = expect (x, y, one) in rows -> total (net x)
        objective o = expect (x, y, one) in d.train -> cross_entropy (net x) y
        train fit for 1<step> =
            batch 1<sample/step> from d.train
            minimize o over net using sgd { rate = 0.1 }

        """;

    [Theory]
    [InlineData("MLS6060", "sup z in ball linf eps x -> correct (net z) y", "sup z in ball linf eps x -> margin (net z) y", "correct (net z) y")]
    [InlineData("MLS6001", "sup a in x by pgd 3 -> a", "sup a in x -> a")]
    [InlineData("MLS6002", "sup z in [ball linf -0.1 x] by pgd 5 -> dot z x", "sup z in ball linf 0.1 x by pgd 5 -> dot z x", "ball linf -0.1 x")]
    [InlineData("MLS6003", "inf z in ball linf eps x by pgd 5 -> correct (net z) y", "inf z in ball linf eps x by pgd 5 -> margin (net z) y")]
    [InlineData("MLS6005", "sup j in others one -> x.[0]", "sup j in others y -> x.[j]")]
    [InlineData("MLS6006", "sup z in box 1.0 0.0 by pgd 5 -> dot z x", "sup z in box 0.0 1.0 by pgd 5 -> dot z x", "box 1.0 0.0")]
    [InlineData("MLS6008", "sup c in [1.0 .. 2000.0] -> c * total x", "sup c in [1.0 .. 20.0] -> c * total x")]
    [InlineData("MLS6007", "sup z in ball linf eps x by pgd 0 -> dot z x", "sup z in ball linf eps x by pgd 1 -> dot z x")]
    [InlineData("MLS6007", "sup z in ball linf eps x by pgd_with { steps = 0 } -> dot z x", "sup z in ball linf eps x by pgd_with { steps = 1 } -> dot z x")]
    [InlineData("MLS6062", "sup z in ball linf eps x by pgd_with { restarts = -1 } -> dot z x", "sup z in ball linf eps x by pgd_with { restarts = 1 } -> dot z x")]
    [InlineData("MLS6062", "sup z in ball linf eps x by pgd_with { restarts = 0 } -> dot z x", "sup z in ball linf eps x by pgd_with { restarts = 5 } -> dot z x")]
    [InlineData("MLS6063", "sup z in ball linf eps x by pgd_with { momentum = -0.1 } -> dot z x", "sup z in ball linf eps x by pgd_with { momentum = 0.0 } -> dot z x")]
    [InlineData("MLS6063", "sup z in ball linf eps x by pgd_with { step = 0.0 } -> dot z x", "sup z in ball linf eps x by pgd_with { step = 0.1 } -> dot z x")]
    [InlineData("MLS6063", "sup z in ball linf eps x by pgd_with { decay = -1.0 } -> dot z x", "sup z in ball linf eps x by pgd_with { decay = eps } -> dot z x")]
    public void In_a_measure(string code, string broken, string mended, string? at = null)
    {
        broken = broken.Replace("[ball linf -0.1 x]", "ball linf -0.1 x", StringComparison.Ordinal);
        var text = Protocol(broken);
        var found = Assert.Single(Specs.Lower(text).Diagnostics);
        Assert.Equal(code, found.Code);
        Assert.Equal(at ?? broken, new SourceText("", text)[found.Span]);
        Assert.Empty(Specs.Lower(Protocol(mended)).Diagnostics);
    }

    [Theory]
    [InlineData("MLS6010", "let lost x = dense 3 x\nobjective p = expect (x, y, one) in d.train -> cross_entropy (lost x) y", "objective p = expect (x, y, one) in d.train -> cross_entropy (net x) y")]
    [InlineData("MLS6041", "objective p = expect (x, y, one) in d.train -> expect (a, b, c) in d.train -> dot x a", "objective p = expect (x, y, one) in d.train -> dot x x")]
    public void In_an_objective(string code, string broken, string mended)
    {
        var found = Assert.Single(Specs.Lower(Header + broken + "\n").Diagnostics);
        Assert.Equal(code, found.Code);
        Assert.Empty(Specs.Lower(Header + mended + "\n").Diagnostics);
    }

    [Theory]
    [InlineData("MLS6080", "x |> conv 4 { kernel = 3; stride = gap }", "x |> conv gap { kernel = gap; stride = 2 }")]
    [InlineData("MLS6080", "x |> average_pool { kernel = gap; stride = 1 }", "x |> average_pool { kernel = 2; stride = 1 }")]
    [InlineData("MLS6081", "x |> conv 3 { kernel = 3; groups = 2 }", "x |> conv 4 { kernel = 3; groups = 2 }")]
    [InlineData("MLS6082", "concat (x |> conv gap { kernel = 1 }, x)", "concat (x |> conv 2 { kernel = 1 }, x)")]
    public void In_a_layer(string code, string broken, string mended)
    {
        string Model(string layers) => $"module Test\nparam gap = 2\nmodel net (x : float[2, 6, 6]) : float[3] = {layers} |> flatten |> dense 3\n";
        var found = Assert.Single(Specs.Lower(Model(broken)).Diagnostics);
        Assert.Equal(code, found.Code);
        Assert.Empty(Specs.Lower(Model(mended)).Diagnostics);
    }

    [Theory]
    [InlineData("MLS6011", "expect (x, y, one) in d.train -> cross_entropy (stop_grad (net x)) y", "expect (x, y, one) in d.train -> cross_entropy (net x) y")]
    [InlineData("MLS6011", "expect (x, y, one) in d.train -> correct (net x) y", "expect (x, y, one) in d.train -> margin (net x) y")]
    [InlineData("MLS5006", "over d.train + over d.valid", "over d.train")]
    [InlineData("MLS6023", "expect (x, y, one) in d.train -> total (net x) * total (target net x)", "expect (x, y, one) in d.train -> total (net x)")]
    public void In_a_training(string code, string broken, string mended)
    {
        string Training(string objective) =>
            $$"""
            {{Header}}objective p = {{objective}}
            train again for 1<step> =
                batch 1<sample/step> from d.train
                minimize p over net using sgd { rate = 0.1 }
            """;
        Assert.Contains(code, Specs.Lower(Training(broken)).Diagnostics.Select(d => d.Code));
        Assert.Empty(Specs.Lower(Training(mended)).Diagnostics);
    }

    [Fact]
    public void A_model_that_is_refused_is_reported_once()
    {
        var text = Header.Replace("x |> dense 3", "(x |> dense 3) * weight (total x)", StringComparison.Ordinal);
        Assert.Equal(["MLS6012"], Specs.Lower(text).Diagnostics.Select(d => d.Code));
    }

    [Fact]
    public void A_schedule_has_no_value_in_a_measure()
    {
        var found = Specs.Lower(Protocol("growing * total x"), allowErrors: true);
        Assert.Contains("MLS6021", found.Diagnostics.Select(d => d.Code));
    }

    [Fact]
    public void All_in_one_pass()
    {
        var text = Header +
            """
            objective p = expect (x, y, one) in d.train -> sup z in ball linf eps x by fgsm -> correct z y
            objective q = expect (x, y, one) in d.train -> sup z in box 0.0 1.0 by pgd 2 -> correct z y
            """;
        Assert.Equal(["MLS6003", "MLS6003"], Specs.Lower(text).Diagnostics.Select(d => d.Code));
    }

    private static string Protocol(string expression) =>
        $$"""
        {{Header}}protocol p =
            for seed in replicates 2
            run fit
            measure value = expect (x, y, one) in d.test -> {{expression}}
            report mean of value
        """;
}
