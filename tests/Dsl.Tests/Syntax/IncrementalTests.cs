using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Tests.Syntax;

/// <summary>Read by way of an earlier version, a text has the tree and the findings that it has by itself.</summary>
public sealed class IncrementalTests
{
    private const int Versions = 300;

    [Theory]
    [InlineData("Syntax", "Samples", "Broken")]
    [InlineData("Syntax", "Samples", "Good")]
    public void Versions_of_a_text_are_read_as_by_themselves(params string[] folder)
    {
        var random = new Random(20_261_123);
        var texts = Repository.Specs(folder).Select(File.ReadAllText).ToArray();
        var (text, memo) = (texts[0], (SyntaxMemo?)null);
        for (var i = 0; i < Versions; i++)
        {
            (var tree, memo) = IncrementalParser.Parse("sample.mlspec", text, memo);
            Verify(SyntaxText.Parse(text), tree);
            text = random.Next(25) == 0 ? texts[random.Next(texts.Length)] : Edited(text, random);
        }
    }

    [Fact]
    public void An_error_right_behind_a_declaration_silences_what_follows_from_it_there()
    {
        var memo = (SyntaxMemo?)null;
        foreach (var text in new[] { "let a =\nlet b = 1\n", "let a =\t\nlet b = 1\n", "let a =\nlet b = 1\n", "let a = 1 -\nlet b = 1\n", "let a = 1 -(* x *)\nlet b = 1\n" })
        {
            (var tree, memo) = IncrementalParser.Parse("sample.mlspec", text, memo);
            Verify(SyntaxText.Parse(text), tree);
        }
    }

    [Fact]
    public void Declarations_with_the_same_text_stay_apart()
    {
        var (first, memo) = IncrementalParser.Parse("sample.mlspec", "let a = 1\n\nlet b = 2\n\nlet b = 2\n\nlet b = 2\n", null);
        var (second, _) = IncrementalParser.Parse("sample.mlspec", "let a = 1\n\nlet b = 2\n\n\n\nlet b = 2\n\nlet b = 2\n", memo);

        Assert.Equal(4, second.Declarations.Select(d => d.Span.Start).Distinct().Count());
        Assert.Same(first.Declarations[1], second.Declarations[1]);
        Assert.Same(first.Declarations[2], second.Declarations[3]);
        Assert.Equal([1, 3, 7, 9], second.Declarations.Select(d => second.Source.PositionOf(d.Span.Start).Line));
    }

    private static void Verify(SyntaxTree expected, SyntaxTree actual)
    {
        Assert.Equal(expected.Source.Content, SyntaxText.Reassemble(actual));
        Assert.Equal(SyntaxPrinter.Print(expected), SyntaxPrinter.Print(actual));
        Assert.Equal(
            expected.Diagnostics, actual.Diagnostics.Select(d => d with { Span = actual.Source.OffsetsOf(d.Span) }));
        Assert.Equal(expected.Declarations.Select(d => d.Span), actual.Declarations.Select(d => actual.Source.OffsetsOf(d.Span)));
    }

    private static string Edited(string text, Random random)
    {
        var at = random.Next(text.Length + 1);
        return random.Next(4) switch
        {
            0 => text.Remove(at, Math.Min(text.Length - at, random.Next(12))),
            1 => text.Insert(at, text.Substring(at, Math.Min(text.Length - at, random.Next(40)))),
            2 => text.Insert(at, "\n"),
            _ => text.Insert(at, new[] { "\t", "(*", "*)", "\"\"\"", "\"", "(", "]", "=", "-", " ", "x", "\u00A0", "\u200B", "'", "``", "// a\n" }[random.Next(16)]),
        };
    }
}
