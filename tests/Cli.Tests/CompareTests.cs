using MLSpec.Runtime.Protocol;
using MLSpec.Runtime.Reporting;
using MLSpec.Runtime.Tests.Reporting;

namespace MLSpec.Cli.Tests;

/// <summary><c>mlspec compare</c> on two runs' results.</summary>
public sealed class CompareTests : IDisposable
{
    private readonly Session _session = new();

    public CompareTests()
    {
        var a = SampleReport.Of();
        var (protocol, table) = (a.Protocols[0], a.Protocols[0].Tables[0]);
        var moved = table.Rows[0].Estimates[0] with { Value = 0.5, Interval = new(0.45, 0.55) };
        var b = a with
        {
            Parameters = [a.Parameters[0] with { Value = "0.02" }],
            Spec = a.Spec with { Text = a.Spec.Text.Replace("how fast", "how slow") },
            Protocols =
            [
                protocol with
                {
                    Claims = [protocol.Claims[0] with { Verdict = Verdict.Undecided }, protocol.Claims[1]],
                    Tables = [table with { Rows = [table.Rows[0] with { Estimates = [moved, table.Rows[0].Estimates[1]] }, .. table.Rows.Skip(1)] }],
                },
            ],
        };
        _session.Write("a/results.json", ReportFiles.ToJson(a));
        _session.Write("b/results.json", ReportFiles.ToJson(b));
    }

    public void Dispose() => _session.Dispose();

    [Fact]
    public void What_differs_is_named()
    {
        var answer = _session.Call("compare", "a", "b/results.json");

        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Contains("\nClaims: 1 of 2 changed\n* held      -> undecided  robust training wins  (resilience)\n  refuted      refuted    and costs nothing  (resilience)\n", answer.Out);
        Assert.Contains("Estimates: 1 of 20 moved, 1 with their intervals apart", answer.Out);
        Assert.Matches(@"\* +.? resilience: method = plain, eps = 0 .* 92\.0 \[87\.4, 96\.6\] .* 50\.0 \[45\.0, 55\.0\] .* -42\.00 pp .* intervals apart", answer.Out);
        Assert.Matches(@"parameter rate .* 0\.01 1/step .* 0\.02 1/step", answer.Out);
        Assert.Matches(@"(?m)^- param rate.*how fast$\n^\+ param rate.*how slow$", answer.Out);
        Assert.DoesNotContain("lines\"\"\"", answer.Out);
    }

    [Fact]
    public void Equal_runs_have_no_differences()
    {
        var answer = _session.Call("compare", "a", "a");

        Assert.Contains("Claims: 0 of 2 changed", answer.Out);
        Assert.Contains("Estimates: 0 of 20 moved", answer.Out);
        Assert.Contains("Settings: no differences", answer.Out);
        Assert.EndsWith("Spec: no differences\n", answer.Out);
    }

    [Fact]
    public void A_page_shows_both_side_by_side()
    {
        var answer = _session.Call("compare", "a", "b", "--html", "both.html");

        Assert.EndsWith("both.html\n", answer.Out);
        var page = _session.Read("both.html");
        Assert.Contains("A: held", page);
        Assert.Contains("B: undecided", page);
        Assert.Equal(12, page.Split("class=\"plot\"").Length - 1);
    }

    [Fact]
    public void What_is_no_result_is_refused()
    {
        _session.Write("old/results.json", "{ \"format\": 1 }");
        _session.Write("empty/run.json", "{}");
        Assert.Equal((2, "error: there is no file nowhere\n"), Failure("nowhere"));
        Assert.Equal((2, "error: empty holds no results.json: the run is not finished, or this is not a run's folder\n"), Failure("empty"));
        var (code, error) = Failure("old");
        Assert.Equal(2, code);
        Assert.StartsWith("error: old: this is not a results.json", error);
    }

    private (int, string) Failure(string path)
    {
        var answer = _session.Call("compare", path, "a");
        return (answer.Code, answer.Error);
    }
}
