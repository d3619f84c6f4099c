using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Cli;

/// <summary>
/// <c>mlspec lock</c> and <c>mlspec reproduce</c>: what only the program of a project can do, which knows its generated code and its data. The project is built and run.
/// </summary>
internal static class ProjectCommands
{
    private const string Current = ".";

    /// <summary><c>mlspec lock [PATH]</c>.</summary>
    public static Command Lock(Terminal terminal)
    {
        var path = new Argument<string>("PATH") { Description = "A project or its folder, or a spec of it (default: this folder)", DefaultValueFactory = _ => Current };
        var data = Data();
        var command = new Command("lock", "Write NAME.lock.json beside specs: what their settings, budgets, grids, claims and data come to") { path, data };
        command.SetAction(parsed => Run(
            Path.GetFullPath(parsed.GetValue(path)!, terminal.Directory), "lock",
            file => [.. Module(file) is { } name ? [name] : (string[])[], .. Given(data, parsed, terminal)], terminal));
        return command;
    }

    /// <summary><c>mlspec reproduce RESULTS [--project PATH] [--cell CELL | --all]</c>.</summary>
    public static Command Reproduce(Terminal terminal)
    {
        var results = new Argument<string>("RESULTS") { Description = "A run's results.json, the report beside it, or its folder" };
        var project = new Option<string>("--project") { Description = "The project that made them, or its folder (default: this folder)", HelpName = "PATH", DefaultValueFactory = _ => Current };
        var cell = new Option<string?>("--cell") { Description = "The cells of some values, AXIS=VALUE,AXIS=VALUE, or of an identity's first digits (default: one)", HelpName = "CELL" };
        var all = new Option<bool>("--all") { Description = "All cells", Arity = ArgumentArity.Zero };
        var data = Data();
        var command = new Command("reproduce", "Measure cells of a finished run again, trainings included, and compare bit for bit") { results, project, cell, all, data };
        command.SetAction(parsed =>
        {
            var file = Path.GetFullPath(parsed.GetValue(results)!, terminal.Directory);
            if (!File.Exists(file) && !Directory.Exists(file)) throw new UsageError($"there is no file or folder {parsed.GetValue(results)}");
            string[] chosen = [.. parsed.GetValue(cell) is { } one ? (string[])["--cell", one] : [], .. parsed.GetValue(all) ? (string[])["--all"] : []];
            return Run(Path.GetFullPath(parsed.GetValue(project)!, terminal.Directory), "reproduce", _ => [file, .. chosen, .. Given(data, parsed, terminal)], terminal);
        });
        return command;
    }

    private static Option<string?> Data() => new("--data") { Description = "The folder with the data files (default: beside the spec)", HelpName = "DIR" };

    /// <summary>The folder of data as the program finds it from its own folder.</summary>
    private static string[] Given(Option<string?> data, ParseResult parsed, Terminal terminal) =>
        parsed.GetValue(data) is { } folder ? ["--data", Path.GetFullPath(folder, terminal.Directory)] : [];

    /// <summary>Runs a command of the project's program.</summary>
    /// <param name="arguments">From the path that was given.</param>
    private static int Run(string path, string command, Func<string, IReadOnlyList<string>> arguments, Terminal terminal)
    {
        var project = Project(path, terminal);
        try
        {
            using var process = Process.Start(new ProcessStartInfo("dotnet", ["run", "--project", project, "-c", "Release", "--", command, .. arguments(path)])
            {
                WorkingDirectory = Path.GetDirectoryName(project)!,
            })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (Win32Exception fault)
        {
            throw new UsageError($"dotnet cannot be started: {fault.Message}; the .NET SDK is needed to build {terminal.Show(project)}");
        }
    }

    /// <summary>The project file: the one given, the only one of a folder, or that of the nearest folder above a spec.</summary>
    private static string Project(string path, Terminal terminal)
    {
        if (Path.GetExtension(path) == ".csproj" && File.Exists(path)) return path;
        if (!File.Exists(path) && !Directory.Exists(path)) throw new UsageError($"there is no file or folder {terminal.Show(path)}");
        for (var folder = Directory.Exists(path) ? path : Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var projects = Directory.GetFiles(folder, "*.csproj");
            if (projects.Length == 1) return projects[0];
            if (projects.Length > 1) throw new UsageError($"{terminal.Show(folder)} holds several projects; name one: {string.Join(", ", projects.Select(Path.GetFileName).Order())}");
        }
        throw new UsageError($"there is no project in or above {terminal.Show(path)}; name one");
    }

    private static string? Module(string path) =>
        Path.GetExtension(path) == ".mlspec" && File.Exists(path) ? Binder.FindModule(Parser.Parse(SpecFiles.Read(path, path)))?.Name.Text : null;
}
