namespace MLSpec.Dsl.Tests.Lowering;

/// <summary>Which claims compare trainings that are given different amounts.</summary>
public class BudgetTests
{
    [Theory]
    [InlineData("100<step>", "200<step>", "MLS6120")]
    [InlineData("100<step>", "100<step>", null)]
    [InlineData("5<epoch>", "5<epoch>", null)]
    [InlineData("5<epoch>", "6<epoch>", "MLS6120")]
    [InlineData("length", "150<step>", null)]
    [InlineData("length", "151<step>", "MLS6120")]
    public void Sides_are_compared_by_samples(string first, string second, string? code)
    {
        Assert.Equal(code is null ? [] : [code], Codes(first, second, "mean right [one] > mean right [two]"));
        Assert.Equal(code is null ? ["MLS6121"] : [], Codes(first, second, "mean right [one] > mean right [two]", "unequal "));
        Assert.Equal(code is null ? [] : [code], Codes(first, second, "improvement right [one] over [two] > 75%"));
    }

    [Theory]
    [InlineData("mean right > 50%")]
    [InlineData("mean right [one] > 50% && mean right [two] > 60%")]
    [InlineData("mean right [one, 0.1] > mean right [one, 0.2]")]
    [InlineData("mean seen > mean free")]
    public void What_compares_no_trainings_has_none(string claim)
    {
        Assert.Empty(Codes("100<step>", "200<step>", claim));
        Assert.Empty(Codes("100<step>", "100<step>", claim));
    }

    [Fact]
    public void What_goes_on_from_another_training_has_had_its_share()
    {
        const string After = "100<step> =\n    after one\n    batch 4<sample/step> from d.train\n    minimize o over net using sgd { rate = 0.2 }\ntrain three for 200<step>";
        Assert.Equal(["MLS6120"], Codes("100<step>", After, "mean right [one] > mean right [two]"));
    }

    [Fact]
    public void What_a_run_sets_is_not_judged() =>
        Assert.Empty(Codes("length", "100<step>", "mean right [one] > mean right [two]", with: " with { length = to_length noise }"));

    [Fact]
    public void The_message_says_how_much_each_is_given()
    {
        var found = Assert.Single(Specs.Lower(Text("100<step>", "200<step>", "mean right [one] > mean right [two]")).Diagnostics);
        Assert.Contains("`one` 400 samples", found.Message, StringComparison.Ordinal);
        Assert.Contains("`two` 800 samples", found.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Codes(string first, string second, string claim, string mark = "", string with = "") =>
        Specs.Lower(Text(first, second, claim, mark, with)).Diagnostics.Select(d => d.Code);

    private static string Text(string first, string second, string claim, string mark = "", string with = "") =>
        $$"""
        module Test
        param length = 150<step>
        let to_length (x : float) = 150<step>
        data d : { x : float[3]; y : class[3] } =
            csv "d.csv" |> split { train = 80%; valid = 10%; test = 10%; seed = 1<seed> }
        model net (x : float[3]) : float[3] = x |> dense 3
        objective o = expect (x, y) in d.train -> cross_entropy (net x) y
        train one for {{first}} =
            batch 4<sample/step> from d.train
            minimize o over net using sgd { rate = 0.1 }
        train two for {{second}} =
            batch 4<sample/step> from d.train
            minimize o over net using sgd { rate = 0.01 }
        protocol p =
            for method in [one; two]
            for noise in [0.1; 0.2]
            for seed in replicates 3
            run method{{with}}
            measure right : fraction = expect (x, y) in d.test -> correct (net (noise * x)) y
            measure seen : fraction = expect (x, y) in d.test -> if x.[0] > noise then 1.0 else 0.0
            measure free : fraction = expect (x, y) in d.test -> if x.[1] > 0.0 then 1.0 else 0.0
            claim "so" {{mark}}: {{claim}}

        """;
}
