using System.Reflection;
using MLSpec.Dsl.Diagnostics;
using Snapshooter;
using Snapshooter.Xunit;

namespace MLSpec.Dsl.Tests.Binding;

/// <summary>
/// Every code has a failing snippet, with its message under the line that it concerns, and a mended twin without findings.
/// </summary>
public sealed class DiagnosticTests
{
    private static readonly System.Type[] _descriptors =
        [typeof(NameDiagnostics), typeof(TypeDiagnostics), typeof(UnitDiagnostics), typeof(ExperimentDiagnostics)];

    private static readonly string _folder = Path.Combine(Repository.Root, "tests", "Dsl.Tests", "Binding", "Diagnostics");

    public static TheoryData<string> Codes { get; } = new(Descriptors().Select(d => d.Code));

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_failing_snippet_gives_this_code_alone(string code)
    {
        var text = Read(code + ".mlspec");
        var (_, diagnostics) = Specs.Bind(text);
        Assert.Equal([code], diagnostics.Select(d => d.Code));
        Specs.Annotate(text, diagnostics).MatchSnapshot(SnapshotNameExtension.Create(code));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void The_mended_snippet_has_no_findings(string code)
    {
        var text = Read(code + ".mended.mlspec");
        var (_, diagnostics) = Specs.Bind(text);
        Assert.True(diagnostics.IsEmpty, Specs.Annotate(text, diagnostics));
    }

    [Fact]
    public void Codes_are_unique_and_in_their_range()
    {
        var codes = Descriptors().Select(d => d.Code).ToList();
        Assert.Equal(codes.Count, codes.Distinct().Count());
        Assert.Equal(Directory.GetFiles(_folder, "*.mlspec").Length, 2 * codes.Count);
    }

    [Fact]
    public void All_errors_come_in_one_pass_and_cause_no_others()
    {
        const string Text = """
            let a = undefined + 1
            let b = a * true
            let c = 2.0<m> + 3.0<s>
            let d = c + b
            data rows : { x : float[2]; y : class[3] } = csv "rows.csv"
            model net (x : float[2]) : float[3] = dense 4 x
            objective fit = expect (x, y) in rows.trian -> cross_entropy (net x) y
            train go for 10<steps> =
                batch 8 from rows.train
                minimize fit over nett using sgd { rte = 0.1 }
            protocol p =
                for eps in [0.1; 0.2]
                run gone
                measure acc = expect (x, y) in rows.test -> correct (net x) y
                report meen of acc by epz
                claim "good" : mean acc [0.3] > 90% when eps == 0.5
            """;
        Specs.Annotate(Text, Specs.Bind(Text).Diagnostics).MatchSnapshot();
    }

    [Theory]
    [InlineData("let a = [0.1 .. 0.1 .. 0.3] // mlspec:disable MLS4522\n", 0)]
    [InlineData("// mlspec:disable MLS4522\nlet a = [0.1 .. 0.1 .. 0.3]\n", 0)]
    [InlineData("// mlspec:disable MLS4501, MLS4522\nlet a = [0.1 .. 0.1 .. 0.3]\n", 0)]
    [InlineData("// mlspec:disable MLS4522\n\nlet a = [0.1 .. 0.1 .. 0.3]\n", 1)]
    [InlineData("// mlspec:disable MLS4501\nlet a = [0.1 .. 0.1 .. 0.3]\n", 1)]
    [InlineData("let a = b // mlspec:disable MLS3001\n", 1)]
    public void Warnings_are_silenced_where_a_comment_says_so_and_errors_never(string text, int findings) =>
        Assert.Equal(findings, Specs.Bind(text).Diagnostics.Length);

    private static string Read(string name) =>
        File.ReadAllText(Path.Combine(_folder, name)).Replace("\r\n", "\n", StringComparison.Ordinal);

    private static IEnumerable<DiagnosticDescriptor> Descriptors() =>
        _descriptors.SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.Static)).Select(
            f => (DiagnosticDescriptor)f.GetValue(null)!);
}
