using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;

namespace MLSpec.Runtime.Tests.Reporting;

/// <summary>A browser in which a report is open, at a width, and in light or dark. It keeps what it loaded and what it complained of.</summary>
internal sealed class OpenedReport : IDisposable
{
    private readonly ChromeDriverService _service;
    private readonly ChromeDriver _driver;

    public OpenedReport()
    {
        _service = ChromeDriverService.CreateDefaultService(ChromiumFactAttribute.Driver);
        _service.SuppressInitialDiagnosticInformation = true;
        var options = new ChromeOptions { BinaryLocation = ChromiumFactAttribute.Browser };
        options.AddArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--force-color-profile=srgb");
        options.SetLoggingPreference(LogType.Browser, LogLevel.All);
        options.SetLoggingPreference(LogType.Performance, LogLevel.All);
        _driver = new ChromeDriver(_service, options, TimeSpan.FromSeconds(60));
    }

    /// <summary>Shows a page.</summary>
    /// <param name="picture">The name of the picture of the whole page that is left beside the tests.</param>
    public void Show(string page, string picture, int width = 1280, bool isDark = false)
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"{picture}.html");
        File.WriteAllText(path, page);
        _driver.ExecuteCdpCommand("Emulation.setDeviceMetricsOverride", new Dictionary<string, object?> { ["width"] = width, ["height"] = 900, ["deviceScaleFactor"] = 1, ["mobile"] = width < 600 });
        _driver.ExecuteCdpCommand("Emulation.setEmulatedMedia", new Dictionary<string, object?>
        {
            ["features"] = new object[] { new Dictionary<string, object> { ["name"] = "prefers-color-scheme", ["value"] = isDark ? "dark" : "light" } },
        });
        _driver.Navigate().GoToUrl(new Uri(path));
        Picture(picture);
    }

    /// <summary>Leaves a picture of the whole page beside the tests.</summary>
    public void Picture(string name)
    {
        var shot = (Dictionary<string, object>)_driver.ExecuteCdpCommand("Page.captureScreenshot", new Dictionary<string, object?> { ["captureBeyondViewport"] = true })!;
        File.WriteAllBytes(Path.Combine(AppContext.BaseDirectory, $"{name}.png"), Convert.FromBase64String((string)shot["data"]));
    }

    public T Ask<T>(string script, params object[] arguments) => (T)_driver.ExecuteScript($"return {script}", arguments)!;

    /// <summary>Waits until it is so; events of the page come when they come.</summary>
    public void Await(string condition)
    {
        for (var i = 0; i < 100 && !Ask<bool>(condition); i++) Thread.Sleep(50);
        Assert.True(Ask<bool>(condition), condition);
    }

    public IReadOnlyList<string> Texts(string selector) => [.. _driver.FindElements(By.CssSelector(selector)).Select(one => one.Text)];

    public IWebElement Find(string selector) => _driver.FindElement(By.CssSelector(selector));

    /// <summary>Presses keys where the focus is.</summary>
    public void Press(params string[] keys)
    {
        foreach (var key in keys) _driver.SwitchTo().ActiveElement().SendKeys(key);
    }

    /// <summary>Moves the pointer over an element, by this much from its middle.</summary>
    public void Hover(string selector, int right = 0, int down = 0) =>
        new OpenQA.Selenium.Interactions.Actions(_driver).MoveToElement(Find(selector), right, down).Perform();

    /// <summary>The addresses of everything that was asked for since the last question.</summary>
    public IReadOnlyList<string> Fetched() =>
    [
        .. from entry in _driver.Manage().Logs.GetLog(LogType.Performance)
           let message = System.Text.Json.JsonDocument.Parse(entry.Message).RootElement.GetProperty("message")
           where message.GetProperty("method").GetString() == "Network.requestWillBeSent"
           select message.GetProperty("params").GetProperty("request").GetProperty("url").GetString()!,
    ];

    /// <summary>What the page wrote to the console.</summary>
    public IReadOnlyList<string> Complaints() => [.. _driver.Manage().Logs.GetLog(LogType.Browser).Select(entry => entry.Message)];

    public void Dispose()
    {
        _driver.Dispose();
        _service.Dispose();
    }
}
