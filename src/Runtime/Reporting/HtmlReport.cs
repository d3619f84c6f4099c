namespace MLSpec.Runtime.Reporting;

internal static class HtmlReport
{
    public static string Render(RunReport report) => report.Experiment;
}
