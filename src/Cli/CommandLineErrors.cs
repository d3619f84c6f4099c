using System.CommandLine;
using System.CommandLine.Parsing;

namespace MLSpec.Cli;

/// <summary>Puts what is wrong with a command line in one sentence.</summary>
internal static class CommandLineErrors
{
    /// <summary>
    /// The error of a command line that could not be read, or null. An unknown option counts as one even where it could be an argument.
    /// </summary>
    public static UsageError? Find(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var help = $"see mlspec {Path(parsed.CommandResult)} --help";
        if (parsed.Tokens.FirstOrDefault(t => t.Type == TokenType.Argument && t.Value.StartsWith('-')) is { Value: var option })
            return new UsageError($"there is no option `{option}`{UsageError.Hint(option, command.Options.Select(o => o.Name))}; {help}");
        if (parsed.Errors.Count == 0)
            return null;
        var unknown = parsed.UnmatchedTokens.FirstOrDefault();
        return command.Subcommands.Count > 0
            ? NoCommand(unknown, [.. command.Subcommands.Select(c => c.Name)])
            : new UsageError($"{(unknown is null ? Missing(parsed) : $"`{unknown}` is one argument too many")}; {help}");
    }

    private static string Path(CommandResult command) =>
        command.Parent is CommandResult { Command: not RootCommand } outer ? $"{Path(outer)} {command.Command.Name}" : command.Command.Name;

    private static UsageError NoCommand(string? unknown, IReadOnlyList<string> known) =>
        new($"{(unknown is null ? "a command is missing" : $"there is no command `{unknown}`{UsageError.Hint(unknown, known)}")}; "
            + $"there are: {string.Join(", ", known)}");

    private static string Missing(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var option = command.Options.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false, Tokens.Count: 0 });
        return option is not null ? $"{option.Name} needs a value"
            : command.Arguments.Count > 0 ? $"{command.Arguments[0].Name} is missing"
            : parsed.Errors[0].Message.TrimEnd('.');
    }
}
