using MLSpec.Runtime.Hosting;

namespace MLSpec.Runtime.Reporting;

/// <summary>How each worst case of the spec is computed, and what that rests on.</summary>
internal static class HtmlDerivations
{
    public static Html Render(IReadOnlyList<Derivation> derivations) => derivations.Count == 0 ? Html.None : Html.Of($"""
        <section>
        <h2>Worst cases</h2>
        <p>How the compiler computes each <code>sup</code> and <code>inf</code> of the spec.</p>
        <div class="derivations">
        {Html.Lines(derivations.Select(Derivation))}
        </div>
        </section>
        """);

    private static Html Derivation(Derivation derivation) => Html.Of($"""
        <article>
        <h3>{derivation.Bound} by {derivation.Rule}</h3>
        <p class="note">in {string.Join(", ", derivation.Places)}</p>
        <pre>{Highlighter.Render(derivation.Subject)}</pre>
        {Html.Lines(derivation.Text.Select(line => Html.Of($"<p>{line}</p>")))}
        <div class="formula" tabindex="0">{MathMl.Render(derivation.Latex)}</div>
        <p class="note">Rests on: {derivation.Theorem} ({derivation.Reference}).</p>
        </article>
        """);
}
