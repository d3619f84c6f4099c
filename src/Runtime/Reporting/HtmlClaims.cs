using System.Globalization;
using MLSpec.Runtime.Protocol;

namespace MLSpec.Runtime.Reporting;

/// <summary>The claims with their verdicts, on top of the page.</summary>
internal static class HtmlClaims
{
    public static Html Render(IReadOnlyList<ProtocolResult> protocols)
    {
        var claims = protocols.SelectMany(protocol => protocol.Claims).ToArray();
        return claims.Length == 0 ? Html.None : Html.Of($"""
            <section>
            <h2>Claims <small>{Summary(claims)}</small></h2>
            <ul class="claims">
            {Html.Lines(claims.Select(Claim))}
            </ul>
            </section>
            """);
    }

    private static string Summary(IReadOnlyList<ClaimResult> claims) => string.Join(", ",
        from verdict in Enum.GetValues<Verdict>()
        let count = claims.Count(claim => claim.Verdict == verdict)
        where count > 0
        select string.Create(CultureInfo.InvariantCulture, $"{count} {Word(verdict)}"));

    private static Html Claim(ClaimResult claim) => Html.Of($"""
        <li class="{Word(claim.Verdict)}">
        <div class="verdict">{Word(claim.Verdict)}</div>
        <div class="claim"><h3>{claim.Text}</h3>
        <code>{claim.Source}</code>
        {Note(claim.IsEmpirical ? Wording.Empirical : "")}
        {Note(claim.IsUnequal ? Wording.Unequal : "")}
        {Html.Lines(claim.Comparisons.Select(Comparison))}
        {Note(Wording.Correction(claim))}</div>
        </li>
        """);

    private static Html Note(string words) => words.Length == 0 ? Html.None : Html.Of($"<p class=\"note\">{words}</p>");

    /// <summary>A comparison: its interval as a picture, and in words.</summary>
    public static Html Comparison(ComparisonResult comparison) => Html.Of(
        $"<div class=\"comparison\">{Interval(comparison)}<p>{Wording.Comparison(comparison)}</p></div>");

    /// <summary>The interval of left - right on a line with zero marked.</summary>
    private static Html Interval(ComparisonResult comparison)
    {
        var low = comparison.Interval?.Low ?? comparison.Difference;
        var high = comparison.Interval?.High ?? comparison.Difference;
        var reach = 1.15 * Math.Max(Math.Abs(low), Math.Abs(high));
        if (!(reach > 0) || !double.IsFinite(reach)) return Html.None;
        string X(double value) => (100 + (95 * value / reach)).ToString("0.#", CultureInfo.InvariantCulture);
        return Html.Of($"""
            <svg class="strip" viewBox="0 0 200 22" role="img"><title>left - right with its interval; the long mark is zero</title>
            <path class="base" d="M4 11H196M100 2V20"/>
            <path class="span" d="M{X(low)} 11H{X(high)}M{X(low)} 7V15M{X(high)} 7V15"/>
            <circle cx="{X(comparison.Difference)}" cy="11" r="4"/></svg>
            """);
    }

    /// <summary>The verdict as it is written.</summary>
    public static string Word(Verdict verdict) => verdict.ToString().ToLowerInvariant();
}
