using System.Net;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MLSpec.Runtime.Reporting;

namespace MLSpec.Runtime.Tests.Reporting;

/// <summary>Specs and formulas on the page.</summary>
public sealed class PageTextTests
{
    [Theory]
    [InlineData("let a = 1.5e-3<1/step> // <b>", "keyword:let literal:1.5e-3 unit:<1/step> comment:// <b>")]
    [InlineData("(* two\nlines *) for x in [0 .. 0.1 .. 5%]", "comment:(* two\nlines *) keyword:for keyword:in literal:0 literal:0.1 literal:5%")]
    [InlineData("\"a \\\" // b\" \"\"\"raw \"quoted\" \"\"\"", "string:\"a \\\" // b\" string:\"\"\"raw \"quoted\" \"\"\"")]
    [InlineData("x1 < 2 && letter > x'", "literal:2")]
    [InlineData("(*) let' formal", "")]
    public void Tokens_are_told_apart(string text, string expected) => Assert.Equal(
        expected,
        string.Join(' ', Regex.Matches(Highlighter.Render(text).ToString(), "<span class=\"(\\w+)\">(.*?)</span>", RegexOptions.Singleline)
            .Select(span => $"{span.Groups[1].Value}:{WebUtility.HtmlDecode(span.Groups[2].Value)}")));

    [Fact]
    public void The_text_stays_as_it_was()
    {
        var text = SampleReport.Of().Spec.Text + "\n\"open // (* \u00e9 \ud83d\ude00 </pre><script>";
        var html = Highlighter.Render(text).ToString();
        Assert.Equal(text, WebUtility.HtmlDecode(Regex.Replace(html, "</?span[^>]*>", "")));
        Assert.DoesNotContain("<script", html);
    }

    [Theory]
    [InlineData(@"x_i^2", "<msubsup><mi>x</mi><mi>i</mi><mrow><mn>2</mn></mrow></msubsup>")]
    [InlineData(@"\sup_{x' \in B}", "<munder><mo lspace=\"0.17em\" rspace=\"0.17em\">sup</mo><mrow><msup><mi>x</mi><mrow><mo>′</mo></mrow></msup><mo stretchy=\"false\">∈</mo><mi>B</mi></mrow></munder>")]
    [InlineData(@"\tfrac{1}{\alpha}", "<mfrac><mrow><mn>1</mn></mrow><mrow><mi>α</mi></mrow></mfrac>")]
    [InlineData(@"\left[a\right]", "<mrow><mo stretchy=\"true\">[</mo><mrow><mi>a</mi></mrow><mo stretchy=\"true\">]</mo></mrow>")]
    [InlineData(@"a < \hat b", "<mi>a</mi><mo stretchy=\"false\">&lt;</mo><mover accent=\"true\"><mi>b</mi><mo>^</mo></mover>")]
    [InlineData(@"\mathbb{E}_p\, \operatorname{relu}(x)", "<msub><mi mathvariant=\"normal\">&#120124;</mi><mi>p</mi></msub><mspace width=\"0.17em\"></mspace><mtext>relu</mtext><mo stretchy=\"false\">(</mo><mi>x</mi><mo stretchy=\"false\">)</mo>")]
    public void Formulas_become_MathMl(string latex, string expected) =>
        Assert.Equal($"<math display=\"block\"><mrow>{expected}</mrow></math>", MathMl.Render(latex).ToString());

    [Theory]
    [InlineData(@"\left( a")]
    [InlineData(@"{ a")]
    [InlineData(@"a }")]
    [InlineData(@"x_")]
    [InlineData(@"\frac")]
    [InlineData(@"\unknown & <b>")]
    public void What_is_no_formula_is_well_formed_all_the_same(string latex) => XElement.Parse(MathMl.Render(latex).ToString());
}
