using System.Text;
using MLSpec.Dsl.Diagnostics;
using Snapshooter;
using Snapshooter.Xunit;

namespace MLSpec.Generators.Tests;

/// <summary>
/// What each sample becomes, word for word, and that the compiler has nothing to say about it. The specs of a folder are one project, so that they can open each other.
/// With SNAPSHOOTER_STRICT_MODE=on, as in continuous integration, a missing snapshot fails instead of being written.
/// </summary>
public sealed class SnapshotTests
{
    private static readonly Dictionary<string, Lazy<SpecDriver>> _folders = SpecSamples.All.GroupBy(sample => Path.GetDirectoryName(sample.Name)!).ToDictionary(
        folder => folder.Key, folder => new Lazy<SpecDriver>(() => SpecSamples.ExampleCode(folder.Key).Aggregate(
            SpecDriver.Create(
                [KeyValuePair.Create("MLSpecEmitLineDirectives", folder.Key == "examples/RobustDigits" ? "true" : "false")],
                [.. folder.Select(sample => (sample.Name, sample.Text))]).WithCSharp(SpecSamples.UserCode(folder.Key)),
            (driver, code) => driver.WithCSharp(code))));

    public static TheoryData<string> Names => [.. SpecSamples.All.Select(sample => sample.Name)];

    public static TheoryData<string> Folders => [.. _folders.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Generated_code_is_as_agreed(string name) => Snapshot.Match(
        Describe(_folders[Path.GetDirectoryName(name)!].Value, name),
        new SnapshotFullName(name.Replace('/', '.') + ".snap", Path.Combine(SpecSamples.RepositoryRoot, "tests/Generators.Tests")));

    [Theory]
    [MemberData(nameof(Folders))]
    public void Generated_code_compiles_without_a_warning(string folder)
    {
        var driver = _folders[folder].Value;

        Assert.Null(driver.Result.Exception);
        Assert.DoesNotContain(driver.Result.Diagnostics, diagnostic => diagnostic.Id == ModuleDiagnostics.Internal.Code);
        Assert.Equal("", string.Join("\n", driver.Complaints()));
    }

    /// <summary>The generated files of a spec in ordinal order, then the findings in it.</summary>
    private static string Describe(SpecDriver driver, string name)
    {
        var text = new StringBuilder();
        var stem = name.Substring(0, name.Length - SpecPath.Extension.Length) + ".";
        foreach (var (hintName, content) in driver.Files.Where(file => file.Key.StartsWith(stem, StringComparison.Ordinal)).OrderBy(file => file.Key, StringComparer.Ordinal))
            text.Append("=== ").Append(hintName).Append('\n').Append(content).Append('\n');
        foreach (var diagnostic in driver.Result.Diagnostics.Where(diagnostic => diagnostic.Location.GetLineSpan().Path == SpecDriver.PathOf(name)))
            text.Append(diagnostic).Append('\n');
        return text.Replace(SpecDriver.Root, "/").ToString();
    }
}
