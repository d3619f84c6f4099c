using System.Diagnostics;

namespace MLSpec.Generators.Tests;

/// <summary>Runs the SDK as a person would at a prompt.</summary>
internal static class Command
{
    public sealed record Outcome(int ExitCode, string Output);

    /// <summary>Runs <c>dotnet</c> without the servers that would outlive it, and without the settings that a test host passes on.</summary>
    public static Outcome Dotnet(string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Outcome(process.ExitCode, output + error.Result);
    }
}
