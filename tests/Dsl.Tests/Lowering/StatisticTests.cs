using MLSpec.Dsl.Binding;
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

    private static List<(MLSpec.Dsl.Diagnostics.Diagnostic Diagnostic, string At)> Found(string item)
    {
        var text = $"{Header}    {item}\n";
        return [.. Binding.Specs.Bind(text).Diagnostics.Select(d => (d, new SourceText("", text)[d.Span]))];
    }
}
