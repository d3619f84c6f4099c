using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Benchmarks;

/// <summary>
/// What a user waits for at the first build: the generator's part of compiling <c>examples</c>, and of RobustDigits by itself, by the compiler's own account. The SDK's compiler is started
/// afresh each time, with the arguments that a build gives it.
/// </summary>
internal static partial class FirstRun
{
    private const int _runs = 9;

    private static readonly string[] _outputs = ["/out:", "/refout:", "/doc:"];

    public static int Measure()
    {
        var repository = Repository();
        Console.WriteLine("the generator in a fresh compiler, ms: fastest, median, slowest of " + _runs.ToString(CultureInfo.InvariantCulture));
        foreach (var ahead in new[] { true, false })
        {
            var (compiler, arguments) = Build(repository, ahead);
            foreach (var (specs, given) in new[] { ("RobustDigits", Alone(arguments)), ("all examples", arguments) })
            {
                var seconds = Enumerable.Range(0, _runs).Select(_ => Compile(repository, compiler, given)).Order().ToList();
                Console.WriteLine(FormattableString.Invariant(
                    $"{specs + (ahead ? ", as built" : ", not compiled ahead"),-34} {1000 * seconds[0],5:F0} {1000 * seconds[_runs / 2],5:F0} {1000 * seconds[^1],5:F0}"));
            }
        }

        return 0;
    }

    /// <summary>Builds the examples, and asks the build what it tells the compiler.</summary>
    private static (string Compiler, IReadOnlyList<string> Arguments) Build(string repository, bool ahead)
    {
        string[] settings = ["examples/examples.csproj", "-nologo", "-p:Configuration=Release", $"-p:MLSpecCompiledAhead={(ahead ? "" : "false")}"];
        Dotnet(repository, ["build", .. settings, "-v:q"]);
        using var answer = JsonDocument.Parse(Dotnet(repository,
        [
            "msbuild", .. settings, "-t:Compile", "-p:ProvideCommandLineArgs=true", "-p:SkipCompilerExecution=true", "-p:NonExistentFile=none",
            "-getItem:CscCommandLineArgs", "-getProperty:RoslynTargetsPath",
        ]));
        var compiler = Path.Combine(answer.RootElement.GetProperty("Properties").GetProperty("RoslynTargetsPath").GetString()!, "bincore", "csc.dll");
        var arguments = answer.RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray()
            .Select(item => item.GetProperty("Identity").GetString()!)
            .Where(argument => argument != "/noconfig" && !_outputs.Any(output => argument.StartsWith(output, StringComparison.Ordinal)));
        return (compiler, [.. arguments]);
    }

    /// <summary>The arguments for a library of RobustDigits alone.</summary>
    private static IReadOnlyList<string> Alone(IReadOnlyList<string> arguments) =>
    [
        .. arguments
            .Where(argument => !argument.EndsWith(".cs", StringComparison.Ordinal) || argument.Contains("obj/", StringComparison.Ordinal))
            .Where(argument => !argument.EndsWith(".mlspec", StringComparison.Ordinal) || argument.EndsWith("RobustDigits.mlspec", StringComparison.Ordinal))
            .Select(argument => argument == "/target:exe" ? "/target:library" : argument),
    ];

    /// <summary>The generator's time in seconds.</summary>
    private static double Compile(string repository, string compiler, IReadOnlyList<string> arguments)
    {
        var folder = Directory.CreateTempSubdirectory("mlspec-first-run-");
        try
        {
            var response = Path.Combine(folder.FullName, "arguments.rsp");
            File.WriteAllLines(response, [.. arguments, "/reportanalyzer", .. _outputs.Select(output => output + Path.Combine(folder.FullName, output.Trim('/', ':')))]);
            var output = Dotnet(Path.Combine(repository, "examples"), ["exec", compiler, "/noconfig", "@" + response]);
            var line = GeneratorTime().Match(output);
            return line.Success ? double.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture) : throw new InvalidOperationException(output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Dotnet(string directory, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = directory, RedirectStandardOutput = true };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException(output);
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Dsl.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("Run the benchmarks from a clone of the repository.");
        return folder.FullName;
    }

    [GeneratedRegex(@"^\s*<?([\d.]+)\s+<?\d+\s+MLSpec\.Generators\.MlSpecGenerator", RegexOptions.Multiline)]
    private static partial Regex GeneratorTime();
}
