using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Tests.Lowering;

/// <summary>
/// What claims may say of bounds. <c>low</c> and <c>high</c> bound one quantity from both sides, <c>other_low</c> and <c>other_high</c> another one.
/// </summary>
public class ClaimTests
{
    private const string Header =
        """
        module Test
        param eps = 0.1 in [0.0 .. 1.0]
        data d : { x : float[3]; y : class[3] } =
            csv "d.csv" |> split { train = 80%; valid = 10%; test = 10%; seed = 1<seed> }
        model net (x : float[3]) : float[3] = x |> dense 3
        objective o = expect (x, y) in d.train -> cross_entropy (net x) y
        train fit for 1<step> =
            batch 1<sample/step> from d.train
            minimize o over net using sgd { rate = 0.1 }
        train slow for 1<step> =
            batch 1<sample/step> from d.train
            minimize o over net using sgd { rate = 0.01 }
        let least method (x, y) = inf z in ball linf eps x by method -> margin (net z) y
        let most method (x, y) = sup z in ball linf eps x by method -> margin (net z) y

        """;

    private const string Measures =
        """
        protocol p =
            for how in [fit; slow]
            for method in [fgsm; pgd 3]
            for radius in [0.1; 0.2]
            for seed in replicates 3
            run how with { eps = radius }
            measure clean : fraction = expect (x, y) in d.test -> correct (net x) y
            measure found : fraction = expect (x, y) in d.test -> least method (x, y) > 0.0
            measure strong : fraction = expect (x, y) in d.test -> least (pgd 50) (x, y) > 0.0
            measure reach : fraction = expect (x, y) in d.test -> most method (x, y) > 0.0
            measure lost = clean - found
            measure spread = found - reach

        """;

    /// <summary><c>found</c>, <c>strong</c>: upper bounds of one quantity; <c>reach</c>, <c>lost</c>: lower bounds of others; <c>clean</c>: exact.</summary>
    [Theory]
    [InlineData("mean clean > 90%")]
    [InlineData("mean clean [fit] >= mean clean [slow]")]
    [InlineData("improvement clean [fit] over [slow] > 75%")]
    [InlineData("optimality_gap 1.0 reach < 0.5")]
    [InlineData("clean > found")]
    [InlineData("found < 50%")]
    [InlineData("-1.0 * found > -0.5")]
    [InlineData("reach > 20%")]
    [InlineData("lost > 5%")]
    [InlineData("reach > found [fit]")]
    [InlineData("2 * reach + 5% > found / 2")]
    [InlineData("found [pgd 3] <= found [fgsm]")]
    [InlineData("found [fgsm] > found [pgd 3]")]
    [InlineData("strong <= found")]
    [InlineData("strong [fit] <= found [fit]")]
    [InlineData("clean - strong [fit, fgsm] > 2 * (clean - found [fit, pgd 3]) when radius == 0.1")]
    [InlineData("found [0.1, pgd 3] <= found [0.1, fgsm]")]
    [InlineData("deviation clean < 10%")]
    public void Accepted(string claim)
    {
        Assert.Empty(Codes(claim));
        Assert.Equal(["MLS5073"], Codes(claim, "empirical "));
    }

    [Theory]
    [InlineData("found > 50%", "found")]
    [InlineData("mean found [fit] > mean found [slow] + 20%", "mean found [fit]")]
    [InlineData("50% < found", "found")]
    [InlineData("reach < 50%", "reach")]
    [InlineData("found > clean - 5%", "found")]
    [InlineData("lost < 5%", "lost")]
    [InlineData("median strong [slow] > median found [fit]", "median strong [slow]")]
    [InlineData("found [0.1] > found [0.2]", "found [0.1]")]
    [InlineData("found * found > 25%", "found * found")]
    [InlineData("deviation found < 10%", "deviation found")]
    [InlineData("clean > 50% && found > 50%", "found")]
    public void Of_what_was_found_alone(string claim, string at)
    {
        var text = Text(claim);
        var found = Assert.Single(Specs.Lower(text).Diagnostics);
        Assert.Equal("MLS5070", found.Code);
        Assert.Equal(at, new SourceText("", text)[found.Span]);
        Assert.Contains("empirical", found.Fix, StringComparison.Ordinal);
        Assert.Empty(Codes(claim, "empirical "));
    }

    [Theory]
    [InlineData("found > reach")]
    [InlineData("found [fit] > 2 * lost [slow]")]
    [InlineData("spread > 0.0 - lost")]
    public void Of_nothing(string claim)
    {
        Assert.Equal(["MLS5071"], Codes(claim));
        Assert.Equal(["MLS5071"], Codes(claim, "empirical "));
    }

    [Fact]
    public void What_is_known_of_a_measure_goes_into_those_made_of_it()
    {
        var measures = Specs.Lower(Header + Measures).Module.Protocols[0].Measures;
        BoundKind KindOf(string name) => Assert.Single(measures.Single(m => m.Symbol.Name == name).Variants.Select(v => v.BoundKind).Distinct());
        Assert.Equal(BoundKind.Exact, KindOf("clean"));
        Assert.Equal(BoundKind.Upper, KindOf("found"));
        Assert.Equal(BoundKind.Lower, KindOf("lost"));
        Assert.Equal(BoundKind.Upper, KindOf("spread"));
    }

    [Fact]
    public void A_quantity_does_not_depend_on_the_method()
    {
        var measures = Specs.Lower(Header + Measures).Module.Protocols[0].Measures;
        List<Node?> Of(string name) => [.. measures.Single(m => m.Symbol.Name == name).Variants.Select(v => v.Quantity).Distinct()];
        Assert.NotNull(Assert.Single(Of("found")));
        Assert.Same(Of("found")[0], Of("strong")[0]);
        Assert.NotSame(Of("found")[0], Of("reach")[0]);
        Assert.Null(Assert.Single(Of("clean")));
    }

    [Fact]
    public void Labels_that_vary_are_part_of_the_quantity()
    {
        const string Least = "expect (x, y) in d.test -> (inf z in ball linf eps x by {0} -> inf j in others y -> (net z).[y] - (net z).[j])";
        var text = Header + $$"""
            protocol p =
                for seed in replicates 3
                run fit
                measure one = {{Least.Replace("{0}", "fgsm")}}
                measure two = {{Least.Replace("{0}", "pgd 2")}}
                measure three = {{Least.Replace("{0}", "pgd 2").Replace("[j]", "[j] + 1.0", StringComparison.Ordinal)}}
                claim "finds more" : two < one
            """;
        var module = Specs.LowerWithoutErrors(text);
        var quantities = module.Protocols[0].Measures.Select(m => m.Variants[0].Quantity).ToList();
        Assert.Same(quantities[0], quantities[1]);
        Assert.NotSame(quantities[0], quantities[2]);
    }

    [Theory]
    [InlineData("certified fraction", "least (pgd 3) (x, y) > 0.0", "MLS5072")]
    [InlineData("certified float", "(sup z in ball linf eps x by pgd 3 -> total z)", "MLS5072")]
    [InlineData("certified fraction", "correct (net x) y", "MLS5074")]
    [InlineData("certified float", "(sup c in [1.0; 2.0] -> c * total x)", "MLS5074")]
    [InlineData("fraction", "least (pgd 3) (x, y) > 0.0", null)]
    public void A_certificate_is_no_attack(string type, string body, string? code)
    {
        var text = Header + $"""
            protocol p =
                for seed in replicates 3
                run fit
                measure m : {type} = expect (x, y) in d.test -> {body}
            """;
        Assert.Equal(code is null ? [] : [code], Specs.Lower(text).Diagnostics.Select(d => d.Code));
    }

    [Fact]
    public void A_measure_sees_the_parameters_as_the_runs_set_them()
    {
        string Text(string first, string second) => Header + $"""
            protocol p =
                for radius in [0.1; 0.2]
                for seed in replicates 3
                run fit{first} as one
                run slow{second} as two
                measure m = expect (x, y) in d.test -> (one.net x).[y] - eps
            """;
        var set = Specs.LowerWithoutErrors(Text(" with { eps = radius }", " with { eps = radius }")).Protocols[0].Settings;
        Assert.Equal("eps", Assert.Single(set).Param.Name);
        Assert.Empty(Specs.LowerWithoutErrors(Text("", "")).Protocols[0].Settings);
        Assert.Equal(["MLS6090"], Specs.Lower(Text(" with { eps = radius }", "")).Diagnostics.Select(d => d.Code));
        Assert.Equal(["MLS6090"], Specs.Lower(Text(" with { eps = radius }", " with { eps = 0.1 }")).Diagnostics.Select(d => d.Code));
    }

    private static IEnumerable<string> Codes(string claim, string mark = "") => Specs.Lower(Text(claim, mark)).Diagnostics.Select(d => d.Code);

    private static string Text(string claim, string mark = "") => $"{Header}{Measures}    claim \"it is so\" {mark}: {claim}\n";
}
