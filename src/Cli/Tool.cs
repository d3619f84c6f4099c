using System.CommandLine;
using System.CommandLine.Help;
using MLSpec.Cli.Runs;
using MLSpec.Dsl.Diagnostics;

namespace MLSpec.Cli;

/// <summary>
/// The command line <c>mlspec</c>. Exit codes: 0 no errors, 1 errors in the specs, 2 a command line that cannot be carried out (one line on
/// the error output).
/// </summary>
internal static class Tool
{
    private const int Errors = 1;
    private const int BadCommandLine = 2;

    public static int Run(string[] args, Terminal terminal)
    {
        try
        {
            var parsed = Root(terminal).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Action is not HelpAction && CommandLineErrors.Find(parsed) is { } unreadable)
                throw unreadable;
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = terminal.Out,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
            });
        }
        catch (UsageError error)
        {
            return Fail(error.Message);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Fail(error.Message);
        }
        catch (Exception fault)
        {
            terminal.ErrorLine(
                Piece.Red($"error {ModuleDiagnostics.Internal.Code}"),
                $": the compiler failed: {fault.GetType().FullName}: {fault.Message.ReplaceLineEndings(" ")}; ",
                "please report this together with the spec");
            return Errors;
        }

        int Fail(string message)
        {
            terminal.ErrorLine(Piece.Red("error"), $": {message.ReplaceLineEndings(" ")}");
            return BadCommandLine;
        }
    }

    private static RootCommand Root(Terminal terminal) => new("Checks MLSpec files, explains what the compiler makes of them, verifies networks, compares and keeps runs, and locks and reproduces them")
    {
        CheckCommand.Create(terminal),
        ExplainCommand.Create(terminal),
        VerifyCommand.Create(terminal),
        CompareCommand.Create(terminal),
        RunsCommand.Create(terminal),
        ProjectCommands.Lock(terminal),
        ProjectCommands.Reproduce(terminal),
    };
}
