using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Tests.Syntax;

/// <summary>What is written from a tree is read back as the same tree, however its lines are broken.</summary>
public sealed partial class RoundTripTests
{
    [Fact]
    public void An_expression_written_in_any_layout_reads_back_as_itself() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(600).WithEndSize(60).WithReplay(20260217, 41),
            Prop.ForAll(ExpressionGenerator.Expressions, ArbMap.Default.ArbFor<int>(), (expression, style) =>
            {
                var text = SourceWriter.Write(expression, style);
                var tree = SyntaxText.Parse(text);
                var expected = Shape(expression);
                var actual = tree.Declarations is [LetDeclaration let] ? Shape(let.Body) : "no declaration";
                return (actual == expected && !tree.Diagnostics.Any(d => d.IsError))
                    .Label($"--- text\n{text}--- messages\n{SyntaxText.Messages(tree)}--- expected\n{expected}--- actual\n{actual}");
            }));

    [Theory]
    [InlineData("a |> f == b + 1 && c || d", "(((a |> f) == (b + 1)) && c) || d")]
    [InlineData("a + b |> f", "(a + b) |> f")]
    [InlineData("x = y |> f", "(x = y) |> f")]
    [InlineData("f >> g |> h", "(f >> g) |> h")]
    [InlineData("2 ** 3 ** 4", "2 ** (3 ** 4)")]
    [InlineData("-x ** 2", "(-x) ** 2")]
    [InlineData("-f x + 1", "(-(f x)) + 1")]
    [InlineData("a - b - c", "(a - b) - c")]
    [InlineData("a * b % c / d", "((a * b) % c) / d")]
    [InlineData("f -1", "f (-1)")]
    [InlineData("f - 1", "f-1")]
    [InlineData("f(x).y z", "((f (x)).y) z")]
    [InlineData("f (x).y z", "f ((x).y) z")]
    [InlineData("g f(x)", "g (f x)")]
    [InlineData("f x .y", "(f x).y")]
    [InlineData("f x.y.[0]", "f ((x.y).[0])")]
    [InlineData("- sum x in xs -> x + 1", "-(sum x in xs -> (x + 1))")]
    [InlineData("a + sup x in u -> x |> f", "a + (sup x in u -> (x |> f))")]
    [InlineData("if a then b else c |> f", "if a then b else (c |> f)")]
    [InlineData("if a then if b then c else d else e", "if a then (if b then c else d) else e")]
    [InlineData("if a then 1 else if b then 2 else 3", "if a then 1 else (if b then 2 else 3)")]
    [InlineData(
        "linear 0.0 -> a + 1 over t * 2 then constant r then hold", "((linear 0.0 -> (a + 1) over (t * 2)) then (constant r)) then hold")]
    [InlineData("f [1..3] [34.. 0.5 ..36] [0. .. 1.]", "f [1 .. 3] [34 .. 0.5 .. 36] [0.0 .. 1.0]")]
    [InlineData("10% + 7 % 2", "0.1 + (7 % 2)")]
    [InlineData("if linear 0.0 (1) > 0 then s then t else u", "if ((linear 0.0 1) > 0) then (s then t) else u")]
    [InlineData("f (fun x -> x, 1)", "f (fun x -> (x, 1))")]
    public void Precedence(string text, string same) =>
        Assert.Equal(ShapeOf("let it = " + same), ShapeOf("let it = " + text));

    private static string ShapeOf(string text)
    {
        var tree = SyntaxText.Parse(text);
        Assert.DoesNotContain(tree.Diagnostics, d => d.IsError);
        return Shape(((LetDeclaration)tree.Declarations[0]).Body);
    }

    /// <summary>The tree without places.</summary>
    private static string Shape(Expression expression)
    {
        var source = new SourceText("", "");
        var name = new Name("it", default);
        var let = new LetDeclaration(name, [], null, expression, null, default);
        var tree = new SyntaxTree(source, [], [let], []);
        return Place().Replace(SyntaxPrinter.Print(tree), "");
    }

    [GeneratedRegex("  @[0-9:-]+$", RegexOptions.Multiline)]
    private static partial Regex Place();
}
