using System.Collections.Immutable;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Generators;

/// <summary>The <c>module</c> and <c>open</c> lines of a text, found without parsing it.</summary>
internal sealed record ModuleScan(ModuleScan.NameAt? Module, ImmutableArray<ModuleScan.NameAt> Opens)
{
    /// <summary>A dotted name with its place.</summary>
    public readonly record struct NameAt(string Text, TextSpan Span);

    /// <summary>Reads any text; lines within comments and strings do not count. Of several <c>module</c> lines the first counts.</summary>
    public static ModuleScan Read(string text)
    {
        NameAt? module = null;
        var opens = ImmutableArray.CreateBuilder<NameAt>();
        var position = 0;
        while (position < text.Length)
        {
            var atLineStart = position == 0 || text[position - 1] == '\n' || (position == 1 && text[0] == '\uFEFF');
            if (atLineStart && NameAfter(text, position, "module") is { } name)
                module ??= name;
            else if (atLineStart && NameAfter(text, position, "open") is { } open)
                opens.Add(open);
            position = Next(text, position);
        }

        return new ModuleScan(module, opens.ToImmutable());
    }

    private static NameAt? NameAfter(string text, int position, string word)
    {
        var start = position + word.Length;
        if (string.CompareOrdinal(text, position, word, 0, word.Length) != 0 || start >= text.Length || text[start] != ' ')
            return null;
        while (start < text.Length && text[start] == ' ')
            start++;
        var end = start;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '.' or '\''))
            end++;
        return end == start ? null : new NameAt(text.Substring(start, end - start), TextSpan.FromBounds(start, end));
    }

    /// <summary>The position after the comment, the string or the character that stands here.</summary>
    private static int Next(string text, int position) =>
        Starts(text, position, "//") ? EndOfLine(text, position)
        : Starts(text, position, "(*") && !Starts(text, position, "(*)") ? EndOfComment(text, position)
        : Starts(text, position, "\"\"\"") ? After(text, position + 3, "\"\"\"")
        : text[position] == '"' ? EndOfString(text, position)
        : position + 1;

    private static bool Starts(string text, int position, string word) => string.CompareOrdinal(text, position, word, 0, word.Length) == 0;

    private static int EndOfLine(string text, int position)
    {
        var end = text.IndexOf('\n', position);
        return end < 0 ? text.Length : end;
    }

    private static int After(string text, int position, string word)
    {
        var start = text.IndexOf(word, Math.Min(position, text.Length), StringComparison.Ordinal);
        return start < 0 ? text.Length : start + word.Length;
    }

    private static int EndOfComment(string text, int position)
    {
        var depth = 0;
        do
        {
            if (Starts(text, position, "(*"))
                (depth, position) = (depth + 1, position + 2);
            else if (Starts(text, position, "*)"))
                (depth, position) = (depth - 1, position + 2);
            else
                position++;
        }
        while (depth > 0 && position < text.Length);
        return Math.Min(position, text.Length);
    }

    private static int EndOfString(string text, int position)
    {
        for (position++; position < text.Length && text[position] != '"'; position++)
        {
            if (text[position] == '\\')
                position++;
        }

        return Math.Min(position + 1, text.Length);
    }
}
