using System.Text;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Cli;

/// <summary>Derivations as LaTeX for the method section of a paper: a paragraph each, with nothing but <c>amsmath</c> and <c>amssymb</c>.</summary>
internal static class Latex
{
    /// <summary>The derivations of a name, or of the whole spec; a comment where there are none.</summary>
    public static string Of(CompiledFile file, string? name)
    {
        var text = new StringBuilder();
        var derivations = Explanation.EntriesOf(file, name).SelectMany(e => e.Derivations);
        foreach (var placed in derivations.Distinct())
            Write(text, placed, file.Source);
        return text.Length > 0 ? text.ToString() : $"% {name ?? file.Module.Name} has no worst case\n";
    }

    private static void Write(StringBuilder text, PlacedDerivation placed, SourceText source)
    {
        var derivation = placed.Derivation;
        var at = source.PositionOf(derivation.Span.Start);
        if (text.Length > 0)
            text.Append('\n');
        text.Append(FormattableString.Invariant($"% {source.Path}({at.Line},{at.Column}), in {string.Join(", ", placed.Places)}\n"))
            .Append($"\\paragraph{{{Escape(Capital(derivation.Rule))}.}}\n")
            .Append($"\\texttt{{{Escape(Explanation.Subject(placed, source))}}}: {placed.BoundWords}.\n");
        foreach (var line in derivation.Text)
            text.Append(Escape(line)).Append('\n');
        text.Append($"\\[\n    {derivation.Latex}\n\\]\n")
            .Append($"It rests on: {Escape(derivation.Theorem)} ({Escape(derivation.Reference)}).\n");
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var character in text)
        {
            escaped.Append(character switch
            {
                '\\' => "\\textbackslash{}",
                '~' => "\\textasciitilde{}",
                '^' => "\\textasciicircum{}",
                '<' => "\\textless{}",
                '>' => "\\textgreater{}",
                '|' => "\\textbar{}",
                '&' or '%' or '$' or '#' or '_' or '{' or '}' => "\\" + character,
                _ => character.ToString(),
            });
        }

        return escaped.ToString();
    }
}
