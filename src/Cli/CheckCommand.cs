using System.CommandLine;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Diagnostics;

namespace MLSpec.Cli;

/// <summary><c>mlspec check FILE...</c>: all that is wrong in all files, in one pass.</summary>
internal static class CheckCommand
{
    public static Command Create(Terminal terminal)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Files, or folders for all specs in and below them; what they open is looked up among them and beside each file",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("check", "Report all errors and warnings of specs") { files };
        command.SetAction(parsed => Run(parsed.GetValue(files)!, terminal));
        return command;
    }

    private static int Run(IEnumerable<string> paths, Terminal terminal)
    {
        var files = Workspace.Compile(paths, terminal);
        foreach (var file in files)
        {
            foreach (var diagnostic in file.Diagnostics)
            {
                DiagnosticWriter.Write(diagnostic, file.Source, pieces => terminal.Line(pieces));
                terminal.Line();
            }
        }

        foreach (var file in files.Where(f => !f.HasErrors))
        {
            foreach (var protocol in file.Module.Declarations.OfType<BoundProtocol>())
                terminal.Line($"{(files.Count > 1 ? $"{file.Source.Path}: " : "")}{GridText.Of(protocol)}");
        }

        var found = files.SelectMany(f => f.Diagnostics).ToList();
        var (errors, warnings) = (found.Count(d => d.IsError), found.Count(d => !d.IsError));
        terminal.Line(
            errors > 0 ? Piece.Red(Words.Count(errors, "error")) : Piece.Green("no errors"),
            $", {(warnings > 0 ? Words.Count(warnings, "warning") : "no warnings")} in {Words.Count(files.Count, "file")}");
        return errors > 0 ? 1 : 0;
    }
}
