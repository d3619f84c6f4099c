namespace MLSpec.Runtime.Reporting;

/// <summary>Tables of text.</summary>
internal static class HtmlTable
{
    /// <summary>A table; nothing where there are no rows. Columns from <paramref name="numbersFrom"/> on are aligned as numbers.</summary>
    /// <param name="isSortable">Whether the page's script makes buttons of the heads.</param>
    public static Html Render(string[] heads, IEnumerable<string[]> rows, int numbersFrom = int.MaxValue, bool isSortable = false)
    {
        var cells = rows.Select(row => Html.Of($"<tr>{Html.Lines(row.Select((text, i) => Cell(text, i >= numbersFrom)))}</tr>")).ToArray();
        if (cells.Length == 0) return Html.None;
        var head = heads.All(text => text.Length == 0)
            ? Html.None
            : Html.Of($"<thead><tr>{Html.Lines(heads.Select((text, i) => Head(text, i >= numbersFrom)))}</tr></thead>");
        return Frame(head, Html.Lines(cells), isSortable);
    }

    /// <summary>A table in a box of its own, which scrolls where the page is too narrow, by the keyboard too.</summary>
    public static Html Frame(Html head, Html rows, bool isSortable) => Html.Of($"""
        <div class="scroll" tabindex="0"><table{(isSortable ? Html.Trusted(" class=\"sortable\"") : Html.None)}>{head}<tbody>
        {rows}
        </tbody></table></div>
        """);

    private static Html Head(string text, bool number) =>
        number ? Html.Of($"<th scope=\"col\" class=\"number\">{text}</th>") : Html.Of($"<th scope=\"col\">{text}</th>");

    private static Html Cell(string text, bool number) =>
        number ? Html.Of($"<td class=\"number\">{text}</td>") : Html.Of($"<td>{text}</td>");
}
