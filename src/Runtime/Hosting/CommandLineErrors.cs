using System.CommandLine;
using System.CommandLine.Parsing;

namespace MLSpec.Runtime.Hosting;

/// <summary>Puts what is wrong with a command line in one sentence.</summary>
internal static class CommandLineErrors
{
    public static UserError Explain(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (WithoutValue(parsed.CommandResult) is { } option) return new UserError($"{option} needs a value");
        var unknown = parsed.UnmatchedTokens.FirstOrDefault();
        if (unknown is null)
            return new UserError(command.Subcommands.Count > 0 ? $"{Missing(command)} {Choice(command)}" : parsed.Errors[0].Message);
        if (unknown.StartsWith('-'))
            return new UserError($"unknown option {unknown}.{Nearest.Hint(unknown, Options(parsed.CommandResult))} "
                + "Add --help for all options");
        var what = command is RootCommand ? "command" : "experiment";
        return command.Subcommands.Count > 0
            ? new UserError($"there is no {what} '{unknown}'.{Nearest.Hint(unknown, Names(command))} {Choice(command)}")
            : new UserError($"unexpected argument '{unknown}'; options are written --name value");
    }

    /// <summary>An option whose value is missing, because the line ends or another option follows.</summary>
    public static string? WithoutValue(CommandResult command)
    {
        var known = Options(command).ToHashSet();
        return command.Children.OfType<OptionResult>()
            .FirstOrDefault(option => option.Option.Arity.MinimumNumberOfValues > 0 && !option.Implicit
                && (option.Tokens.Count == 0 || option.Tokens.Any(token => known.Contains(token.Value))))?.Option.Name;
    }

    private static string Missing(Command command) =>
        command is RootCommand ? "a command is missing." : "the experiment's name is missing.";

    private static string Choice(Command command) =>
        $"There {(command.Subcommands.Count == 1 ? "is" : "are")}: {string.Join(", ", Names(command))}";

    private static IEnumerable<string> Names(Command command) => command.Subcommands.Select(subcommand => subcommand.Name);

    private static IEnumerable<string> Options(CommandResult? command)
    {
        for (SymbolResult? at = command; at is not null; at = at.Parent)
            if (at is CommandResult { Command: var known })
                foreach (var option in known.Options) yield return option.Name;
    }
}
