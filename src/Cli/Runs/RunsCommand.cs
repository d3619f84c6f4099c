using System.CommandLine;

namespace MLSpec.Cli.Runs;

/// <summary><c>mlspec runs list|show|diff|prune|export</c>: what the stores of runs hold.</summary>
internal static class RunsCommand
{
    public static Command Create(Terminal terminal) => new("runs", "List, show, compare, tidy up and export what runs have kept")
    {
        List(terminal), Show(terminal), Diff(terminal), Prune(terminal), Export(terminal),
    };

    private static Command List(Terminal terminal)
    {
        var folder = new Argument<string>("FOLDER") { Description = "Stores in and below it (default runs)", DefaultValueFactory = _ => "runs" };
        var command = new Command("list", "All stores below a folder: cells, the last run, size on the disk") { folder };
        command.SetAction(parsed => RunsList.Run(parsed.GetValue(folder)!, terminal));
        return command;
    }

    private static Command Show(Terminal terminal)
    {
        var folder = Folder();
        var cell = new Option<string?>("--cell")
        {
            Description = "One cell with its facts, values and trainings: the first digits of its identity, or AXIS=VALUE,AXIS=VALUE; of several a table",
            HelpName = "CELL",
        };
        var command = new Command("show", "The protocols and runs of a folder, and what failed") { folder, cell };
        command.SetAction(parsed => RunsShow.Run(parsed.GetValue(folder)!, parsed.GetValue(cell), terminal));
        return command;
    }

    private static Command Diff(Terminal terminal)
    {
        var what = new Argument<string[]>("FOLDER")
        {
            Description = "FOLDER A B: two cells, or two runs (#3) of a folder; FOLDER FOLDER A B: of two folders; FOLDER FOLDER: all cells of both",
            Arity = new ArgumentArity(2, 4),
        };
        var command = new Command("diff", "Which facts and values of two cells, runs or folders differ") { what };
        command.SetAction(parsed => RunsDiff.Run(parsed.GetValue(what)!, terminal));
        return command;
    }

    private static Command Prune(Terminal terminal)
    {
        var folder = Folder();
        var failed = Flag("--failed", "Cells that could not be measured");
        var method = Flag("--method-changed", "Cells of a method that the newest run of their protocol no longer has");
        var older = new Option<string?>("--older-than")
        {
            Description = "Cells that were kept longer ago: 30d, 12h, 90min. Of several conditions on cells all must hold",
            HelpName = "TIME",
        };
        var models = Flag("--models", "Models and curves that no cell that stays rests on");
        var unfinished = Flag("--unfinished", "Checkpoints of interrupted trainings");
        var yes = Flag("--yes", "Remove it; without this option it is only said");
        var command = new Command("prune", "Remove what is no longer wanted of a folder, and always what dead processes have left there") { folder, failed, method, older, models, unfinished, yes };
        command.SetAction(parsed => RunsPrune.Run(
            parsed.GetValue(folder)!,
            new PruneRequest(
                parsed.GetValue(failed), parsed.GetValue(method), PruneRequest.Age(parsed.GetValue(older)), parsed.GetValue(models), parsed.GetValue(unfinished), parsed.GetValue(yes)),
            terminal));
        return command;
    }

    private static Command Export(Terminal terminal)
    {
        var folder = Folder();
        var to = new Option<string>("--to") { Description = "The file, .csv or .json", HelpName = "FILE", Required = true };
        var command = new Command("export", "All cells with their facts and values, those of other settings included") { folder, to };
        command.SetAction(parsed => RunsExport.Run(parsed.GetValue(folder)!, parsed.GetValue(to)!, terminal));
        return command;
    }

    private static Argument<string> Folder() => new("FOLDER") { Description = "The folder of a run, as --out names it" };

    private static Option<bool> Flag(string name, string description) => new(name) { Description = description, Arity = ArgumentArity.Zero };
}
