using System.CommandLine;
using MLSpec.Dsl.Diagnostics;

namespace MLSpec.Cli;

/// <summary>Puts what is wrong with a command line in one sentence.</summary>
internal static class CommandLineErrors
{
    public static UsageError Explain(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var unknown = parsed.UnmatchedTokens.FirstOrDefault();
        return command is not RootCommand
                ? new UsageError(unknown is null ? parsed.Errors[0].Message : $"{Unknown(unknown, command)}; see mlspec {command.Name} --help")
            : unknown is null ? new UsageError($"a command is missing; there are: {Names(command)}")
            : new UsageError($"there is no command `{unknown}`{Hint(unknown, command.Subcommands.Select(c => c.Name))}; there are: {Names(command)}");
    }

    private static string Unknown(string word, Command command) =>
        word.StartsWith('-')
            ? $"there is no option `{word}`{Hint(word, command.Options.Select(o => o.Name))}"
            : $"`{word}` is one argument too many";

    private static string Names(Command command) => string.Join(", ", command.Subcommands.Select(c => c.Name));

    private static string Hint(string word, IEnumerable<string> candidates) => Nearest.Fix(word, candidates) is { } hint ? $" ({hint})" : "";
}
