using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MLSpec.Dsl.Tests.Syntax;

/// <summary>
/// Where a text is both F# and MLSpec, the F# compiler is the judge of layout and precedence: it accepts what we accept, with the same
/// tree. Without an F# compiler beside the runtime the folders' own verdicts are tested alone.
/// </summary>
public sealed class ConformanceTests
{
    private static readonly string _folder = Path.Combine(Repository.Root, "tests", "Dsl.Tests", "Syntax", "Conformance");

    private static readonly Lazy<IReadOnlyDictionary<string, (bool IsSound, string Tree)>?> _oracle = new(AskOracle);

    public static TheoryData<string> Accepted => [.. Snippets("Accept")];

    public static TheoryData<string> Rejected => [.. Snippets("Reject")];

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Accepted_with_the_same_tree(string name)
    {
        var tree = SyntaxText.Parse(Repository.Read("tests", "Dsl.Tests", "Syntax", "Conformance", "Accept", name + ".fs"));
        Assert.DoesNotContain("error", SyntaxText.Messages(tree));
        if (_oracle.Value is { } oracle)
            Assert.Equal((true, oracle[name].Tree), (oracle[name].IsSound, FSharpText.Of(tree)));
    }

    [Theory]
    [MemberData(nameof(Rejected))]
    public void Rejected_by_both(string name)
    {
        var tree = SyntaxText.Parse(Repository.Read("tests", "Dsl.Tests", "Syntax", "Conformance", "Reject", name + ".fs"));
        Assert.Contains("error", SyntaxText.Messages(tree));
        if (_oracle.Value is { } oracle)
            Assert.False(oracle[name].IsSound);
    }

    private static IEnumerable<string> Snippets(string folder) =>
        Directory.EnumerateFiles(Path.Combine(_folder, folder), "*.fs").Select(path => Path.GetFileNameWithoutExtension(path)).Order(
            StringComparer.Ordinal);

    /// <summary>One process for all snippets.</summary>
    private static Dictionary<string, (bool IsSound, string Tree)>? AskOracle()
    {
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var sdks = Path.Combine(root, "sdk");
        var compiler = Directory.Exists(sdks)
            ? Directory.EnumerateDirectories(sdks, $"{Environment.Version.Major}.*").Order(StringComparer.Ordinal)
                .Select(sdk => Path.Combine(sdk, "FSharp", "FSharp.Compiler.Service.dll")).LastOrDefault(File.Exists)
            : null;
        if (compiler is null)
            return null;
        var start = new ProcessStartInfo(Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"))
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
        };
        foreach (var argument in (string[])["fsi", "--reference:" + compiler, "Oracle.fsx", "Accept", "Reject"])
            start.ArgumentList.Add(argument);
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r').Split('\t'))
            .ToDictionary(fields => fields[0], fields => (fields[1] == "accept", fields[2]));
    }
}
