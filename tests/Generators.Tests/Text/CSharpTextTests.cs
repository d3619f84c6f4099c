using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Tests.Text;

public sealed class CSharpTextTests
{
    [Fact]
    public void A_literal_is_one_token_with_the_text_as_its_value() => Hostile.ForAll(text =>
    {
        var token = SingleToken(CSharpText.Literal(text));
        Assert.Equal(SyntaxKind.StringLiteralToken, token.Kind());
        Assert.Equal(text, token.Value);
    });

    [Fact]
    public void A_literal_survives_being_written_to_a_file() => Hostile.ForAll(text =>
    {
        var literal = CSharpText.Literal(text);
        Assert.Equal(literal, System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(literal)));
        Assert.DoesNotContain(literal, character => char.IsControl(character));
    });

    [Theory]
    [InlineData("plain text, 5 %", "\"plain text, 5 %\"")]
    [InlineData("say \"hi\"\\\n", "\"say \\\"hi\\\"\\\\\\n\"")]
    [InlineData("größer θ ≤ 1", "\"größer θ ≤ 1\"")]
    [InlineData("\u202Eabc", "\"\\u202Eabc\"")]
    public void A_literal_stays_readable(string text, string literal) => Assert.Equal(literal, CSharpText.Literal(text));

    [Fact]
    public void A_comment_is_nothing_but_comments() => Hostile.ForAll(text =>
    {
        var trivia = CSharpSyntaxTree.ParseText(CSharpText.Comment(text)).GetRoot().DescendantTrivia().ToArray();
        Assert.All(trivia, item => Assert.True(item.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.EndOfLineTrivia, item.Kind().ToString()));
        Assert.True(SyntaxFactory.ParseTokens(CSharpText.Comment(text)).Single().IsKind(SyntaxKind.EndOfFileToken));
    });

    [Fact]
    public void Documentation_is_one_element_without_markup_of_its_own() => Hostile.ForAll(text =>
    {
        var code = CSharpText.Documentation("summary", text) + "\nclass C;";
        var tree = CSharpSyntaxTree.ParseText(code, new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.Diagnose));
        Assert.Empty(tree.GetDiagnostics());
        var nodes = tree.GetRoot().DescendantNodes(descendIntoTrivia: true).OfType<XmlNodeSyntax>().Where(node => node is not XmlTextSyntax).ToArray();
        Assert.IsType<XmlElementSyntax>(Assert.Single(nodes));
        Assert.Single(tree.GetRoot().DescendantNodes().OfType<TypeDeclarationSyntax>());
    });

    [Fact]
    public void Documentation_of_several_lines_stands_between_its_tags() => Assert.Equal(
        "/// <summary>\n/// Rows &lt;n&gt;.\n///\n/// More.\n/// </summary>", CSharpText.Documentation("summary", "Rows <n>.\r\n\nMore.\n"));

    [Fact]
    public void Documentation_may_have_attributes() =>
        Assert.Equal("/// <param name=\"x\">Images &amp; more.</param>", CSharpText.Documentation("param name=\"x\"", "Images & more."));

    [Fact]
    public void A_number_reads_back_as_itself_in_every_culture()
    {
        var old = CultureInfo.CurrentCulture;
        try
        {
            foreach (var culture in new[] { "", "de-DE", "tr-TR", "fi-FI", "ar-SA" })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
                Prop.ForAll<double>(AssertReadsBack).QuickCheckThrowOnFailure();
                Prop.ForAll<long>(value => Assert.Equal(value, Convert.ToInt64(ValueOf(CSharpText.Number(value)), CultureInfo.InvariantCulture))).QuickCheckThrowOnFailure();
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = old;
        }

        foreach (var value in new[] { 0.1, 1.0 / 3.0, 1e300, 5e-324, double.MaxValue, -0.0, 1e15, 1e16, 123456789012345680.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity })
            AssertReadsBack(value);
        foreach (var value in new[] { 0, int.MaxValue, int.MinValue, 1L + int.MaxValue, long.MaxValue, long.MinValue })
            Assert.Equal(value, Convert.ToInt64(ValueOf(CSharpText.Number(value)), CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(1.0, "1.0")]
    [InlineData(0.1, "0.1")]
    [InlineData(-2.5, "-2.5")]
    [InlineData(1e-5, "0.00001")]
    [InlineData(2.5e-6, "2.5e-6")]
    [InlineData(0.0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(1797.0, "1797.0")]
    [InlineData(123.456, "123.456")]
    [InlineData(0.30000000000000004, "0.30000000000000004")]
    [InlineData(3e-4, "0.0003")]
    [InlineData(1e14, "100000000000000.0")]
    [InlineData(1e16, "1e16")]
    [InlineData(1.5e300, "1.5e300")]
    public void A_number_stays_readable(double value, string literal) => Assert.Equal(literal, CSharpText.Number(value));

    private static void AssertReadsBack(double value) =>
        Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(Assert.IsType<double>(ValueOf(CSharpText.Number(value)))));

    /// <summary>What the compiler takes the expression for.</summary>
    private static object? ValueOf(string expression)
    {
        var tree = CSharpSyntaxTree.ParseText($"class C {{ const object X = null; object y = {expression}; }}");
        Assert.Empty(tree.GetDiagnostics());
        var compilation = CSharpCompilation.Create("x", [tree], Basic.Reference.Assemblies.Net100.References.All);
        var value = tree.GetRoot().DescendantNodes().OfType<EqualsValueClauseSyntax>().Last().Value;
        return compilation.GetSemanticModel(tree).GetConstantValue(value).Value;
    }

    private static SyntaxToken SingleToken(string text)
    {
        var tokens = SyntaxFactory.ParseTokens(text).ToArray();
        Assert.Equal(2, tokens.Length);
        Assert.True(tokens[1].IsKind(SyntaxKind.EndOfFileToken));
        Assert.Empty(tokens[0].GetDiagnostics());
        Assert.False(tokens[0].HasLeadingTrivia || tokens[0].HasTrailingTrivia || tokens[1].HasLeadingTrivia);
        return tokens[0];
    }
}
