using System.Globalization;
using MLSpec.Runtime.Protocol;

namespace MLSpec.Runtime.Reporting;

/// <summary>The report as one self-contained page: everything from outside is escaped.</summary>
internal static class HtmlReport
{
    public static string Render(RunReport report) => HtmlPage.Render(report.Experiment, Html.Of($"""
        <header>
        <h1>{report.Experiment}</h1>
        <p class="doc">{report.Doc}</p>
        </header>
        {HtmlCells.Failures(report.Protocols)}
        {HtmlClaims.Render(report.Protocols)}
        {Warnings.Render(report)}
        {Html.Lines(report.Protocols.Select(HtmlProtocol.Render))}
        {Trainings(report)}
        {HtmlDerivations.Render(report.Derivations)}
        {Settings(report)}
        {Reproduce(report)}
        <section class="environment">
        <h2>Environment</h2>
        <p>Only this section differs between two runs with the same settings.</p>
        {Environment(report.Environment)}
        </section>
        """));

    private static Html Trainings(RunReport report) => report.Curves.Count == 0 ? Html.None : Html.Of($"""
        <section>
        <h2>Training</h2>
        <div class="figures multiples">
        {Html.Lines(LearningCurves.Panels(report.Curves))}
        </div>
        {HtmlTable.Render(["train", "seeds", "steps", "last loss"], TrainingRows(report), numbersFrom: 2, isSortable: true)}
        </section>
        """);

    private static IEnumerable<string[]> TrainingRows(RunReport report) =>
        from curve in report.Curves
        where curve.Points.Count > 0
        group curve by LearningCurves.Name(curve, report.Curves) into curves
        select new[]
        {
            curves.Key,
            Seeds([.. curves.Select(curve => curve.Seed)]),
            Integer(curves.First().Points[^1].Step + 1),
            Unit.None.Number(curves.Average(curve => curve.Points[^1].Loss)),
        };

    private static Html Settings(RunReport report) => Html.Of($"""
        <section>
        <h2>Settings</h2>
        {HtmlTable.Render(["parameter", "value", "unit", "meaning"], report.Parameters.Select(parameter => new[]
        {
            parameter.Name, Changed(parameter.Value, parameter.Default), parameter.Unit, parameter.Doc,
        }))}
        {HtmlTable.Render(["budget", "steps"], report.Budgets.Select(budget => new[]
        {
            $"train {budget.Training}", Changed(Integer(budget.Steps), Integer(budget.Default)),
        }))}
        {HtmlTable.Render(["data", "SHA-256"], report.Data.Select(file => new[] { file.Name, file.Value }))}
        {Locked(report.Lock)}
        </section>
        """);

    private static Html Locked(LockResult? locked) => locked is null ? Html.None : HtmlTable.Render(["lock", "these settings"],
    [[
        locked.Hash[..Math.Min(12, locked.Hash.Length)],
        locked.State switch
        {
            LockState.Matched => "matched what is locked beside the spec",
            LockState.Written => "were locked by this run",
            _ => "are not those of the spec, of which alone the lock speaks",
        },
    ]]);

    private static Html Reproduce(RunReport report) => Html.Of($"""
        <section>
        <h2>Reproduce</h2>
        <p>Save the spec in a project that references MLSpec, put the data files beside it, and run:</p>
        <pre class="command">{Command(report)}</pre>
        {Again(report)}
        <details open>
        <summary>{report.Spec.Path} <small>method {report.Method[..Math.Min(12, report.Method.Length)]}</small></summary>
        <pre class="spec" tabindex="0">{Highlighter.Render(report.Spec.Text)}</pre>
        </details>
        </section>
        """);

    private static Html Again(RunReport report) => report.Protocols.Count == 0 ? Html.None : Html.Of($"""
        <p>Cells of these results are measured again, and compared bit for bit, by</p>
        <pre class="command">dotnet run -c Release -- reproduce results.json</pre>
        """);

    private static Html Environment(RunEnvironment environment) => Html.Lines(
        HtmlTable.Render(["", ""],
        [
            ["device", environment.Device],
            .. environment.Versions.Select(version => new[] { version.Name, version.Value }),
            ["time of this process", $"{Unit.None.Number(environment.Seconds)} s"],
            ["time in trainings", $"{Unit.None.Number(environment.Trainings.Sum(training => training.Seconds))} s"],
        ]));

    /// <summary>The command line that gives this run's numbers.</summary>
    private static string Command(RunReport report) => string.Join(' ',
    [
        "dotnet run -c Release -- run", report.Experiment,
        .. from parameter in report.Parameters where parameter.Value != parameter.Default select $"--{parameter.Name} {parameter.Value}",
        .. report.Environment.Device == "cpu" ? (string[])[] : [$"--device {report.Environment.Device}"],
        .. report.Seed == 0 ? (string[])[] : [$"--seed {report.Seed.ToString(CultureInfo.InvariantCulture)}"],
        .. from budget in report.Budgets
           where budget.Steps != budget.Default
           select $"--set train.{budget.Training}.steps={Integer(budget.Steps)}",
    ]);

    private static string Changed(string value, string normal) => value == normal ? value : $"{value} (default {normal})";

    private static string Seeds(long[] seeds) => seeds.Length > 2 && seeds[^1] - seeds[0] == seeds.Length - 1
        ? $"{seeds[0].ToString(CultureInfo.InvariantCulture)} to {seeds[^1].ToString(CultureInfo.InvariantCulture)}"
        : string.Join(", ", seeds.Select(seed => seed.ToString(CultureInfo.InvariantCulture)));

    private static string Integer(int value) => value.ToString(CultureInfo.InvariantCulture);
}
