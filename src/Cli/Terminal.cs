using Spectre.Console;

namespace MLSpec.Cli;

/// <summary>Where the tool writes, and where relative paths start.</summary>
internal sealed class Terminal
{
    /// <summary>Lines are never wrapped: a terminal does so itself, and whatever reads a redirected output wants whole lines.</summary>
    private const int NoWrap = 1 << 20;

    private readonly IAnsiConsole _out;

    private readonly IAnsiConsole _error;

    /// <param name="isOutPlain">No colours on the output, as where it is redirected.</param>
    public Terminal(TextWriter @out, TextWriter error, string directory, bool isOutPlain = true, bool isErrorPlain = true)
    {
        (Out, Error, Directory) = (@out, error, directory);
        (_out, _error) = (Ansi(@out, isOutPlain), Ansi(error, isErrorPlain));
    }

    public TextWriter Out { get; }

    public TextWriter Error { get; }

    /// <summary>The absolute path of the directory that the tool works in.</summary>
    public string Directory { get; }

    public static Terminal OfProcess() =>
        new(Console.Out, Console.Error, Environment.CurrentDirectory, Console.IsOutputRedirected, Console.IsErrorRedirected);

    /// <summary>Writes styled pieces and ends the line.</summary>
    public void Line(params ReadOnlySpan<Piece> pieces) => Write(_out, pieces);

    /// <summary>Writes styled pieces to the error output and ends the line.</summary>
    public void ErrorLine(params ReadOnlySpan<Piece> pieces) => Write(_error, pieces);

    /// <summary>Writes rows of texts under their heads.</summary>
    public void Table(string[] heads, IEnumerable<string[]> rows)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var head in heads)
            table.AddColumn(new TableColumn(Markup.Escape(head)).NoWrap());
        foreach (var row in rows)
            table.AddRow([.. row.Select(Markup.Escape)]);
        _out.Write(table);
    }

    /// <summary>The path as it is shown: relative to the working directory where it lies below, with slashes.</summary>
    public string Show(string path)
    {
        var relative = Path.GetRelativePath(Directory, path);
        return (relative.StartsWith("..", StringComparison.Ordinal) ? path : relative).Replace('\\', '/');
    }

    private static void Write(IAnsiConsole console, ReadOnlySpan<Piece> pieces)
    {
        foreach (var piece in pieces)
            console.Write(piece.Text, piece.Style);
        console.Write("\n", Style.Plain);
    }

    private static IAnsiConsole Ansi(TextWriter writer, bool isPlain)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isPlain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = isPlain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = NoWrap;
        return console;
    }
}

/// <summary>A text in one style.</summary>
internal readonly record struct Piece(string Text, Style Style)
{
    public static implicit operator Piece(string text) => new(text, Style.Plain);

    public static Piece Bold(string text) => new(text, new Style(decoration: Decoration.Bold));

    public static Piece Dim(string text) => new(text, new Style(decoration: Decoration.Dim));

    public static Piece Red(string text) => new(text, new Style(Color.Red, decoration: Decoration.Bold));

    public static Piece Yellow(string text) => new(text, new Style(Color.Yellow, decoration: Decoration.Bold));

    public static Piece Green(string text) => new(text, new Style(Color.Green));

    public static Piece Blue(string text) => new(text, new Style(Color.Blue));
}
