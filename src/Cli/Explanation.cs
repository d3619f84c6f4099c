using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Cli;

/// <summary>What a spec declares, for people: documentation, type, and how each <c>sup</c> and <c>inf</c> is computed.</summary>
internal static class Explanation
{
    private const string Indent = "    ";

    /// <summary>All names that can be explained: declarations and measures.</summary>
    public static IReadOnlyList<string> NamesOf(CompiledFile file) =>
        [.. Entry.AllOf(file.Module).Select(e => e.Symbol.Name).Distinct(StringComparer.Ordinal)];

    /// <summary>Where a name is declared: in the file, in what it opens, or in the prelude; null where it is nowhere.</summary>
    public static BoundModule? ModuleOf(CompiledFile file, string name) =>
        file.Module.Opened.Add(file.Module).LastOrDefault(m => Entry.AllOf(m).Any(e => e.Symbol.Name == name));

    /// <summary>Writes the entry of a name, a protocol's with those of its measures, or all entries in source order.</summary>
    public static void Write(CompiledFile file, string? name, Terminal terminal)
    {
        var isFirst = true;
        var module = name is null ? file.Module : ModuleOf(file, name)!;
        foreach (var (entry, derivations) in EntriesOf(file, name))
        {
            if (!isFirst)
                terminal.Line();
            isFirst = false;
            Write(entry, module.Source, terminal);
            foreach (var derivation in derivations)
                Write(derivation, file.Source, terminal);
        }
    }

    /// <summary>The entries that a name means, each with the derivations of the worst cases in it.</summary>
    public static IEnumerable<(Entry Entry, IEnumerable<PlacedDerivation> Derivations)> EntriesOf(CompiledFile file, string? name)
    {
        var module = name is null ? file.Module : ModuleOf(file, name)!;
        var derivations = file.Lowered is { } lowered && module == file.Module ? PlacedDerivation.AllOf(lowered) : [];
        return Entry.AllOf(module)
            .Where(e => name is null || e.Symbol.Name == name || e.Protocol?.Name == name)
            .Select(e => (e, derivations.Where(d => e.Explains(d.Derivation))));
    }

    private static void Write(Entry entry, SourceText source, Terminal terminal)
    {
        var at = source.PositionOf(entry.Symbol.Span.Start);
        terminal.Line(
            Piece.Blue(entry.Role), " ", Piece.Bold(entry.Symbol.Name), entry.Type is { } type ? $" : {type}" : "",
            Piece.Dim(FormattableString.Invariant($"  ({source.Path}({at.Line},{at.Column}))")));
        foreach (var line in (entry.Symbol.Documentation ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            terminal.Line(Indent, Excerpt.Printable(line.Trim()));
        if (entry.Note is { } note)
            terminal.Line(Indent, note);
    }

    private static void Write(PlacedDerivation placed, SourceText source, Terminal terminal)
    {
        var derivation = placed.Derivation;
        terminal.Line();
        terminal.Line(
            Indent, Piece.Bold(placed.BoundWords), $" of `{Subject(placed, source)}` by {derivation.Rule}",
            Piece.Dim($"  (in {string.Join(", ", placed.Places)})"));
        foreach (var line in derivation.Text)
            terminal.Line(Indent, line);
        terminal.Line(Indent, derivation.Latex);
        terminal.Line(Indent, Piece.Dim("Rests on: "), derivation.Theorem);
        terminal.Line(Indent, Piece.Dim("Reference: "), derivation.Reference);
    }

    /// <summary>The <c>sup</c> or <c>inf</c> that is derived, in one line that does nothing to a terminal.</summary>
    public static string Subject(PlacedDerivation placed, SourceText source) => Excerpt.Printable(placed.Subject(source));
}
