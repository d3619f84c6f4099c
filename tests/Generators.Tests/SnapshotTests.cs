using System.Text;
using Microsoft.CodeAnalysis;
using Snapshooter;
using Snapshooter.Xunit;

namespace MLSpec.Generators.Tests;

/// <summary>What each sample becomes, word for word, and that the compiler has nothing to say about it.</summary>
public sealed class SnapshotTests
{
    public static TheoryData<string> Names => [.. SpecSamples.All.Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Generated_code_is_as_agreed(string name)
    {
        var sample = SpecSamples.All.Single(candidate => candidate.Name == name);
        var driver = SpecDriver.Create((name, sample.Text));

        Snapshot.Match(Describe(driver), new SnapshotFullName(name.Replace('/', '.') + ".snap", Path.Combine(SpecSamples.RepositoryRoot, "tests/Generators.Tests")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Generated_code_compiles_without_a_warning(string name)
    {
        var driver = SpecDriver.Create((name, SpecSamples.All.Single(candidate => candidate.Name == name).Text));

        Assert.Null(driver.Result.Exception);
        Assert.Empty(driver.Compile().GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
    }

    /// <summary>All generated files in ordinal order, then the findings.</summary>
    private static string Describe(SpecDriver driver)
    {
        var text = new StringBuilder();
        foreach (var (name, content) in driver.Files.OrderBy(file => file.Key, StringComparer.Ordinal))
            text.Append("=== ").Append(name).Append('\n').Append(content.Replace(SpecDriver.Root, "/", StringComparison.Ordinal)).Append('\n');
        foreach (var diagnostic in driver.Result.Diagnostics)
            text.Append(diagnostic.ToString().Replace(SpecDriver.Root, "/", StringComparison.Ordinal)).Append('\n');
        return text.ToString();
    }
}
