using System.Text.RegularExpressions;

namespace MLSpec.Runtime.Tests.Protocol;

public partial class ReportTests
{
    private static readonly string[] _void = ["meta", "br", "hr", "img", "link", "input"];

    [Fact]
    public void The_page_is_well_formed_and_fetches_nothing()
    {
        var page = Page();
        var open = new Stack<string>();
        foreach (Match tag in Tag().Matches(Regex.Replace(page, "(?<=<script[^>]*>).*?(?=</script>)", "", RegexOptions.Singleline)))
        {
            var name = tag.Groups["name"].Value;
            if (tag.Groups["close"].Success)
            {
                Assert.Equal(name, open.Pop());
            }
            else if (!tag.Groups["self"].Success && !_void.Contains(name))
            {
                open.Push(name);
            }
        }
        Assert.Empty(open);
        Assert.DoesNotMatch(@"(\ssrc=|href=""(?!data:,"")|@import|url\((?!#))", page);
        Assert.Contains("content=\"default-src 'none';", page);
        Assert.DoesNotMatch("https?://(?!www\\.w3\\.org/(2000/svg|1999/xlink))", page);
        var ids = Regex.Matches(page, " id=\"([^\"]+)\"").Select(match => match.Groups[1].Value).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(Regex.Matches(page, "url\\(#([^)]+)\\)").Select(match => match.Groups[1].Value), used => Assert.Contains(used, ids));
    }

    [Fact]
    public void What_comes_from_a_spec_is_escaped()
    {
        var page = Page();
        Assert.DoesNotContain("<script>alert", page);
        Assert.Contains("&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;", page);
        Assert.Contains("&lt;b&gt;&amp;amp;&lt;/b&gt;", page);
    }

    [Fact]
    public void Colours_follow_the_page()
    {
        var page = Page();
        Assert.Contains("stroke=\"var(--c1)\"", page);
        Assert.Contains("class=\"grid\"", page);
        Assert.DoesNotMatch("(fill|stroke)=\"(#|rgb)", page);
    }

    private static string Page()
    {
        using var place = new Workplace();
        Assert.Equal(0, place.Run(new Fake(2), "--set", "train.plain.steps=60", "--set", "train.hardened.steps=60"));
        return File.ReadAllText(Path.Combine(place.Out, "report.html"));
    }

    [GeneratedRegex(@"<(?<close>/)?(?<name>[a-zA-Z][a-zA-Z0-9]*)(?:\s+[-a-zA-Z:]+=""[^""<]*""|\s+open)*\s*(?<self>/)?>")]
    private static partial Regex Tag();
}
