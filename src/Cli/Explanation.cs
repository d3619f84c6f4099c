using System.Collections.Immutable;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Cli;

/// <summary>What a spec declares, for people: documentation, type, and how each <c>sup</c> and <c>inf</c> is computed.</summary>
internal static class Explanation
{
    private const string Indent = "    ";

    /// <summary>All names that can be explained: declarations and measures.</summary>
    public static IReadOnlyList<string> NamesOf(CompiledFile file) =>
        [.. Entry.AllOf(file.Module).Select(e => e.Symbol.Name).Distinct(StringComparer.Ordinal)];

    /// <summary>Writes the entry of a name, a protocol's with those of its measures, or all entries in source order.</summary>
    public static void Write(CompiledFile file, string? name, Terminal terminal)
    {
        var derivations = file.Lowered is { } lowered ? DerivationsOf(lowered) : [];
        var isFirst = true;
        foreach (var entry in Entry.AllOf(file.Module).Where(e => name is null || e.Symbol.Name == name || e.Protocol?.Name == name))
        {
            if (!isFirst)
                terminal.Line();
            isFirst = false;
            Write(entry, file.Source, terminal);
            foreach (var derivation in derivations.Where(entry.Explains))
                Write(derivation, file.Source, terminal);
        }
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

    private static void Write(Derivation derivation, SourceText source, Terminal terminal)
    {
        terminal.Line();
        terminal.Line(
            Indent, Piece.Bold(KindText(derivation.BoundKind)), $" of `{FirstLine(Inside(source[derivation.Span]))}` by {derivation.Rule}");
        foreach (var line in derivation.Text)
            terminal.Line(Indent, line);
        terminal.Line(Indent, derivation.Latex);
        terminal.Line(Indent, Piece.Dim("Rests on: "), derivation.Theorem);
        terminal.Line(Indent, Piece.Dim("Reference: "), derivation.Reference);
    }

    private static string Inside(string text) => text.StartsWith('(') ? text[1..^1] : text;

    private static string FirstLine(string text)
    {
        var line = text.Split('\n')[0].TrimEnd();
        return Excerpt.Printable(line.Length == text.Length ? line : line + " ...");
    }

    private static string KindText(BoundKind kind) => kind switch
    {
        BoundKind.Exact => "exact value",
        BoundKind.Lower => "lower bound",
        BoundKind.Upper => "upper bound",
        _ => "heuristic value",
    };

    /// <summary>The derivations of all trainings and measures, in source order; one that several of them share comes once.</summary>
    private static ImmutableArray<Derivation> DerivationsOf(LoweredModule module) =>
        [.. module.Trainings.SelectMany(t => t.Steps).SelectMany(Within)
            .Concat(module.Protocols.SelectMany(p => p.Measures).SelectMany(m => m.Variants).SelectMany(v => v.Derivations))
            .DistinctBy(d => (d.Span, d.Rule, d.BoundKind, string.Join('\n', d.Text)))
            .OrderBy(d => d.Span.Start)];

    private static IEnumerable<Derivation> Within(LoweredStep step) => step switch
    {
        OptimizeStep s => s.Value.Derivations,
        MeasureStep s => s.Derivations,
        EveryStep s => s.Steps.SelectMany(Within),
        PhaseStep s => s.Steps.SelectMany(Within),
        _ => [],
    };
}
