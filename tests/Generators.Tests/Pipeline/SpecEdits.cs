using System.Globalization;
using System.Text.RegularExpressions;

namespace MLSpec.Generators.Tests.Pipeline;

/// <summary>What a person at an editor does to a spec, and now and then what a cat does.</summary>
internal static partial class SpecEdits
{
    private static readonly string[] _insertions =
        ["\n", "\n\n", " ", "// a remark\n", "/// A word of explanation.\n", "(* ", "*) ", "\"", "\"\"\"", "\t", "x", "-", "(", ")", "=", "\u00A0", "param extra = 1\n", "let more = 2.5\n"];

    /// <summary>An edit of the text; now and then a return to how it was.</summary>
    public static string Any(string text, string original, Random random) => random.Next(14) switch
    {
        0 => original,
        1 => "\n" + text,
        2 => "// top\n" + text,
        3 or 4 or 5 => Numbers().Replace(text, m => Other(m.Value, random), 1, random.Next(text.Length + 1)),
        6 => Lines(text, lines => lines.RemoveAt(random.Next(lines.Count))),
        7 => Lines(text, lines => lines.Insert(random.Next(lines.Count), "")),
        8 => Lines(text, lines => lines.Insert(random.Next(lines.Count), lines[random.Next(lines.Count)])),
        9 => Declarations(text, parts => parts.Insert(random.Next(parts.Count), parts[random.Next(parts.Count)])),
        10 => Declarations(text, parts => parts.Reverse(random.Next(Math.Max(1, parts.Count - 1)), Math.Min(2, parts.Count))),
        11 => Declarations(text, parts => parts.RemoveAt(random.Next(parts.Count))),
        12 => Renamed(text, random),
        _ => text.Insert(random.Next(text.Length + 1), _insertions[random.Next(_insertions.Length)]),
    };

    private static string Other(string number, Random random) => number.Contains('.', StringComparison.Ordinal)
        ? number + random.Next(10).ToString(CultureInfo.InvariantCulture)
        : random.Next(1, 30).ToString(CultureInfo.InvariantCulture);

    private static string Lines(string text, Action<List<string>> edit)
    {
        List<string> lines = [.. text.Split('\n')];
        edit(lines);
        return string.Join("\n", lines);
    }

    /// <summary>Parts between empty lines.</summary>
    private static string Declarations(string text, Action<List<string>> edit)
    {
        List<string> parts = [.. text.Split("\n\n")];
        edit(parts);
        return string.Join("\n\n", parts);
    }

    /// <summary>One word everywhere, or in one place alone.</summary>
    private static string Renamed(string text, Random random)
    {
        var words = Words().Matches(text);
        if (words.Count == 0)
            return text;
        var word = words[random.Next(words.Count)];
        return random.Next(2) == 0
            ? Regex.Replace(text, $@"\b{Regex.Escape(word.Value)}\b", word.Value + "2")
            : text.Insert(word.Index + word.Length, "2");
    }

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\b[a-z]\w+")]
    private static partial Regex Words();
}
