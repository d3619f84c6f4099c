using System.Text;
using System.Text.RegularExpressions;

namespace MLSpec.Runtime.Reporting;

/// <summary>
/// Formulas as MathML, which browsers show without a script. It reads the LaTeX that the compiler's derivations are written in: names, numbers, relations, Greek letters, sub- and
/// superscripts, fractions, roots, accents, brackets that grow, and upright words.
/// </summary>
internal static partial class MathMl
{
    private static readonly Dictionary<string, string> _operators = Pairs("""
        le ≤ ge ≥ ne ≠ in ∈ cap ∩ cup ∪ forall ∀ approx ≈ propto ∝ mp ∓ pm ± cdot ⋅ times × Rightarrow ⇒ to →
        leftarrow ← mapsto ↦ partial ∂ nabla ∇ sum ∑ prod ∏ int ∫ | ‖ { { } } ldots … dots … sim ∼ odot ⊙ langle ⟨
        rangle ⟩ star ⋆ ast ∗ mid ∣ ll ≪ subset ⊂ subseteq ⊆ colon : lVert ‖ rVert ‖
        """);

    private static readonly Dictionary<string, string> _letters = Pairs("""
        alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε eta η theta θ kappa κ lambda λ mu μ nu ν xi ξ pi π
        rho ρ sigma σ tau τ phi ϕ psi ψ omega ω Delta Δ Sigma Σ Pi Π Phi Φ Omega Ω infty ∞ top ⊤ ell ℓ
        """);

    private static readonly Dictionary<string, string> _spaces = new()
    {
        [","] = "0.17em",
        [";"] = "0.28em",
        [":"] = "0.22em",
        ["quad"] = "1em",
        ["qquad"] = "2em",
        [" "] = "0.3em",
        ["!"] = "-0.17em",
    };

    private static readonly Dictionary<string, string> _accents = Pairs("""
        hat ^ bar ¯ tilde ~ overline ‾ widehat ^
        """);

    private static readonly Dictionary<char, string> _doubleStruck = new() { ['E'] = "𝔼", ['R'] = "ℝ", ['P'] = "ℙ", ['N'] = "ℕ" };

    /// <summary>Functions with limits below them.</summary>
    private static readonly HashSet<string> _limits = ["sup", "inf", "max", "min"];

    private static readonly HashSet<string> _functions = ["log", "exp", "arg", "sup", "inf", "max", "min", "sqrt", "det", "tr"];

    /// <summary>The formula in a <c>math</c> element. A command that it does not know stands in it as it was written.</summary>
    public static Html Render(string latex)
    {
        var tokens = new Queue<string>(Tokens().Matches(latex).Select(match => match.Value).Where(token => token.Trim().Length > 0 || token == "\\ "));
        return Html.Trusted($"<math display=\"block\">{Row(tokens, _ => false)}</math>");
    }

    private static string Row(Queue<string> tokens, Func<string, bool> ends)
    {
        var row = new StringBuilder("<mrow>");
        while (tokens.Count > 0 && !ends(tokens.Peek())) row.Append(Scripted(tokens));
        return row.Append("</mrow>").ToString();
    }

    /// <summary>An atom with what stands below and above it.</summary>
    private static string Scripted(Queue<string> tokens)
    {
        var hasLimits = tokens.Peek().StartsWith('\\') && (_limits.Contains(tokens.Peek()[1..]) || tokens.Peek() is "\\sum" or "\\prod");
        var atom = Atom(tokens);
        string? below = null, above = null;
        while (tokens.TryPeek(out var next) && next is "_" or "^" or "'")
        {
            tokens.Dequeue();
            if (next == "_") below = Atom(tokens);
            else above = (above ?? "") + (next == "'" ? "<mo>′</mo>" : Atom(tokens));
        }
        var kind = hasLimits ? ("munder", "mover", "munderover") : ("msub", "msup", "msubsup");
        return (below, above) switch
        {
            (null, null) => atom,
            (not null, null) => Element(kind.Item1, atom + below),
            (null, not null) => Element(kind.Item2, atom + Grouped(above)),
            _ => Element(kind.Item3, atom + below + Grouped(above)),
        };
    }

    private static string Atom(Queue<string> tokens)
    {
        if (!tokens.TryDequeue(out var token)) return Element("mrow", "");
        if (token == "{") return Group(tokens);
        if (token.StartsWith('\\')) return Command(token[1..], tokens);
        if (char.IsAsciiDigit(token[0])) return Leaf("mn", token);
        return char.IsLetter(token[0]) ? Leaf("mi", token) : Leaf("mo", token == "-" ? "−" : token == "*" ? "∗" : token, "stretchy=\"false\"");
    }

    private static string Command(string name, Queue<string> tokens) => name switch
    {
        "left" => Grown(tokens),
        "frac" or "tfrac" or "dfrac" => Element("mfrac", Atom(tokens) + Atom(tokens)),
        "sqrt" => Element("msqrt", Atom(tokens)),
        "mathrm" or "text" or "operatorname" or "mathsf" => Leaf("mtext", Words(tokens)),
        "mathbb" => Leaf("mi", Words(tokens) is [var letter] && _doubleStruck.TryGetValue(letter, out var struck) ? struck : "?", "mathvariant=\"normal\""),
        "textstyle" or "displaystyle" => "",
        "big" or "Big" or "bigl" or "bigr" or "Bigl" or "Bigr" => Atom(tokens),
        _ when _accents.TryGetValue(name, out var accent) => Element("mover", Atom(tokens) + Leaf("mo", accent), "accent=\"true\""),
        _ when _spaces.TryGetValue(name, out var width) => $"<mspace width=\"{width}\"></mspace>",
        _ when _letters.TryGetValue(name, out var letter) => Leaf("mi", letter),
        _ when _operators.TryGetValue(name, out var sign) => Leaf("mo", sign, name is "sum" or "prod" or "int" ? "" : "stretchy=\"false\""),
        _ when _functions.Contains(name) => Leaf("mo", name, "lspace=\"0.17em\" rspace=\"0.17em\""),
        _ => Leaf("mtext", "\\" + name),
    };

    /// <summary>What stands between <c>\left</c> and <c>\right</c>.</summary>
    private static string Grown(Queue<string> tokens)
    {
        var open = Fence(tokens);
        var inside = Row(tokens, token => token == "\\right");
        if (tokens.Count > 0) tokens.Dequeue();
        return Element("mrow", open + inside + Fence(tokens));
    }

    private static string Fence(Queue<string> tokens)
    {
        if (!tokens.TryDequeue(out var token) || token == ".") return "";
        return Leaf("mo", token.StartsWith('\\') ? _operators.GetValueOrDefault(token[1..], token) : token, "stretchy=\"true\"");
    }

    private static string Group(Queue<string> tokens)
    {
        var row = Row(tokens, token => token == "}");
        if (tokens.Count > 0) tokens.Dequeue();
        return row;
    }

    /// <summary>The letters of a group, upright.</summary>
    private static string Words(Queue<string> tokens)
    {
        if (tokens.Count == 0) return "";
        if (tokens.Peek() != "{") return tokens.Dequeue();
        tokens.Dequeue();
        var words = new StringBuilder();
        while (tokens.TryDequeue(out var token) && token != "}") words.Append(token);
        return words.ToString();
    }

    /// <summary>A command and what it stands for, in turn.</summary>
    private static Dictionary<string, string> Pairs(string words) =>
        words.Split((char[])[' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);

    private static string Grouped(string inside) => Element("mrow", inside);

    private static string Element(string name, string inside, string attributes = "") =>
        $"<{name}{(attributes.Length == 0 ? "" : " " + attributes)}>{inside}</{name}>";

    private static string Leaf(string name, string text, string attributes = "") => Element(name, Html.Of($"{text}").ToString(), attributes);

    [GeneratedRegex(@"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\s+|.", RegexOptions.CultureInvariant)]
    private static partial Regex Tokens();
}
