using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Tests.Lowering;

/// <summary>How reports and claims ask for statistics.</summary>
public class StatisticTests
{
    private const string Header =
        """
        module Test
        let walk =
            environment
                { start = uniform -1.0 1.0; step = fun x a -> normal (x + a) 0.1; reward = fun x a x' -> 1.0<reward> * x'
                  stop = never; action = box -1.0 1.0; horizon = 20<envstep> }
        protocol p =
            for reach in [0.1; 0.2; 0.3]
            for (size, words) in [(1.0, "small"); (2.0, "large")]
            for seed in replicates 5
            measure ret = expect e in rollout walk (fun x -> normal (size * x) reach) by 10 -> return e

        """;

    [Theory]
    [InlineData("report mean, standard_error, optimality_gap 100.0<reward>, ci_bca 90% of ret by reach")]
    [InlineData("report median, iqm, deviation, ci_percentile 95% of ret")]
    [InlineData("claim \"c\" : standard_error ret < 2.0<reward>")]
    [InlineData("claim \"c\" : optimality_gap 10.0<reward> ret [0.1] < optimality_gap 10.0<reward> ret [0.2]")]
    [InlineData("claim \"c\" : improvement ret [0.1] over [0.2] > 75% when size == 2.0")]
    [InlineData("claim \"c\" : improvement ret [0.1, \"small\"] over [0.2, \"large\"] > improvement ret [0.2] over [0.3]")]
    [InlineData("plot profile { of = ret; by = reach } where size == 1.0")]
    [InlineData("plot profile { of = ret; by = (reach, size) }")]
    public void Accepted(string item) => Specs.LowerWithoutErrors($"{Header}    {item}\n");

    [Theory]
    [InlineData("report optimality_gap 100.0 of ret", "MLS5090", "optimality_gap 100.0", "100<reward>")]
    [InlineData("claim \"c\" : optimality_gap 1.0<s> ret < 3.0<reward>", "MLS5090", "optimality_gap", "1<reward>")]
    [InlineData("claim \"c\" : ci 95% ret [0.1] > 1.0<reward>", "MLS5091", "ci", "mean ret")]
    [InlineData("plot line { x = reach; y = ci_bca 95% ret }", "MLS5091", "ci_bca", "mean ret")]
    [InlineData("report mean, ci 90%, ci_bca 95% of ret", "MLS5092", "ci_bca 95%", "report")]
    [InlineData("claim \"c\" : improvement ret [0.1] > 75%", "MLS5093", "improvement ret [0.1]", "over [0.2]")]
    [InlineData("claim \"c\" : improvement ret [0.1] under [0.2] > 75%", "MLS5093", "improvement ret [0.1] under [0.2]", "over [0.2]")]
    [InlineData("claim \"c\" : improvement ret [0.1] over [0.7] > 75%", "MLS5017", "0.7", "")]
    [InlineData("claim \"c\" : improvement rte [0.1] over [0.2] > 75%", "MLS3011", "rte", "ret")]
    [InlineData("claim \"c\" : ci_low ret [0.1] > 1.0<reward>", "MLS3013", "ci_low", "mean ret")]
    [InlineData("claim \"c\" : medain ret [0.1] > 1.0<reward>", "MLS3013", "medain", "median")]
    [InlineData("report improvement of ret", "MLS3013", "improvement", "")]
    [InlineData("plot profile { x = reach; of = ret }", "MLS3020", "x", "")]
    [InlineData("plot profile { by = reach }", "MLS5022", "profile", "of")]
    [InlineData("plot profile { of = rte }", "MLS3011", "rte", "ret")]
    public void Refused(string item, string code, string at, string fix)
    {
        var (found, text) = Assert.Single(Found(item));
        Assert.Equal(code, found.Code);
        Assert.StartsWith(at, text, StringComparison.Ordinal);
        Assert.Contains(fix, found.Fix ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void A_contrast_prints_as_it_is_written()
    {
        var module = Specs.LowerWithoutErrors(Header + "    claim \"c\" : improvement ret [0.1] over [0.2] > 75%\n");
        var contrast = Assert.Single(BoundTree.All(module.Protocols[0].Claims[0].Statement).OfType<BoundContrast>());
        Assert.Equal("Protocol.Contrast.Improvement", contrast.Member);
        Assert.Equal("improvement ret [reach = 0.1] over [reach = 0.2]", BoundPrinter.Value(contrast, 0));
    }

    [Theory]
    [InlineData("area_under_roc [ for (x, y) in d.test -> ((net x).[0], y == 1) ]", "data_columns(d.test")]
    [InlineData("calibration_error 10 [ for (x, y) in take 5 d.test -> (0.5, argmax (net x) == y) ]", "data_columns(d.test")]
    [InlineData("ks_p_value [ for (x, y) in d.test -> total x ] [ for row in d.valid -> row.x.[0] ]", "Protocol.RowStatistics.KsPValue")]
    [InlineData("kendall [ for (x, y) in d.test -> (x.[0], x.[1]) ] + spearman [ for (x, y) in d.test -> (x.[0], total x) ]", "Protocol.RowStatistics.Spearman")]
    public void Rows_are_collected(string measure, string printed) =>
        Assert.Contains(printed, string.Join("\n", Graphs.Reachable([Specs.LowerWithoutErrors(Rows(measure)).Protocols[0].Measures[0].Variants[0].Value]).Select(n => n.Operation.ToString())), StringComparison.Ordinal);

    [Theory]
    [InlineData("total [ for (x, y) in d.test -> x.[0] ]", "the values of all rows")]
    [InlineData("expect (x, y) in d.test -> total [ for (a, b) in d.valid -> a.[0] ]", "the values of all rows")]
    [InlineData("ks_distance [1.0; 2.0] [ for (x, y) in d.test -> x.[0] ]", "[ for row in d.test -> ... ]")]
    [InlineData("ks_distance [ for (x, y) in d.test -> x ] [ for (x, y) in d.test -> x ]", "float")]
    [InlineData("area_under_roc [ for (x, y) in d.test -> (x.[0], 1.0) ]", "bool")]
    [InlineData("area_under_roc [ for (x, y) in d.train -> (x.[0], y == 1) ]", "training data")]
    public void Only_by_what_summarises_them(string measure, string words)
    {
        var found = Binding.Specs.Bind(Rows(measure)).Diagnostics.Concat(Specs.Lower(Rows(measure), allowErrors: true).Diagnostics);
        Assert.Contains(found, d => $"{d.Message} {d.Fix}".Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public void What_bounds_a_row_bounds_no_statistic_of_rows() =>
        Assert.Equal(
            BoundKind.Heuristic,
            Specs.LowerWithoutErrors(Rows("area_under_roc [ for (x, y) in d.test -> ((inf z in ball linf 0.1 x by pgd 3 -> (net z).[0]), y == 1) ]"))
                .Protocols[0].Measures[0].Variants[0].BoundKind);

    private static string Rows(string measure) =>
        $$"""
        module Test
        data d : { x : float[3]; y : class[3] } =
            csv "d.csv" |> split { train = 80%; valid = 10%; test = 10%; seed = 1<seed> }
        model net (x : float[3]) : float[3] = x |> dense 3
        objective o = expect (x, y) in d.train -> cross_entropy (net x) y
        train fit for 1<step> =
            batch 1<sample/step> from d.train
            minimize o over net using sgd { rate = 0.1 }
        protocol p =
            for seed in replicates 3
            run fit
            measure m = {{measure}}

        """;

    private static List<(MLSpec.Dsl.Diagnostics.Diagnostic Diagnostic, string At)> Found(string item)
    {
        var text = $"{Header}    {item}\n";
        return [.. Binding.Specs.Bind(text).Diagnostics.Select(d => (d, new SourceText("", text)[d.Span]))];
    }
}
