using System.CommandLine;
using MLSpec.Runtime;
using MLSpec.Runtime.Protocol;
using MLSpec.Runtime.Reporting;

namespace MLSpec.Cli;

/// <summary><c>mlspec compare A B [--html FILE]</c>: what two runs found and how they differ.</summary>
internal static class CompareCommand
{
    private const string Results = "results.json";

    public static Command Create(Terminal terminal)
    {
        var a = new Argument<string>("A") { Description = $"A run's folder, or its {Results}" };
        var b = new Argument<string>("B") { Description = "The run that it is compared with" };
        var html = new Option<string?>("--html") { Description = "Write a page with both side by side", HelpName = "FILE" };
        var command = new Command("compare", "Compare two runs: claims whose verdict changed, estimates that moved, settings and specs that differ") { a, b, html };
        command.SetAction(parsed => Run(parsed.GetValue(a)!, parsed.GetValue(b)!, parsed.GetValue(html), terminal));
        return command;
    }

    private static int Run(string pathA, string pathB, string? html, Terminal terminal)
    {
        var (a, b) = (Read(pathA, terminal), Read(pathB, terminal));
        var comparison = RunComparison.Of(a, b);
        terminal.Line(Piece.Bold("A"), $" {a.Experiment}  ", Piece.Dim(Excerpt.Printable(pathA)));
        terminal.Line(Piece.Bold("B"), $" {b.Experiment}  ", Piece.Dim(Excerpt.Printable(pathB)));
        Claims(comparison.Claims, terminal);
        Estimates(comparison, terminal);
        Settings(comparison.Settings, terminal);
        Spec(comparison.Spec, terminal);
        if (html is null) return 0;
        var file = Path.GetFullPath(html, terminal.Directory);
        File.WriteAllText(file, HtmlComparison.Render(a, b, (pathA, pathB)));
        terminal.Line();
        terminal.Line(terminal.Show(file));
        return 0;
    }

    private static RunReport Read(string path, Terminal terminal)
    {
        var full = Path.GetFullPath(path, terminal.Directory);
        var file = Directory.Exists(full) ? Path.Combine(full, Results) : full;
        if (!File.Exists(file))
            throw new UsageError(Directory.Exists(full) ? $"{path} holds no {Results}: the run is not finished, or this is not a run's folder" : $"there is no file {path}");
        try
        {
            return ReportFiles.FromJson(File.ReadAllText(file));
        }
        catch (UserError error)
        {
            throw new UsageError($"{path}: {error.Message}");
        }
    }

    private static void Claims(IReadOnlyList<ComparedClaim> claims, Terminal terminal)
    {
        if (claims.Count == 0) return;
        terminal.Line();
        terminal.Line(Piece.Bold("Claims"), FormattableString.Invariant($": {claims.Count(claim => claim.IsChanged)} of {claims.Count} changed"));
        var width = claims.SelectMany(claim => new[] { claim.A, claim.B }).Max(claim => Verdict(claim).Length);
        foreach (var claim in claims)
            terminal.Line(
                claim.IsChanged ? Piece.Yellow("* ") : "  ", Shown(claim.A, width), claim.IsChanged ? Piece.Yellow(" -> ") : "    ", Shown(claim.B, width),
                "  ", Excerpt.Printable(claim.Text), Piece.Dim($"  ({claim.Protocol})"));
    }

    private static Piece Shown(ClaimResult? claim, int width)
    {
        var text = Verdict(claim).PadRight(width);
        return claim?.Verdict switch
        {
            Runtime.Protocol.Verdict.Held => Piece.Green(text),
            Runtime.Protocol.Verdict.Refuted => Piece.Red(text),
            _ => Piece.Dim(text),
        };
    }

    private static string Verdict(ClaimResult? claim) => claim is null ? "not made" : HtmlClaims.Word(claim.Verdict);

    private static void Estimates(RunComparison comparison, Terminal terminal)
    {
        terminal.Line();
        var count = comparison.Estimates.Count;
        terminal.Line(
            Piece.Bold("Estimates"), FormattableString.Invariant($": {count} of {count + comparison.EqualEstimates} moved, "),
            FormattableString.Invariant($"{comparison.Estimates.Count(one => one.AreApart)} with their intervals apart"));
        if (count > 0)
            terminal.Table(
                ["", "at", "estimate", "A", "B", "B - A", "intervals"],
                comparison.Estimates.Select(one => new[]
                {
                    one.AreApart ? "*" : "", one.At.Length == 0 ? one.Protocol : $"{one.Protocol}: {one.At}", one.What, one.A?.Text ?? "-", one.B?.Text ?? "-", one.DifferenceText, one.Words,
                }));
    }

    private static void Settings(IReadOnlyList<ComparedSetting> settings, Terminal terminal)
    {
        terminal.Line();
        terminal.Line(Piece.Bold("Settings"), settings.Count == 0 ? ": no differences" : " that differ");
        if (settings.Count > 0) terminal.Table(["setting", "A", "B"], settings.Select(one => new[] { one.Name, Short(one.A), Short(one.B) }));
    }

    /// <summary>Of a hash, its first digits.</summary>
    private static string Short(string? value) => value switch
    {
        null => "-",
        { Length: 64 } when value.All(char.IsAsciiHexDigit) => value[..12],
        _ => Excerpt.Printable(value),
    };

    private static void Spec(IReadOnlyList<ComparedLine> lines, Terminal terminal)
    {
        const int Context = 2;
        terminal.Line();
        terminal.Line(Piece.Bold("Spec"), lines.Count == 0 ? ": no differences" : "");
        foreach (var line in ComparedLine.Around(lines, Context))
            terminal.Line(line switch
            {
                null => Piece.Dim("..."),
                { Side: '-' } => Piece.Red("- " + Excerpt.Printable(line.Text)),
                { Side: '+' } => Piece.Green("+ " + Excerpt.Printable(line.Text)),
                _ => "  " + Excerpt.Printable(line.Text),
            });
    }
}
