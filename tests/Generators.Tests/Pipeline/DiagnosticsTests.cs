using Microsoft.CodeAnalysis;

using MLSpec.Dsl.Diagnostics;
namespace MLSpec.Generators.Tests.Pipeline;

/// <summary>Findings of the compiler as the host shows them: at their place in the spec, with the likely mend.</summary>
public sealed class DiagnosticsTests
{
    private const string _broken = "module A\n\nparam warm = 10epochs\nparam width = 64\nlet x = (1 + 2\n";

    [Fact]
    public void A_finding_stands_at_its_place_with_its_mend()
    {
        var found = SpecDriver.Create(("sub/a.mlspec", _broken)).Result.Diagnostics;

        var place = found[0].Location.GetLineSpan();
        Assert.Equal("MLS1007", found[0].Id);
        Assert.Equal(DiagnosticSeverity.Error, found[0].Severity);
        Assert.Equal(SpecDriver.Root + "sub/a.mlspec", place.Path);
        Assert.Equal((2, 13, 2, 21), (place.StartLinePosition.Line, place.StartLinePosition.Character, place.EndLinePosition.Line, place.EndLinePosition.Character));
        Assert.Equal("10epochs", _broken.Substring(found[0].Location.SourceSpan.Start, found[0].Location.SourceSpan.Length));
        Assert.Matches(@"\. Fix: \S", found[0].GetMessage());
        Assert.StartsWith("/home/lab/project/sub/a.mlspec(3,14): error MLS1007: ", found[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_findings_of_a_file_come_at_once_on_one_line_each()
    {
        var found = SpecDriver.Create(("a.mlspec", _broken)).Result.Diagnostics;

        Assert.Contains(found, diagnostic => diagnostic.Location.GetLineSpan().StartLinePosition.Line == 2);
        Assert.Contains(found, diagnostic => diagnostic.Location.GetLineSpan().StartLinePosition.Line >= 4);
        Assert.All(found, diagnostic => Assert.DoesNotContain('\n', diagnostic.GetMessage()));
    }

    [Fact]
    public void An_error_in_one_file_leaves_the_others_their_code()
    {
        var result = SpecDriver.Create(("a.mlspec", _broken), ("b.mlspec", "module B\n")).Result;

        Assert.All(result.Diagnostics, diagnostic => Assert.Equal(SpecDriver.Root + "a.mlspec", diagnostic.Location.GetLineSpan().Path));
        Assert.All(result.GeneratedSources, source => Assert.StartsWith("b.", source.HintName, StringComparison.Ordinal));
        Assert.NotEmpty(result.GeneratedSources);
    }

    [Fact]
    public void An_error_in_an_opened_file_is_reported_there_alone()
    {
        var found = SpecDriver.Create(("a.mlspec", _broken), ("b.mlspec", "module B\nopen A\n")).Result.Diagnostics;

        Assert.NotEmpty(found);
        Assert.All(found.Where(diagnostic => diagnostic.Id.StartsWith("MLS1", StringComparison.Ordinal)), diagnostic =>
            Assert.Equal(SpecDriver.Root + "a.mlspec", diagnostic.Location.GetLineSpan().Path));
    }

    /// <summary>Braces in a message are no places for arguments.</summary>
    [Fact]
    public void Messages_are_taken_literally()
    {
        var diagnostic = new Dsl.Diagnostics.Diagnostic(ModuleDiagnostics.Internal, "/a.mlspec", new(0, 1), "record { a = {0} }", "write {1}");

        var shown = HostDiagnostic.From(SpecDiagnostic.From(diagnostic, new Dsl.Syntax.SourceText("/a.mlspec", "x")));

        Assert.Equal("record { a = {0} }. Fix: write {1}", shown.GetMessage());
    }
}
