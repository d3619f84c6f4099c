namespace MLSpec.Runtime.Reporting;

/// <summary>Tables of text.</summary>
internal static class HtmlTable
{
    /// <summary>A table; nothing where there are no rows. Columns from <paramref name="numbersFrom"/> on are aligned as numbers.</summary>
    public static Html Render(string[] heads, IEnumerable<string[]> rows, int numbersFrom = int.MaxValue)
    {
        var cells = rows.Select(row => Html.Of($"<tr>{Html.Lines(row.Select((text, i) => Cell(text, i >= numbersFrom)))}</tr>")).ToArray();
        if (cells.Length == 0) return Html.None;
        var head = heads.All(text => text.Length == 0)
            ? Html.None
            : Html.Of($"<thead><tr>{Html.Lines(heads.Select((text, i) => Head(text, i >= numbersFrom)))}</tr></thead>");
        return Html.Of($"""
            <div class="scroll"><table>{head}<tbody>
            {Html.Lines(cells)}
            </tbody></table></div>
            """);
    }

    private static Html Head(string text, bool number) =>
        number ? Html.Of($"<th class=\"number\">{text}</th>") : Html.Of($"<th>{text}</th>");

    private static Html Cell(string text, bool number) =>
        number ? Html.Of($"<td class=\"number\">{text}</td>") : Html.Of($"<td>{text}</td>");
}
