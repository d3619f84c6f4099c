using System.Globalization;
using MLSpec.Runtime.Control;
using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Protocol;
using MLSpec.Runtime.Reporting;

namespace MLSpec.Runtime.Tests.Reporting;

/// <summary>A report made by hand, with everything that a page can show.</summary>
internal static class SampleReport
{
    private const string Spec = """"
        /// A robust model of <digits>.
        module Sample

        param rate : float<1/step> = 3e-3<1/step>   // how fast
        let steps = 10_000<step>
        (* a longer
           remark *)
        let note = "say \"hi\" & <b>go</b>"
        let raw = """two
        lines"""
        objective robust (w : model) (x : image) = sup d in ball linf 0.1 : loss w (x + d)
        protocol resilience = for eps in [0 .. 0.05 .. 0.2] { measure share = 5% }
        """";

    /// <summary>The report of a grid of two methods, some values of eps and this many seeds.</summary>
    public static RunReport Of(int values = 5, int seeds = 5) => new(
        "Sample", "Robust & plain models of <digits>.", new Spec("Sample/Sample.mlspec", Spec), new string('a', 64), 0,
        [new("rate", "0.01", "0.003", "1/step", "how fast")], [new("plain", 100, 1000)], [new("digits.csv", new string('d', 64))],
        [Grid(values, seeds)], [.. Curves(seeds)],
        new RunEnvironment("cpu", [new("MLSpec", "0.1.0")], 12.3, [new("plain", 1, 2.5)]))
    {
        Lock = new(new string('e', 64), LockState.Matched),
        Derivations =
        [
            new("sup d in ball linf 0.1 : loss w (x + d)", "projected gradient", "lower bound", ["Supremum over a ball.", "Steps of alpha = eps / 4."],
                @"\sup_{x' \in B_\infty(x, \epsilon) \cap [l, u]} f(x') \ge f(\hat x), \quad \hat x = \Pi\left(\hat x + \alpha \operatorname{sign} \nabla f(\hat x)\right)",
                "Danskin's theorem", "Danskin 1966", ["plain", "share [a < b]"]),
        ],
    };

    private static ProtocolResult Grid(int values, int seeds)
    {
        string[] methods = ["plain", "hardened"];
        string[] eps = [.. Enumerable.Range(0, values).Select(i => (i * 0.05).ToString("0.##", CultureInfo.InvariantCulture))];
        var cells =
            from method in methods
            from at in eps
            from seed in Enumerable.Range(1, seeds)
            let value = (method == "plain" ? 0.9 : 0.85) - (0.01 * Array.IndexOf(eps, at) / values) + (0.001 * seed)
            select new CellResult([method, at, seed.ToString(CultureInfo.InvariantCulture)], [value, 1000 * value])
            {
                Identity = StableHash.Hex(method, at, seed.ToString(CultureInfo.InvariantCulture)),
                Seed = seed,
            };
        CellResult[] all = [.. cells];
        all[^1] = all[^1] with { State = CellState.Failed, Error = "UserError: the loss is <NaN> at step 3", Values = [double.NaN, double.NaN] };
        return new ProtocolResult(
            "resilience", "How much an attack costs.", new string('b', 64),
            [new("method", AxisKind.Text, "", methods), new("eps", AxisKind.Number, "", eps), new("seed", AxisKind.Replicate, "", [.. Enumerable.Range(1, seeds).Select(i => i.ToString(CultureInfo.InvariantCulture))])],
            [new("attacked", "Right under attack.", "fraction", BoundKind.Upper, "pgd 20"), new("elapsed", "", "s", BoundKind.Exact, "") { IsReproducible = false }],
            [
                new("robust training wins", "mean attacked [hardened] > mean attacked [plain]", Verdict.Held, seeds, [new(0.8, Relation.Greater, 0.6, 0.2, new(0.15, 0.25), 0.95, "fraction", Verdict.Held)]),
                new("and costs nothing", "mean clean [hardened] >= mean clean [plain]", Verdict.Refuted, seeds, [new(0.8, Relation.GreaterOrEqual, 0.9, -0.1, new(-0.12, -0.08), 0.95, "fraction", Verdict.Refuted)]),
            ],
            [
                new TableResult(["method", "eps"], [new("mean", "attacked", 0.95), new("mean", "elapsed", 0.95)],
                    [.. from method in methods from i in Enumerable.Range(0, values) select new TableRow([method, eps[i]], [Estimate(Height(method, i), "fraction"), Estimate(9 + i, "s")])]),
            ],
            [Plot(PlotKind.Line, methods, eps), Plot(PlotKind.Bar, methods, eps), Plot(PlotKind.Points, methods, eps), Heatmap(), Roc(), Reliability()],
            all)
        {
            Pictures = [new("walk", "A walk", ["plain"], new Episode([new("x", [0, 1, 2])], [new("push", [1, 1])], new("reward", [0, 1]), Stopped: true))],
        };
    }

    public static PlotResult Plot(PlotKind kind, string[] methods, string[] eps) => new(kind, new("eps", "", null), new("mean attacked", "fraction", null), "mean", "method",
    [
        .. methods.Select(method => new PlotSeries(method, [.. eps.Select((at, i) => new PlotPoint(
            double.Parse(at, CultureInfo.InvariantCulture), null, Height(method, i), new(Height(method, i) - 0.03, Height(method, i) + 0.03)))])
        {
            Measure = "attacked", Statistic = "mean", Group = method,
        }),
    ]);

    /// <summary>Three rows of four fields; the value is 10 times the row plus the column, and one field is empty.</summary>
    public static PlotResult Heatmap() => new(PlotKind.Heatmap, new("width", "", null), new("rate", "", ["low", "mid", "high"]), "mean", null,
    [
        .. Enumerable.Range(0, 3).Select(row => new PlotSeries("", [.. Enumerable.Range(0, 4).Where(column => (row, column) != (1, 2)).Select(column => new PlotPoint(1 << (column + 4), null, row, null)
        {
            Value = (10 * row) + column, ValueInterval = new((10 * row) + column - 1, (10 * row) + column + 1),
        })])),
    ])
    {
        Value = new("mean share", "pt", null),
    };

    public static PlotResult Roc() => new(PlotKind.Roc, new("false positives", "fraction", null), new("true positives", "fraction", null), "", null,
        [new("detector", [new(0, null, 0, null), new(0, null, 0.5, null), new(0.5, null, 0.5, null), new(0.5, null, 1, null), new(1, null, 1, null)]) { Measure = "true positives" }]);

    public static PlotResult Reliability() => new(PlotKind.Reliability, new("confidence", "fraction", null), new("right", "fraction", null), "mean", null,
        [new("model", [.. Enumerable.Range(0, 10).Select(i => new PlotPoint(0.05 + (0.1 * i), null, 0.03 + (0.09 * i), new(0.02 + (0.085 * i), 0.05 + (0.095 * i))))]) { Measure = "right", Statistic = "mean" }]);

    private static double Height(string method, int i) => Math.Max(0.05, (method == "plain" ? 0.92 : 0.9) - ((method == "plain" ? 0.2 : 0.1) * i));

    private static Estimate Estimate(double value, string unit) => new(value, new(0.95 * value, 1.05 * value), 0.95, "mean", "percentile bootstrap", 5, unit);

    private static IEnumerable<CurveResult> Curves(int seeds) =>
        from training in new[] { "plain", "hardened" }
        from seed in Enumerable.Range(1, seeds)
        select new CurveResult(training, seed, [new("rate", "0.01")], [.. Enumerable.Range(0, 200).Select(i => new CurvePoint(5 * i, (2.0 / (1 + (0.05 * i))) + (0.01 * seed), 0.01))])
        {
            Objectives = training == "plain" ? [] : [new("critic", [.. Enumerable.Range(0, 20).Select(i => new MeasuredPoint(50 * i, 1.0 / (1 + i)))])],
            Warnings = training == "plain" && seed == 2 ? [new("the rewards <vanish>", 3, 40, 2, 20, Stands: false)] : [],
            Measures = [new("held_out", [.. Enumerable.Range(0, 10).Select(i => new MeasuredPoint(100 * i, 0.5 + (0.04 * i) + (0.001 * seed)))])],
        };
}
