namespace MLSpec.Dsl.Tests.Documentation;

public sealed class ManualTests
{
    private static readonly Manual _language = Manual.Read("language.md");

    public static TheoryData<int> Blocks => [.. _language.Blocks.Select(b => b.Line)];

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Specs_in_the_manual_of_the_language_compile(int line)
    {
        var found = _language.Compile(_language.Blocks.Single(b => b.Line == line));

        Assert.True(
            found.IsEmpty,
            $"docs/language.md({line}):{string.Concat(found.Select(d => $"\n    {d.Path}[{d.Span}] {d.Code}: {d.Message}"))}");
    }

    [Fact]
    public void The_page_of_the_prelude_says_what_the_prelude_says() => AssertPage("prelude.md", PreludePage.Text());

    [Fact]
    public void The_page_of_the_library_says_what_the_library_says() => AssertPage("library.md", LibraryPage.Text());

    [Fact]
    public void The_page_of_worst_cases_says_what_the_rules_say() => AssertPage("uncertainty.md", UncertaintyPage.Text());

    [Fact]
    public void Every_rule_has_an_example_on_its_page() => Assert.Empty(UncertaintyPage.WithoutExample());

    private static void AssertPage(string name, string expected)
    {
        var actual = Path.Combine(Repository.Root, "docs", name);
        if (File.Exists(actual) && Repository.Read("docs", name) == expected)
            return;
        var made = Path.Combine(AppContext.BaseDirectory, name);
        File.WriteAllText(made, expected);
        Assert.Fail($"docs/{name} is not what it is made from; to renew it: cp {made} {actual}");
    }
}
