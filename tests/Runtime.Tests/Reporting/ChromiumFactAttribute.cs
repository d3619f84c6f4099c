namespace MLSpec.Runtime.Tests.Reporting;

/// <summary>A test in a real browser; where Chromium or its driver is not installed it is reported as skipped, with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumFactAttribute : FactAttribute
{
    public const string Browser = "/usr/bin/chromium";
    public const string Driver = "/usr/bin/chromedriver";

    public ChromiumFactAttribute()
    {
        if (new[] { Browser, Driver }.FirstOrDefault(program => !File.Exists(program)) is { } missing) Skip = $"there is no {missing}; on Debian: apt install chromium chromium-driver";
    }
}
