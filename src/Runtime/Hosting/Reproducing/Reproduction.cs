using MLSpec.Runtime.Protocol;
using MLSpec.Runtime.Reporting;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Hosting.Reproducing;

/// <summary>Measures cells of a report anew, with its parameters, budgets, seeds and device, in a folder of its own.</summary>
internal sealed class Reproduction<TParams>(Experiment<TParams> experiment, RunReport report, DataFiles data, Device device, HostConsole console)
{
    /// <summary>Measures cells, in the order given.</summary>
    /// <exception cref="UserError">What would be measured is not what was: method, data or versions differ.</exception>
    public IReadOnlyList<ReproducedCell> Measure(IReadOnlyList<ReportedCell> cells)
    {
        var parameters = report.Parameters.Aggregate(experiment.Defaults, With);
        var manifest = new Manifest(
            experiment.Name, report.Method, report.Seed, report.Environment.Device,
            [.. report.Budgets.Where(budget => budget.Replaced.Length > 0).Select(budget => new Setting(budget.Training, budget.Replaced))],
            data.Hashes(experiment.DataFiles));
        var points = experiment.Protocols.ToDictionary(protocol => protocol.Name, protocol => protocol.Points(parameters, manifest).ToDictionary(point => point.Identity));
        var changed = cells.Where(cell => !points.TryGetValue(cell.Protocol.Name, out var own) || !own.ContainsKey(cell.Cell.Identity)).ToArray();
        if (changed.Length > 0) throw Different(changed, manifest);
        using var place = new TemporaryRun();
        using var noGrad = no_grad();
        var session = place.Session(manifest, data, device, console, Together);
        return [.. cells.Select(cell => Measure(cell, points[cell.Protocol.Name][cell.Cell.Identity], parameters, session))];
    }

    private ReproducedCell Measure(ReportedCell cell, GridPoint point, TParams parameters, Session session)
    {
        session.ThrowIfCancelled();
        var work = experiment.Protocols.Single(protocol => protocol.Name == cell.Protocol.Name).Work(parameters, session, [point])[0];
        var values = work.Measure().ToDictionary(value => value.Measure, value => value.Value);
        return new ReproducedCell(cell, [.. cell.Protocol.Measures.Select(measure => values.GetValueOrDefault(measure.Name, double.NaN))]);
    }

    /// <summary>The seeds that a training had for company in the run: with others its sums would be rounded differently.</summary>
    private IReadOnlyList<long> Together(string training, long seed, IReadOnlyList<Setting> settings) =>
        report.Curves.FirstOrDefault(curve => curve.Training == training && curve.Seed == seed && curve.Settings.SequenceEqual(settings))?.Together ?? [seed];

    private TParams With(TParams parameters, ParameterValue value) =>
        experiment.Parameters.FirstOrDefault(parameter => parameter.Name == value.Name) is { } known ? known.With(parameters, value.Value) : parameters;

    private UserError Different(IReadOnlyList<ReportedCell> changed, Manifest manifest)
    {
        string[] reasons = [.. Reasons(manifest)];
        return new UserError("these results are not of what would be measured here:")
        {
            Details = reasons.Length > 0 ? reasons : [.. changed.Select(cell => $"the method of {cell.Words} changed")],
        };
    }

    private IEnumerable<string> Reasons(Manifest manifest)
    {
        foreach (var version in Manifest.Versions)
            if (report.Environment.Versions.FirstOrDefault(then => then.Name == version.Name) is { } then && then != version)
                yield return $"{version.Name} was {then.Value}, is {version.Value}";
        foreach (var file in manifest.Data)
            if (!report.Data.Contains(file)) yield return $"contents of {file.Name} {(report.Data.Any(then => then.Name == file.Name) ? "changed" : "were not there")}";
        foreach (var gone in report.Data.Where(then => manifest.Data.All(file => file.Name != then.Name))) yield return $"data {gone.Name} are gone";
        foreach (var added in experiment.Parameters.Where(parameter => report.Parameters.All(then => then.Name != parameter.Name))) yield return $"parameter {added.Name} is new";
        foreach (var gone in report.Parameters.Where(then => experiment.Parameters.All(parameter => parameter.Name != then.Name))) yield return $"parameter {gone.Name} is gone";
        foreach (var then in report.Protocols)
            if (experiment.Protocols.FirstOrDefault(protocol => protocol.Name == then.Name) is not { } own) yield return $"protocol {then.Name} is gone";
            else if (own.Method != then.Identity) yield return $"the method of protocol {then.Name} changed, its trainings included";
    }
}
