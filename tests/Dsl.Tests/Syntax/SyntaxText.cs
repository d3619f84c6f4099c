using System.Text;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Tests.Syntax;

/// <summary>Parsing and printing for the tests of this folder.</summary>
internal static class SyntaxText
{
    public static SyntaxTree Parse(string text) => Parser.Parse(new SourceText("sample.mlspec", text));

    public static string Tree(string text) => SyntaxPrinter.Print(Parse(text));

    /// <summary>The findings as a compiler prints them, each with its line of the text and a mark under the place.</summary>
    public static string Messages(SyntaxTree tree)
    {
        var lines = tree.Source.Content.Split('\n');
        var text = new StringBuilder();
        foreach (var diagnostic in tree.Diagnostics)
        {
            var start = tree.Source.PositionOf(diagnostic.Span.Start);
            var end = tree.Source.PositionOf(diagnostic.Span.End);
            var width = start.Line == end.Line ? Math.Max(1, end.Column - start.Column) : 1;
            text.Append($"({start.Line},{start.Column})-({end.Line},{end.Column}): ");
            text.Append($"{(diagnostic.IsError ? "error" : "warning")} {diagnostic.Code}: {diagnostic.Message}\n");
            text.Append($"    {lines[start.Line - 1].TrimEnd('\r').Replace('\t', ' ')}\n");
            text.Append($"    {new string(' ', start.Column - 1)}{new string('^', width)}\n");
            if (diagnostic.Fix is { } fix)
                text.Append($"    Fix: {fix}\n");
        }

        return text.ToString();
    }

    /// <summary>The tokens put together, which must be the text.</summary>
    public static string Reassemble(SyntaxTree tree)
    {
        var text = new StringBuilder();
        foreach (var token in tree.Tokens)
            text.Append(tree.Source[token.Leading]).Append(token.Text);
        return text.ToString();
    }
}
