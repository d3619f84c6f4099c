using System.Text;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Robust;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Tests.Documentation;

/// <summary><c>docs/uncertainty.md</c> from the rules themselves and from the derivations that they give for examples.</summary>
internal static class UncertaintyPage
{
    private const string Intro =
        """
        # Worst cases and how they are computed

        A `sup` or `inf` over an uncertainty set is brought into computable form by the first of these rules that applies. Each says what it rests on and what kind of answer it gives:
        the value itself (*exact*), never above it (*lower bound*), never below it (*upper bound*), or nothing certain (*heuristic*). A *certificate* is exact or lies on the safe side: no
        point of the set breaks it. `mlspec explain FILE NAME` shows the derivation of a spec's own worst cases, with `--latex` as LaTeX.

        This page is made from the rules in `src/Dsl/Lowering/Robust` and from what they derive for the examples.

        """;

    private const string Setup =
        """
        module Example
        data digits : { image : float[64]; label : class[10] } =
            csv "digits.csv.gz" |> split { train = 70%; valid = 10%; test = 20%; seed = 1<seed> }
        model net (x : float[64]) : float[10] = x |> dense 32 |> relu |> dense 10
        objective loss = expect (x, y) in digits.train -> cross_entropy (net x) y
        train fit for 1<epoch> =
            batch 64<sample/step> from digits.train
            minimize loss over net using adam { rate = 1e-3 }

        """;

    /// <summary>For each rule measures, or objectives over training data, whose worst case it computes.</summary>
    private static readonly (string Rule, string Expression)[] _examples =
    [
        ("finite list", "expect (x, y) in digits.test -> sup scale in [0.5; 1.0; 2.0] -> cross_entropy (net (scale * x)) y"),
        ("other labels", "expect (x, y) in digits.test -> inf j in others y -> (net x).[y] - (net x).[j]"),
        ("fast gradient sign", "expect (x, y) in digits.test -> sup x' in ball linf 0.1 x by fgsm -> cross_entropy (net x') y"),
        ("projected gradient", "expect (x, y) in digits.test -> inf x' in ball l2 0.5 x by pgd 20 -> margin (net x') y"),
        ("projected gradient with restarts", "expect (x, y) in digits.test -> inf x' in ball linf 0.1 x by pgd_with { steps = 50; restarts = 5 } -> margin (net x') y"),
        ("interval bound propagation", "expect (x, y) in digits.test -> inf x' in ball linf 0.01 x by ibp -> margin (net x') y"),
        ("CROWN", "expect (x, y) in digits.test -> inf x' in ball l2 0.1 x by crown -> inf j in others y -> (net x').[y] - (net x').[j]"),
        ("alpha-CROWN", "expect (x, y) in digits.test -> inf x' in ball linf 0.05 x by alpha_crown 20 -> inf j in others y -> (net x').[y] - (net x').[j]"),
        ("SDP-CROWN", "expect (x, y) in digits.test -> inf x' in ball l2 1.0 x by sdp_crown 100 -> inf j in others y -> (net x').[y] - (net x').[j]"),
        ("Kullback-Leibler ball", "sup q in kl_ball 0.3<nat> digits.test -> expect (x, y) in q -> cross_entropy (net x) y"),
        ("amortised Kullback-Leibler dual", "expect (x, y) in digits.train -> sup q in kl_ball 0.1<nat> (categorical (net x)) by dual amortised -> expect k in q -> if k == y then 0.0 else 1.0"),
        ("chi-squared ball", "sup q in chi2_ball 0.5 digits.test -> expect (x, y) in q -> cross_entropy (net x) y"),
        ("total variation ball", "sup q in tv_ball 10% digits.test -> expect (x, y) in q -> cross_entropy (net x) y"),
        ("conditional value at risk", "sup q in cvar 10% digits.test -> expect (x, y) in q -> cross_entropy (net x) y"),
        ("Wasserstein ball", "sup q in wasserstein_ball 0.5 (fun row -> row.image) digits.test -> expect (x, y) in q -> total x"),
        ("Wasserstein ball of order 1", "sup q in wasserstein1_ball 0.5 (fun row -> row.image) digits.test -> expect (x, y) in q -> max 0.0 (1.0 - total x)"),
        ("exponentiated gradient", "sup q in groups (fun row -> row.label) digits.train by exponentiated_gradient 0.01 -> expect (x, y) in q -> cross_entropy (net x) y"),
        ("worst group", "sup q in groups (fun row -> row.label) digits.test -> expect (x, y) in q -> cross_entropy (net x) y"),
    ];

    public static string Text()
    {
        var text = new StringBuilder(Intro);
        foreach (var rule in RobustRules.All)
        {
            text.Append($"\n## {char.ToUpperInvariant(rule.Name[0])}{rule.Name[1..]}\n\n")
                .Append("| | |\n| --- | --- |\n")
                .Append($"| accepts | {Cell(rule.Accepts)} |\n| rests on | {Cell(rule.Theorem)} |\n| reference | {Cell(rule.Reference)} |\n");
            foreach (var (_, example) in _examples.Where(e => e.Rule == rule.Name))
                Write(text, rule, example);
        }

        return text.ToString();
    }

    /// <summary>Rules that no example shows at work.</summary>
    public static IEnumerable<string> WithoutExample() => RobustRules.All.Select(r => r.Name).Except(_examples.Select(e => e.Rule));

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    /// <summary>An example with its derivation; where the rule leaves none, the answer is the value itself.</summary>
    private static void Write(StringBuilder text, IRobustRule rule, string example)
    {
        if (DerivationsOf(example) is not [var derivation, ..])
        {
            text.Append($"\nFor `{example}`: exact.\n");
            return;
        }

        Assert.Equal(rule.Name, derivation.Rule);
        text.Append($"\nFor `{example}`: {KindOf(derivation.BoundKind)}{(derivation.IsCertificate ? ", a certificate" : "")}.\n\n")
            .Append(string.Join("\\\n", derivation.Text.Select(line => "> " + line)))
            .Append($"\n\n```math\n{derivation.Latex}\n```\n");
    }

    private static string KindOf(BoundKind kind) => kind is BoundKind.Lower or BoundKind.Upper
        ? $"{(kind == BoundKind.Lower ? "a lower" : "an upper")} bound"
        : kind.ToString().ToLowerInvariant();

    private static IReadOnlyList<Derivation> DerivationsOf(string example)
    {
        var spec = Setup + (example.Contains("digits.train", StringComparison.Ordinal)
            ? $$"""
                objective worst = {{example}}
                train robust for 1<epoch> =
                    batch 64<sample/step> from digits.train
                    minimize worst over net using adam { rate = 1e-3 }
                """
            : $"""
                protocol robustness =
                    for seed in replicates 2
                    run fit
                    measure value = {example}
                """);
        var (module, diagnostics) = Binder.Bind(Parser.Parse(new SourceText("example.mlspec", spec)), []);
        var lowered = ModuleLowering.Lower(module);
        Assert.Empty(diagnostics.Concat(lowered.Diagnostics).Select(d => $"{example}: {d.Code} {d.Message}"));
        return lowered.Module.Protocols.IsEmpty
            ? lowered.Module.Trainings.Last().Steps.OfType<OptimizeStep>().Single().Value.Derivations
            : lowered.Module.Protocols[0].Measures[0].Variants[0].Derivations;
    }
}
