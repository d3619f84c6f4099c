using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Protocol;
using Spectre.Console;

namespace MLSpec.Runtime.Reporting;

/// <summary>The end of a run on the console: tables, claims, and where the reports are.</summary>
internal static class ConsoleReport
{
    public static void Write(IAnsiConsole console, RunReport report, RunFolder folder)
    {
        foreach (var protocol in report.Protocols)
        {
            console.WriteLine();
            foreach (var table in protocol.Tables) console.Write(Render(protocol, table));
            foreach (var line in Notes(protocol)) console.MarkupLineInterpolated($"[grey]{line}[/]");
            foreach (var claim in protocol.Claims) Write(console, claim);
        }
        foreach (var line in Warnings.Of(report)) console.MarkupLine($"[yellow]warning  [/] {Markup.Escape(line)}");
        console.WriteLine();
        var pictures = PictureFiles.Of(report.Protocols).Select(picture => folder.Picture(picture.Name));
        foreach (var path in (string[])[folder.ReportHtml, .. pictures, folder.ResultsJson, folder.ResultsCsv]) console.WriteLine(path);
    }

    private static Spectre.Console.Table Render(ProtocolResult protocol, TableResult table)
    {
        var view = new Spectre.Console.Table().Border(TableBorder.Rounded).Title(Markup.Escape(protocol.Name));
        foreach (var by in table.By) view.AddColumn(new Spectre.Console.TableColumn(Markup.Escape(by)));
        foreach (var column in table.Columns)
            view.AddColumn(new Spectre.Console.TableColumn(Markup.Escape(Wording.Head(protocol, column))).RightAligned());
        foreach (var row in table.Rows)
            view.AddRow([.. row.At.Select(Markup.Escape), .. row.Estimates.Select(estimate => Markup.Escape(estimate.Text))]);
        return view;
    }

    private static IEnumerable<string> Notes(ProtocolResult protocol)
    {
        foreach (var measure in protocol.Measures.Where(measure => measure.BoundWords.Length > 0))
            yield return $"{measure.Name}: {measure.BoundWords}";
        foreach (var measure in protocol.Measures.Where(measure => !measure.IsReproducible))
            yield return $"{measure.Name}: {Wording.Time}";
        if (Wording.Intervals(protocol) is { Length: > 0 } intervals) yield return intervals;
    }

    private static void Write(IAnsiConsole console, ClaimResult claim)
    {
        var (mark, colour) = claim.Verdict switch
        {
            Verdict.Held => ("held     ", "green"),
            Verdict.Refuted => ("refuted  ", "red"),
            _ => ("undecided", "yellow"),
        };
        console.MarkupLine($"[{colour}]{mark}[/] {Markup.Escape(claim.Text)}");
        console.MarkupLineInterpolated($"          [grey]{claim.Source}[/]");
        if (claim.IsEmpirical) console.MarkupLineInterpolated($"          [grey]{Wording.Empirical}[/]");
        if (claim.IsUnequal) console.MarkupLineInterpolated($"          [grey]{Wording.Unequal}[/]");
        foreach (var comparison in claim.Comparisons)
            console.MarkupLineInterpolated($"          [grey]{Wording.Comparison(comparison)}[/]");
        if (Wording.Correction(claim) is { Length: > 0 } correction) console.MarkupLineInterpolated($"          [grey]{correction}[/]");
    }
}
