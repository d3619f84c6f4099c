using System.Text.RegularExpressions;

namespace MLSpec.Runtime.Reporting;

/// <summary>
/// Colours a spec as it is read: comments, texts, numbers, units, keywords and the names that are declared. It knows the shapes of tokens and no grammar: the runtime does not bring the
/// compiler along, and a word that is coloured wrongly is still legible.
/// </summary>
internal static partial class Highlighter
{
    private static readonly HashSet<string> _keywords =
    [
        "module", "open", "param", "let", "type", "data", "model", "uncertainty", "schedule", "objective", "train", "protocol", "extern", "decode",
        "if", "then", "else", "fun", "true", "false", "sum", "expect", "sup", "inf", "in", "for",
        "after", "collect", "batch", "minimize", "maximize", "track", "project", "phase", "every", "stop", "run", "measure", "report", "plot", "picture", "claim",
    ];

    /// <summary>The words that can be coloured as keywords.</summary>
    public static IReadOnlyCollection<string> Keywords => _keywords;

    /// <summary>The text with a <c>span</c> around each token of a class.</summary>
    public static Html Render(string text)
    {
        var pieces = new List<string>();
        var at = 0;
        foreach (Match match in Tokens().Matches(text))
        {
            pieces.Add(Html.Of($"{text[at..match.Index]}").ToString());
            pieces.Add(Token(match).ToString());
            at = match.Index + match.Length;
        }
        pieces.Add(Html.Of($"{text[at..]}").ToString());
        return Html.Trusted(string.Concat(pieces));
    }

    private static Html Token(Match match)
    {
        var kind = match.Groups.Cast<Group>().Skip(1).First(group => group.Success).Name;
        if (kind == "word") kind = _keywords.Contains(match.Value) ? "keyword" : "";
        return kind.Length == 0 ? Html.Of($"{match.Value}") : Html.Of($"<span class=\"{kind}\">{match.Value}</span>");
    }

    [GeneratedRegex(
        """"
        (?<comment>//[^\n]*|\(\*(?!\))[\s\S]*?\*\))
        | (?<string>"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*")
        | (?<unit>(?<=[\w%])<[^<>\n=]{1,40}>)
        | (?<literal>(?<![\w.])\d[\d_]*(?:\.(?!\.)\d*)?(?:[eE][+-]?\d+)?%?)
        | (?<word>[\p{L}_][\p{L}\p{Nd}_']*)
        """", RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Tokens();
}
