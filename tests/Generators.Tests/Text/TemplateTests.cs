using System.Globalization;
using Scriban.Syntax;

namespace MLSpec.Generators.Tests.Text;

public sealed class TemplateTests
{
    [Fact]
    public void Properties_are_variables_in_snake_case() =>
        Assert.Equal("a=1.5;", Render("{{ for row in rows }}{{ row.name }}={{ row.half_life }};{{ end }}", new { Rows = new[] { new Row("a", 1.5) } }));

    [Fact]
    public void Long_loops_and_long_outputs_are_whole()
    {
        var rows = Enumerable.Range(0, 60_000).Select(i => new Row(new string('x', 40), i)).ToArray();
        var text = Render("{{ for row in rows }}{{ row.name }}\n{{ end }}", new { Rows = rows });
        Assert.Equal(60_000 * 41, text.Length);
        Assert.Equal(3_000_000, Render("{{ text }}", new { Text = new string('y', 3_000_000) }).Length);
    }

    [Theory]
    [InlineData("{{ nmae }}")]
    [InlineData("{{ row.nmae }}")]
    [InlineData("{{ nothing.name }}")]
    [InlineData("{{ nmae 1 }}")]
    public void What_the_model_lacks_is_an_error(string template) =>
        Assert.Throws<ScriptRuntimeException>(() => Render(template, new { Name = "a", Row = new Row("a", 1), Nothing = (Row?)null }));

    [Fact]
    public void A_template_that_cannot_be_read_says_where() =>
        Assert.Contains("test.sbncs(2,", Assert.Throws<InvalidOperationException>(() => Render("a\n{{ for }}", new { })).Message, StringComparison.Ordinal);

    [Fact]
    public void Line_ends_and_numbers_do_not_depend_on_machine_or_culture()
    {
        var old = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal("1.5\n-2\n", Render("{{ a }}\r\n{{ b }}\r\n", new { A = 1.5, B = -2 }));
        }
        finally
        {
            CultureInfo.CurrentCulture = old;
        }
    }

    [Fact]
    public void A_text_of_several_lines_keeps_the_indentation_of_its_place() =>
        Assert.Equal("{\n    a;\n    b;\n}", Render("{\n    {{ body }}\n}", new { Body = "a;\nb;" }));

    [Fact]
    public void Text_of_the_model_is_not_a_template() => Assert.Equal("{{ name }}", Render("{{ text }}", new { Text = "{{ name }}", Name = "x" }));

    private static string Render(string template, object model) => new Generators.Text.Template("test", () => template).Render(model);

    private sealed record Row(string Name, double HalfLife);
}
