using System.Reflection;
using System.Text.RegularExpressions;
using MLSpec.Dsl.Diagnostics;

namespace MLSpec.Dsl.Tests.Documentation;

/// <summary><c>docs/diagnostics.md</c> has a section for every code, and its examples do what they say.</summary>
public sealed partial class DiagnosticsManualTests
{
    /// <summary>Faults of the compiler, for which there can be no example.</summary>
    private static readonly string[] _withoutExample = [ModuleDiagnostics.Internal.Code];

    /// <summary>What holds for the files of a project, not for every text that is compiled: the tool and the generator report it.</summary>
    private static readonly string[] _ofProjects = [ModuleDiagnostics.NoModule.Code];

    private static readonly Manual _manual = Manual.Read("diagnostics.md");

    private static readonly IReadOnlyList<Section> _sections = [.. Sections()];

    private sealed record Section(string Code, string Title, int From, int To)
    {
        public IEnumerable<string> Lines => _manual.Lines.Skip(From).Take(To - From);

        /// <summary>The spec below the line <c>Failing:</c> or <c>Mended:</c>.</summary>
        public Manual.Block Example(string kind)
        {
            var at = Enumerable.Range(From, To - From).Single(i => _manual.Lines[i] == kind);
            return _manual.Blocks.First(b => b.Line > at + 1);
        }

        /// <summary>Codes that the failing example cannot avoid beside its own: <c>Also reported: MLS0000.</c></summary>
        public IEnumerable<string> Also =>
            Lines.Where(l => l.StartsWith("Also reported:", StringComparison.Ordinal)).SelectMany(l => Codes().Matches(l)).Select(m => m.Value);
    }

    public static TheoryData<string> Examples => [.. _sections.Select(s => s.Code).Except(_withoutExample)];

    public static TheoryData<string> Failing => [.. _sections.Select(s => s.Code).Except(_withoutExample).Except(_ofProjects)];

    private static IEnumerable<DiagnosticDescriptor> Descriptors =>
        typeof(DiagnosticDescriptor).Assembly.GetTypes()
            .SelectMany(t => t.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
            .Select(m => m switch
            {
                FieldInfo f when f.FieldType == typeof(DiagnosticDescriptor) => f.GetValue(null),
                PropertyInfo p when p.PropertyType == typeof(DiagnosticDescriptor) => p.GetValue(null),
                _ => null,
            })
            .OfType<DiagnosticDescriptor>()
            .Distinct()
            .OrderBy(d => d.Code, StringComparer.Ordinal);

    [Fact]
    public void Every_code_has_one_section_in_order() =>
        Assert.Equal(Descriptors.Select(d => $"{d.Code} {d.Title}"), _sections.Select(s => $"{s.Code} {s.Title}"));

    [Fact]
    public void Every_code_is_in_the_table() =>
        Assert.Equal(
            Descriptors.Select(d => $"| [{d.Code}](#{Anchor(d)}) | {(d.Severity == Severity.Error ? "error" : "warning")} | {d.Title} |"),
            _manual.Lines.Where(l => l.StartsWith("| [MLS", StringComparison.Ordinal)));

    [Fact]
    public void Codes_are_unique_and_there_are_enough() =>
        Assert.True(Descriptors.Select(d => d.Code).Distinct().Count() == Descriptors.Count() && Descriptors.Count() >= 60);

    [Theory]
    [MemberData(nameof(Failing))]
    public void The_failing_example_reports_its_code(string code)
    {
        var section = _sections.Single(s => s.Code == code);

        var found = _manual.Compile(section.Example("Failing:"));

        Assert.True(
            found.Select(d => d.Code).ToHashSet().SetEquals(section.Also.Append(code)),
            $"docs/diagnostics.md({section.From + 1}): {code} expected, found {Show(found)}");
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void The_mended_example_reports_nothing(string code)
    {
        var section = _sections.Single(s => s.Code == code);

        var found = _manual.Compile(section.Example("Mended:"));

        Assert.True(found.IsEmpty, $"docs/diagnostics.md({section.From + 1}): the mended example reports {Show(found)}");
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Examples_are_short(string code)
    {
        var section = _sections.Single(s => s.Code == code);

        Assert.All(new[] { "Failing:", "Mended:" }, kind => Assert.InRange(section.Example(kind).Text.Count(c => c == '\n'), 1, 12));
    }

    private static string Show(IEnumerable<Diagnostic> found) =>
        string.Concat(found.Select(d => $"\n    {d.Path}[{d.Span.Start}..{d.Span.End}] {d.Code}: {d.Message} Fix: {d.Fix ?? "none"}"));

    /// <summary>The heading's anchor as it is made from a heading: lower case, spaces as hyphens, no punctuation.</summary>
    private static string Anchor(DiagnosticDescriptor descriptor) =>
        string.Concat($"{descriptor.Code} {descriptor.Title}".ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_'))
            .Replace(' ', '-');

    private static IEnumerable<Section> Sections()
    {
        var heads = Enumerable.Range(0, _manual.Lines.Count)
            .Where(i => _manual.Lines[i].StartsWith("## MLS", StringComparison.Ordinal))
            .ToList();
        return heads.Select((at, i) => new Section(
            _manual.Lines[at][3..10], _manual.Lines[at][11..], at, i + 1 < heads.Count ? heads[i + 1] : _manual.Lines.Count));
    }

    [GeneratedRegex(@"MLS\d{4}")]
    private static partial Regex Codes();
}
