namespace MLSpec.Runtime.Reporting;

/// <summary>A self-contained page: looks and script stand in it, and its security policy forbids it to fetch anything.</summary>
internal static class HtmlPage
{
    private static readonly Html _style = Resource("report.css");
    private static readonly Html _script = Resource("report.js");

    public static string Render(string title, Html body) => Html.Of($"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
        <link rel="icon" href="data:,">
        <title>{title}</title>
        <style>
        {_style}
        </style>
        </head>
        <body>
        {body}
        <script>
        {_script}
        </script>
        </body>
        </html>

        """).ToString();

    private static Html Resource(string name)
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return Html.Trusted(reader.ReadToEnd().ReplaceLineEndings("\n").TrimEnd());
    }
}
