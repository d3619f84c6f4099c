using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Tests.Syntax;

/// <summary>No input makes the parser throw, lose a character or forget its place; what is broken stays where it is.</summary>
public sealed class RobustnessTests
{
    private static readonly string _digits = Repository.Read("examples", "RobustDigits", "RobustDigits.mlspec");

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Every_prefix_of_the_first_spec_has_a_sound_tree(string lineEnd)
    {
        var text = _digits.Replace("\n", lineEnd);
        for (var length = 0; length <= text.Length; length++)
            TreeInvariants.Check(SyntaxText.Parse(text[..length]));
    }

    /// <summary>
    /// Declarations are read one by one, so the prefixes of each stand for those of the file; each token is cut behind and before its last
    /// letter.
    /// </summary>
    [Theory]
    [InlineData("Samples", "Targets")]
    [InlineData("Syntax", "Samples", "Good")]
    [InlineData("Syntax", "Samples", "Broken")]
    public void Prefixes_of_every_declaration_have_a_sound_tree(params string[] folder)
    {
        foreach (var tree in Repository.Specs(folder).Select(path => SyntaxText.Parse(File.ReadAllText(path))))
        {
            TreeInvariants.Check(tree);
            foreach (var declaration in tree.Declarations.Select(d => d.Span))
            {
                foreach (var end in tree.Tokens.Select(t => t.Span.End).Where(end => end > declaration.Start && end <= declaration.End))
                {
                    TreeInvariants.Check(SyntaxText.Parse(tree.Source.Content[declaration.Start..end]));
                    TreeInvariants.Check(SyntaxText.Parse(tree.Source.Content[declaration.Start..(end - 1)]));
                }
            }
        }
    }

    [Fact]
    public void A_missing_token_breaks_its_own_declaration_only()
    {
        var sound = SyntaxText.Parse(_digits);
        for (var i = 0; i < sound.Tokens.Length - 1; i++)
        {
            var token = sound.Tokens[i];
            var tree = SyntaxText.Parse(_digits.Remove(token.Span.Start, token.Span.Length));
            TreeInvariants.Check(tree);
            if (sound.Source.PositionOf(token.Span.Start).Column == 1)
                continue;
            var own = sound.Declarations.Single(d => d.Span.Start <= token.Span.Start && token.Span.End <= d.Span.End).Span;
            Assert.All(tree.Diagnostics, d => Assert.InRange(d.Span.Start, own.Start, own.End));
            Assert.Equal(sound.Declarations.Length, tree.Declarations.Length);
        }
    }

    [Fact]
    public void A_token_twice_or_two_tokens_swapped_have_a_sound_tree()
    {
        var tokens = SyntaxText.Parse(_digits).Tokens;
        for (var i = 0; i + 2 < tokens.Length; i++)
        {
            var (first, second) = (tokens[i].Span, tokens[i + 1].Span);
            TreeInvariants.Check(SyntaxText.Parse(_digits.Insert(first.End, " " + tokens[i].Text)));
            TreeInvariants.Check(SyntaxText.Parse(
                _digits[..first.Start] + tokens[i + 1].Text + _digits[first.End..second.Start] + tokens[i].Text + _digits[second.End..]));
        }
    }

    [Fact]
    public void Many_random_edits_have_a_sound_tree()
    {
        var random = new Random(20260217);
        string[] inserts =
            ["(", ")", "[", "]", "{", "}", "\n", "\n    ", "\n\n", "=", "->", "then", "else", "if ", "let ", "in", ";", ",", "\"", "\"\"\"",
            "(*", "//", "'", "``", "..", ".", "-", "for ", "train ", "\t", "\0", "\uD800", "\u202E", "1e999"];
        for (var round = 0; round < 600; round++)
        {
            var text = _digits;
            for (var edits = random.Next(1, 12); edits > 0; edits--)
            {
                var at = random.Next(text.Length);
                text = random.Next(3) switch
                {
                    0 => text.Remove(at, Math.Min(random.Next(1, 30), text.Length - at)),
                    1 => text.Insert(at, inserts[random.Next(inserts.Length)]),
                    _ => text.Insert(at, text.Substring(at, Math.Min(random.Next(1, 60), text.Length - at))),
                };
            }

            TreeInvariants.Check(SyntaxText.Parse(text));
        }
    }

    [Theory]
    [InlineData("(", "1", ")")]
    [InlineData("[", "1", "]")]
    [InlineData("{ a = ", "1", " }")]
    [InlineData("- ", "1", "")]
    [InlineData("if a then 1 else ", "1", "")]
    [InlineData("fun x -> ", "x", "")]
    [InlineData("1 + ", "1", "")]
    [InlineData("2 ** ", "1", "")]
    [InlineData("f ", "x", "")]
    [InlineData("(a + (", "1", "))")]
    [InlineData("x.y", "", "")]
    [InlineData("[ for x in xs -> ", "x", " ]")]
    [InlineData("(", "", "")]
    [InlineData("{ a with b = [", "", "")]
    [InlineData("linear 0 -> 1 then ", "s", "")]
    public void Nesting_without_end_is_refused_before_the_stack_ends(string open, string core, string close)
    {
        var text = "let x = " + string.Concat(Enumerable.Repeat(open, 5_000)) + core + string.Concat(
            Enumerable.Repeat(close, 5_000)) + "\n";
        AssertTooDeep(text);
    }

    [Theory]
    [InlineData("let f (x : ", "(", ")", ") = x")]
    [InlineData("type T = ", "{ a : ", " }", "")]
    [InlineData("type T = ", "a -> ", "", "")]
    [InlineData("let f ", "(", ")", " = 1")]
    [InlineData("let a = 1<", "(", ")", ">")]
    [InlineData("train t for 1<step> = ", "phase 1<step>: ", "", "")]
    public void Types_patterns_units_and_statements_nest_no_deeper_either(string head, string open, string close, string tail) =>
        AssertTooDeep(
            head + string.Concat(Enumerable.Repeat(open, 5_000)) + "a" + string.Concat(Enumerable.Repeat(close, 5_000)) + tail + "\n");

    private static void AssertTooDeep(string text)
    {
        SyntaxTree? tree = null;
        var thread = new Thread(() => tree = SyntaxText.Parse(text), 512 * 1024);
        thread.Start();
        thread.Join();
        Assert.NotNull(tree);
        Assert.Contains(tree.Diagnostics, d => d.IsError);
        Assert.Equal(text, SyntaxText.Reassemble(tree));
    }
}
