using System.Globalization;
using MLSpec.Runtime.Protocol;

namespace MLSpec.Runtime.Reporting;

/// <summary>Two reports side by side as one self-contained page.</summary>
internal static class HtmlComparison
{
    private const int Context = 3;

    /// <summary>The page.</summary>
    /// <param name="names">What the runs are called on it.</param>
    public static string Render(RunReport a, RunReport b, (string A, string B) names)
    {
        var comparison = RunComparison.Of(a, b);
        return HtmlPage.Render($"{a.Experiment}: {names.A} and {names.B}", Html.Of($"""
            <header>
            <h1>{(a.Experiment == b.Experiment ? a.Experiment : $"{a.Experiment} and {b.Experiment}")}</h1>
            <p class="doc">A: {names.A}
            B: {names.B}</p>
            </header>
            {Claims(comparison.Claims)}
            {Settings(comparison.Settings)}
            {Estimates(comparison)}
            {Plots(a, b)}
            {Spec(comparison.Spec)}
            """));
    }

    private static Html Claims(IReadOnlyList<ComparedClaim> claims) => claims.Count == 0 ? Html.None : Html.Of($"""
        <section>
        <h2>Claims <small>{claims.Count(claim => claim.IsChanged)} of {claims.Count} changed</small></h2>
        <div class="pairs">
        {Html.Lines(claims.Select(claim => Html.Of($"""
            <div class="pair{(claim.IsChanged ? " changed" : "")}"><h3>{claim.Text} <small>{claim.Protocol}{(claim.IsChanged ? ": changed" : "")}</small></h3>
            <ul class="claims">{Side("A", claim.A)}{Side("B", claim.B)}</ul></div>
            """)))}
        </div>
        </section>
        """);

    private static Html Side(string name, ClaimResult? claim) => claim is null
        ? Html.Of($"<li><div class=\"verdict\">{name}: not made</div></li>")
        : Html.Of($"<li class=\"{HtmlClaims.Word(claim.Verdict)}\"><div class=\"verdict\">{name}: {HtmlClaims.Word(claim.Verdict)}</div><div class=\"claim\">{Html.Lines(claim.Comparisons.Select(HtmlClaims.Comparison))}</div></li>");

    private static Html Settings(IReadOnlyList<ComparedSetting> settings) => Html.Of($"""
        <section>
        <h2>Settings that differ</h2>
        {(settings.Count == 0 ? Html.Of($"<p>None.</p>") : HtmlTable.Render(["setting", "A", "B"], settings.Select(one => new[] { one.Name, one.A ?? "–", one.B ?? "–" })))}
        </section>
        """);

    private static Html Estimates(RunComparison comparison)
    {
        if (comparison.Estimates.Count == 0) return Html.Of($"<section><h2>Estimates</h2><p>All {comparison.EqualEstimates} are the same.</p></section>");
        string[] heads = ["at", "estimate", "A", "B", "B - A", "intervals"];
        return Html.Of($"""
            <section>
            <h2>Estimates that moved <small>{comparison.Estimates.Count} of {comparison.Estimates.Count + comparison.EqualEstimates}</small></h2>
            {HtmlTable.Frame(
                Html.Of($"<thead><tr>{Html.Lines(heads.Select((head, i) => Html.Of($"<th scope=\"col\"{(i is 2 or 3 or 4 ? Html.Trusted(" class=\"number\"") : Html.None)}>{head}</th>")))}</tr></thead>"),
                Html.Lines(comparison.Estimates.Select(Row)), isSortable: true)}
            </section>
            """);
    }

    private static Html Row(ComparedEstimate one) => Html.Of(
        $"<tr{(one.AreApart ? Html.Trusted(" class=\"apart\"") : Html.None)}><td>{one.Protocol}{(one.At.Length == 0 ? "" : $": {one.At}")}</td><td>{one.What}</td>{Number(one.A?.Value, one.A?.Text)}{Number(one.B?.Value, one.B?.Text)}{Number(one.Difference, one.DifferenceText)}<td>{one.Words}</td></tr>");

    private static Html Number(double? value, string? text) =>
        Html.Of($"<td class=\"number\" data-value=\"{value?.ToString("R", CultureInfo.InvariantCulture) ?? ""}\">{text ?? "–"}</td>");

    private static Html Plots(RunReport a, RunReport b) => Html.Lines(
        from first in a.Protocols
        join second in b.Protocols on first.Name equals second.Name
        where first.Plots.Count > 0 || second.Plots.Count > 0
        select Html.Of($"""
            <section>
            <h2>{first.Name} <small>A left, B right</small></h2>
            <div class="figures sides">
            {Html.Lines(Enumerable.Range(0, Math.Max(first.Plots.Count, second.Plots.Count)).SelectMany(i => (Html[])[Plot("A", first, i), Plot("B", second, i)]))}
            </div>
            </section>
            """));

    private static Html Plot(string side, ProtocolResult protocol, int i) => i < protocol.Plots.Count
        ? Html.Of($"<div><h3>{side}</h3>{PlotFigure.Of(protocol.Plots[i])}</div>")
        : Html.Of($"<div><h3>{side}</h3><p>No such plot.</p></div>");

    private static Html Spec(IReadOnlyList<ComparedLine> lines) => Html.Of($"""
        <section>
        <h2>Spec</h2>
        {(lines.Count == 0 ? Html.Of($"<p>The same.</p>") : Html.Of($"<pre class=\"spec\" tabindex=\"0\">{Html.Lines(ComparedLine.Around(lines, Context).Select(Line))}</pre>"))}
        </section>
        """);

    private static Html Line(ComparedLine? line) => line switch
    {
        null => Html.Of($"<span class=\"comment\">...</span>"),
        { Side: '-' } => Html.Of($"<del>- {line.Text}</del>"),
        { Side: '+' } => Html.Of($"<ins>+ {line.Text}</ins>"),
        _ => Html.Of($"  {line.Text}"),
    };
}
