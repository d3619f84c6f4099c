using System.CommandLine;
using System.CommandLine.Parsing;
using MLSpec.Dsl.Diagnostics;

namespace MLSpec.Cli;

/// <summary>Puts what is wrong with a command line in one sentence.</summary>
internal static class CommandLineErrors
{
    /// <summary>The error of a command line that could not be read, or null. An unknown option counts as one even where it could be an argument.</summary>
    public static UsageError? Find(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.Tokens.FirstOrDefault(t => t.Type == TokenType.Argument && t.Value.StartsWith('-')) is { } option)
            return new UsageError($"there is no option `{option.Value}`{Hint(option.Value, command.Options.Select(o => o.Name))}; see mlspec {command.Name} --help");
        if (parsed.Errors.Count == 0)
            return null;
        var unknown = parsed.UnmatchedTokens.FirstOrDefault();
        if (command is RootCommand)
            return new UsageError($"{(unknown is null ? "a command is missing" : $"there is no command `{unknown}`{Hint(unknown, command.Subcommands.Select(c => c.Name))}")}; there are: {Names(command)}");
        return new UsageError($"{(unknown is not null ? $"`{unknown}` is one argument too many" : Missing(parsed))}; see mlspec {command.Name} --help");
    }

    private static string Missing(ParseResult parsed) =>
        parsed.CommandResult.Command.Options.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false, Tokens.Count: 0 }) is { } option
            ? $"{option.Name} needs a value"
            : $"{parsed.CommandResult.Command.Arguments[0].Name} is missing";

    private static string Names(Command command) => string.Join(", ", command.Subcommands.Select(c => c.Name));

    private static string Hint(string word, IEnumerable<string> candidates) => Nearest.Fix(word, candidates) is { } hint ? $" ({hint})" : "";
}
