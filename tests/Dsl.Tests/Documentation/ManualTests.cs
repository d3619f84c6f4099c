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
    public void The_page_of_the_prelude_says_what_the_prelude_says()
    {
        var expected = PreludePage.Text();
        var actual = Path.Combine(Repository.Root, "docs", "prelude.md");
        if (File.Exists(actual) && Repository.Read("docs", "prelude.md") == expected)
            return;
        var made = Path.Combine(AppContext.BaseDirectory, "prelude.md");
        File.WriteAllText(made, expected);
        Assert.Fail($"docs/prelude.md is not what the prelude's doc comments say; to renew it: cp {made} {actual}");
    }
}
