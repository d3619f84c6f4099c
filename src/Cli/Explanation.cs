using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Cli;

/// <summary>What a spec declares, for people: documentation, type, and how each <c>sup</c> and <c>inf</c> is computed.</summary>
internal static class Explanation
{
    /// <summary>All names that can be explained: declarations, then measures.</summary>
    public static IReadOnlyList<string> NamesOf(CompiledFile file) => [.. EntriesOf(file).Select(e => e.Symbol.Name).Distinct(StringComparer.Ordinal)];

    /// <summary>Writes the entry of a name, or all entries in source order.</summary>
    public static void Write(CompiledFile file, string? name, Terminal terminal)
    {
        var derivations = DerivationsOf(file.Lowered);
        var entries = EntriesOf(file).Where(e => name is null || e.Symbol.Name == name || e.Protocol?.Name == name).ToList();
        foreach (var entry in entries)
        {
            if (entry != entries[0])
                terminal.Line();
            Write(entry, terminal);
            foreach (var derivation in derivations.Where(d => IsWithin(d.Span, entry)))
                Write(derivation, file.Source, terminal);
        }
    }

    private static IEnumerable<Entry> EntriesOf(CompiledFile file) =>
        file.Module.Declarations
            .SelectMany(d => d is BoundProtocol p ? [Of(d), .. p.Measures.Select(m => new Entry("measure", m.Symbol, m.Span, p.Symbol, null))] : new[] { Of(d) })
            .OrderBy(e => e.Symbol.Span.Start);

    private static Entry Of(BoundDeclaration declaration) => declaration switch
    {
        BoundParam d => new Entry("param", d.Symbol, d.Span),
        BoundLet d => new Entry("let", d.Symbol, d.Span),
        BoundTypeDeclaration d => new Entry("type", d.Symbol, d.Span),
        BoundUnitDeclaration d => new Entry("measure", d.Symbol, d.Span),
        BoundData d => new Entry("data", d.Symbol, d.Span),
        BoundModel d => new Entry("model", d.Symbol, d.Span),
        BoundUncertainty d => new Entry("uncertainty", d.Symbol, d.Span),
        BoundSchedule d => new Entry("schedule", d.Symbol, d.Span),
        BoundObjective d => new Entry("objective", d.Symbol, d.Span),
        BoundTrain d => new Entry("train", d.Symbol, d.Span),
        BoundProtocol d => new Entry("protocol", d.Symbol, d.Span, null, GridText.Of(d)),
        _ => new Entry("extern", declaration.Symbol, declaration.Span),
    };
}
