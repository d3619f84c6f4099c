using System.Reflection;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;
using Snapshooter;
using Snapshooter.Xunit;

namespace MLSpec.Dsl.Tests.Syntax;

/// <summary>The trees of sound specs and the messages for broken ones, as they were last looked at and found good.</summary>
public sealed class SnapshotTests
{
    public static TheoryData<string> Good => Names("Syntax", "Samples", "Good");

    public static TheoryData<string> Broken => Names("Syntax", "Samples", "Broken");

    public static TheoryData<string> Targets => Names("Samples", "Targets");

    [Theory]
    [MemberData(nameof(Good))]
    public void Tree(string name)
    {
        var tree = SyntaxText.Parse(Repository.Read("tests", "Dsl.Tests", "Syntax", "Samples", "Good", name + ".mlspec"));
        Assert.Equal("", SyntaxText.Messages(tree));
        Snapshot.Match(SyntaxPrinter.Print(tree), SnapshotNameExtension.Create(name));
    }

    [Fact]
    public void First_spec()
    {
        var tree = SyntaxText.Parse(Repository.Read("examples", "RobustDigits", "RobustDigits.mlspec"));
        Assert.Equal("", SyntaxText.Messages(tree));
        Snapshot.Match(SyntaxPrinter.Print(tree));
    }

    [Fact]
    public void Tokens() =>
        Snapshot.Match(
            SyntaxPrinter.PrintTokens(
            SyntaxText.Parse("let f x =\n    let y = x // half\n    if y > 0 then\n        [ y\n          1 ]\n    else g(y)\n")));

    [Theory]
    [MemberData(nameof(Broken))]
    public void Messages(string name) =>
        Snapshot.Match(
            SyntaxText.Messages(SyntaxText.Parse(Repository.Read("tests", "Dsl.Tests", "Syntax", "Samples", "Broken", name + ".mlspec"))),
            SnapshotNameExtension.Create(name));

    /// <summary>What of the target specs is still to come: every finding must say so.</summary>
    [Theory]
    [MemberData(nameof(Targets))]
    public void Target(string name) =>
        Snapshot.Match(
            "Findings:\n" + SyntaxText.Messages(
            SyntaxText.Parse(Repository.Read("tests", "Dsl.Tests", "Samples", "Targets", name + ".mlspec"))),
            SnapshotNameExtension.Create(name));

    [Fact]
    public void Every_code_occurs_in_a_broken_sample_and_is_unique()
    {
        var descriptors = typeof(SyntaxDiagnostics).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (DiagnosticDescriptor)field.GetValue(null)!).ToList();
        var occurring = Repository.Specs("Syntax", "Samples", "Broken")
            .SelectMany(path => SyntaxText.Parse(File.ReadAllText(path)).Diagnostics).Select(d => d.Code).ToHashSet();

        Assert.Equal(descriptors.Count, descriptors.Select(d => d.Code).Distinct().Count());
        Assert.All(descriptors, d => Assert.Matches("^MLS[12][0-9]{3}$", d.Code));
        Assert.Equal("", string.Join(", ", descriptors.Where(d => !occurring.Contains(d.Code)).Select(d => $"{d.Code} {d.Title}")));
    }

    [Fact]
    public void Line_ends_do_not_matter()
    {
        foreach (var path in Repository.Specs("Syntax", "Samples", "Good").Concat(Repository.Specs("Syntax", "Samples", "Broken")))
        {
            var text = File.ReadAllText(path).Replace("\r\n", "\n");
            var (lf, crlf) = (SyntaxText.Parse(text), SyntaxText.Parse(text.Replace("\n", "\r\n")));
            Assert.Equal(SyntaxPrinter.Print(lf), SyntaxPrinter.Print(crlf));
            Assert.Equal(SyntaxText.Messages(lf), SyntaxText.Messages(crlf));
        }
    }

    private static TheoryData<string> Names(params string[] folder) =>
        [.. Repository.Specs(folder).Select(path => Path.GetFileNameWithoutExtension(path))];
}
