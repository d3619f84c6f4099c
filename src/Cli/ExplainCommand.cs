using System.CommandLine;

namespace MLSpec.Cli;

/// <summary><c>mlspec explain FILE [NAME] [--stage STAGE]</c>: what the compiler makes of a spec.</summary>
internal static class ExplainCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "A spec; what it opens is looked up beside it" };
        var name = new Argument<string?>("NAME")
        {
            Description = "A declaration, a measure of a protocol, or a name of the library or the prelude; without it all declarations are explained",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var stage = new Option<string?>("--stage")
        {
            Description = "Show a stage of the compiler instead: tokens, syntax, bound, ir or csharp",
            HelpName = "STAGE",
        };
        var latex = new Option<bool>("--latex") { Description = "Write the derivations as LaTeX, with amsmath" };
        var command = new Command("explain", "Show the documentation, the type and the derivations of what a spec declares")
        {
            file, name, stage, latex,
        };
        command.SetAction(parsed => Run(parsed.GetValue(file)!, parsed.GetValue(name), parsed.GetValue(stage), parsed.GetValue(latex), terminal));
        return command;
    }

    private static int Run(string path, string? name, string? stage, bool latex, Terminal terminal)
    {
        if (latex && stage is not null)
            throw new UsageError("--latex shows derivations and --stage a stage of the compiler; choose one");
        if (stage is not null && !Stages.Names.Contains(stage))
            throw new UsageError($"there is no stage `{stage}`{UsageError.Hint(stage, Stages.Names)}; there are: {string.Join(", ", Stages.Names)}");
        if (Directory.Exists(Path.GetFullPath(path, terminal.Directory)))
            throw new UsageError($"{path} is a folder; explain takes one file");
        var compiled = Workspace.Compile([path], terminal);
        var file = compiled[0];
        if (name is not null && (Explanation.ModuleOf(file, name) is not { } module || (module != file.Module && (latex || stage is not null))))
        {
            foreach (var diagnostic in file.Diagnostics.Where(d => d.IsError))
                DiagnosticWriter.Write(diagnostic, file.Source, pieces => terminal.ErrorLine(pieces));
            throw new UsageError($"{file.Source.Path} declares no `{name}`{UsageError.Hint(name, Explanation.NamesOf(file))}");
        }

        if (latex)
            terminal.Out.Write(Latex.Of(file, name));
        else if (stage is null)
            Explanation.Write(file, name, terminal);
        else
            terminal.Out.Write(Stages.Print(stage, file, name, terminal));
        foreach (var (spec, diagnostic) in compiled.SelectMany(f => f.Diagnostics.Where(d => d.IsError).Select(d => (f, d))))
            DiagnosticWriter.Write(diagnostic, spec.Source, pieces => terminal.ErrorLine(pieces));
        return compiled.Any(f => f.HasErrors) ? 1 : 0;
    }
}
