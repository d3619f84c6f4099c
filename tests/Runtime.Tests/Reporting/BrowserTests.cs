using MLSpec.Runtime.Reporting;
using OpenQA.Selenium;

namespace MLSpec.Runtime.Tests.Reporting;

/// <summary>The report in a real browser.</summary>
public sealed class BrowserTests
{
    private const string Background = "getComputedStyle(document.body).backgroundColor";

    [ChromiumFact]
    public void A_report_renders_fetches_nothing_and_complains_of_nothing()
    {
        using var browser = new OpenedReport();
        browser.Show(HtmlReport.Render(SampleReport.Of()), "report-wide");
        Assert.All(browser.Fetched(), address => Assert.Matches("^(file|data):", address));
        Assert.Equal(0L, browser.Ask<long>("performance.getEntriesByType('resource').length"));
        Assert.Equal(["held", "refuted"], browser.Texts(".claims .verdict"));
        Assert.Equal(6L, browser.Ask<long>("[...document.querySelectorAll('svg.plot')].filter(one => one.getBoundingClientRect().height > 100 && !one.closest('.multiples')).length"));
        Assert.Equal(12L, browser.Ask<long>("document.querySelectorAll('svg.plot .field').length + 1"));
        Assert.Contains("the loss is <NaN> at step 3", Assert.Single(browser.Texts(".failures li")));
        Assert.True(browser.Ask<bool>("document.querySelector('.failures').getBoundingClientRect().top < document.querySelector('.claims').getBoundingClientRect().top"));
        Assert.True(browser.Ask<bool>("document.querySelector('math').getBoundingClientRect().width > 100"));
        Assert.Contains("lines\"\"\"", browser.Find("pre.spec").Text);
        var light = browser.Ask<string>(Background);

        browser.Show(HtmlReport.Render(SampleReport.Of()), "report-dark", isDark: true);
        Assert.NotEqual(light, browser.Ask<string>(Background));

        foreach (var isDark in new[] { false, true })
        {
            browser.Show(HtmlReport.Render(SampleReport.Of()), isDark ? "report-narrow-dark" : "report-narrow", width: 390, isDark);
            browser.Find("details.cells summary").Click();
            browser.Await("document.querySelector('details.cells table') !== null");
            Assert.True(browser.Ask<bool>("document.documentElement.scrollWidth <= 390"), "it scrolls sideways");
        }
        Assert.Empty(browser.Complaints());
    }

    [ChromiumFact]
    public void Tables_are_sorted_and_points_reached_by_the_keyboard()
    {
        using var browser = new OpenedReport();
        browser.Show(HtmlReport.Render(SampleReport.Of()), "report-keys");
        var column = browser.Find("table.sortable th:nth-child(3)");
        Reach(browser, "document.activeElement.closest('th')?.cellIndex === 2");
        browser.Press(Keys.Enter);
        Assert.Equal("ascending", column.GetAttribute("aria-sort"));
        string[] shares = [.. browser.Texts("table.sortable td:nth-child(3) b").Take(10)];
        Assert.Equal(shares.OrderBy(share => double.Parse(share, System.Globalization.CultureInfo.InvariantCulture)), shares);
        browser.Press(" ");
        Assert.Equal("descending", column.GetAttribute("aria-sort"));
        Assert.Equal(shares.Reverse().Select(share => share[..2]), browser.Texts("table.sortable td:nth-child(3) b").Take(10).Select(share => share[..2]));

        browser.Show(HtmlReport.Render(SampleReport.Of()), "report-keys");
        Reach(browser, "document.activeElement.matches('svg.plot')");
        Assert.Equal("plain eps 0: 92.0 % [89.0, 95.0]", Tip(browser));
        browser.Press(Keys.ArrowRight, Keys.ArrowRight);
        Assert.Equal("plain eps 0.1: 52.0 % [49.0, 55.0]", Tip(browser));
        browser.Press(Keys.ArrowUp);
        Assert.Equal("hardened eps 0.1: 70.0 % [67.0, 73.0]", Tip(browser));
        browser.Press(Keys.End);
        Assert.Equal("hardened eps 0.2: 50.0 % [47.0, 53.0]", Tip(browser));
        browser.Picture("report-tip");
        browser.Press(Keys.Escape);
        Assert.Null(Tip(browser));
        Assert.Empty(browser.Complaints());
    }

    [ChromiumFact]
    public void The_pointer_reads_the_point_that_is_nearest()
    {
        using var browser = new OpenedReport();
        browser.Show(HtmlReport.Render(SampleReport.Of()), "report-pointer");
        browser.Ask<object?>("document.querySelectorAll('svg.plot')[3].closest('figure').id = 'heat'");
        browser.Ask<object?>("document.getElementById('heat').scrollIntoView()");
        browser.Hover("#heat svg .field");
        Assert.Equal("low width 16: mean share 0 pt [-1, 1]", Tip(browser));
        browser.Hover("h1");
        Assert.Null(Tip(browser));
    }

    [ChromiumFact]
    public void Ten_thousand_cells_are_listed_sorted_and_found_page_by_page()
    {
        using var browser = new OpenedReport();
        browser.Show(HtmlReport.Render(SampleReport.Of(values: 100, seeds: 50)), "report-large");
        Assert.Empty(browser.Texts("details.cells table"));
        browser.Find("details.cells summary").Click();
        browser.Await("document.querySelectorAll('details.cells tbody tr').length === 100");
        Assert.Equal("1 to 100 of 10000", browser.Find("details.cells .where").Text);
        var hash = browser.Find("details.cells tbody code");
        Assert.Equal((12, 64), (hash.Text.Length, hash.GetAttribute("title")!.Length));
        browser.Find("details.cells input").SendKeys("failed");
        Assert.Equal("1 to 1 of 1", browser.Find("details.cells .where").Text);
        Assert.Contains("failed", browser.Find("details.cells tbody tr").Text);
        Assert.Empty(browser.Complaints());
    }

    /// <summary>Goes on with the tabulator until the focus is there.</summary>
    private static void Reach(OpenedReport browser, string place)
    {
        for (var i = 0; i < 60 && !browser.Ask<bool>(place); i++) browser.Press(Keys.Tab);
        Assert.True(browser.Ask<bool>(place), $"the keyboard does not reach {place}");
    }

    private static string? Tip(OpenedReport browser) => browser.Texts(".tip").SingleOrDefault(text => text.Length > 0);
}
