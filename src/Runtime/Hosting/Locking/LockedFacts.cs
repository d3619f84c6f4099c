using System.Globalization;
using MLSpec.Runtime.Protocol;
using MLSpec.Runtime.Store;

namespace MLSpec.Runtime.Hosting.Locking;

/// <summary>Gathers what a lock says of an experiment at the spec's own settings. Nothing in it depends on the machine, its device or the date.</summary>
internal static class LockedFacts
{
    /// <summary>Axes with more values than this are locked by their ends and their number.</summary>
    private const int ValuesShown = 12;

    /// <summary>The facts of an experiment.</summary>
    /// <param name="session">For budgets in epochs, which need the number of rows.</param>
    /// <param name="manifest">The spec's own settings and the data.</param>
    public static ExperimentLock Of<TParams>(Experiment<TParams> experiment, Session session, Manifest manifest) => new(Distinct(
    [
        new("experiment", experiment.Name),
        .. Manifest.Versions.Select(version => version with { Name = $"version of {version.Name}" }),
        .. manifest.Data.Select(file => file with { Name = $"contents of {file.Name}" }),
        .. experiment.Parameters.Select(parameter => new Setting($"parameter {parameter.Name}", parameter.Written(experiment.Defaults))),
        .. experiment.Trainings.SelectMany(training => Of(training, experiment.Defaults, session)),
        .. experiment.Protocols.SelectMany(protocol => Of(protocol, experiment.Defaults, manifest)),
        .. experiment.Derivations.Select(derivation =>
            new Setting($"rule for {derivation.Subject} in {string.Join(", ", derivation.Places)}", $"{derivation.Rule}: {derivation.Bound}")),
    ]));

    private static IEnumerable<Setting> Of<TParams>(Training<TParams> training, TParams parameters, Session session)
    {
        var name = $"train {training.Name}";
        var steps = $"{Manifest.Text(training.Steps(parameters, session))} step";
        yield return new($"{name}, budget", training.Length is { } length ? $"{Text(length(parameters))} {training.Clock} = {steps}" : steps);
        if (training.BatchSize is { } batch) yield return new($"{name}, batch", $"{Text(batch(parameters))} sample/step");
        if (training.After.Count > 0) yield return new($"{name}, after", string.Join(", ", training.After.Select(before => before.Name)));
        yield return new($"{name}, method", training.Fingerprint);
    }

    private static IEnumerable<Setting> Of<TParams>(Protocol<TParams> protocol, TParams parameters, Manifest manifest)
    {
        var name = $"protocol {protocol.Name}";
        foreach (var axis in protocol.Grid)
            yield return new($"{name}, for {axis.Name}", Values(axis));
        foreach (var fact in protocol.Judged)
            yield return fact with { Name = $"{name}, {fact.Name}" };
        yield return new($"{name}, method", protocol.Method);
        var points = protocol.Points(parameters, manifest);
        yield return new($"{name}, cells", Manifest.Text(points.Count));
        string[] names = [.. protocol.Grid.Where(axis => axis.Kind == AxisKind.Text).Select(axis => axis.Name)];
        foreach (var group in points.GroupBy(point => GridPoint.WordsOf([.. point.At.Where(at => names.Contains(at.Name))])))
            yield return new($"{ExperimentLock.CellsOf}{protocol.Name}{(group.Key.Length > 0 ? ", " : "")}{group.Key}", StableHash.Hex(group.Select(point => Meaning(point, manifest))));
    }

    /// <summary>The identity of a cell without device and versions: these are facts of their own, or of the machine.</summary>
    private static string Meaning(GridPoint point, Manifest manifest) =>
        new Facts([.. point.Facts.All.Where(fact => manifest.Platform.All(platform => platform.Name != fact.Name))]).Identity;

    private static string Values(AxisResult axis)
    {
        var unit = axis.Unit.Length > 0 ? $" {axis.Unit}" : "";
        return axis.Values.Count <= ValuesShown
            ? string.Join(", ", axis.Values) + unit
            : $"{axis.Values[0]}, {axis.Values[1]}, ..., {axis.Values[^1]}{unit} ({Manifest.Text(axis.Values.Count)} values)";
    }

    /// <summary>The same facts, those of one name numbered.</summary>
    private static Setting[] Distinct(IReadOnlyList<Setting> facts)
    {
        var seen = new Dictionary<string, int>();
        return
        [
            .. facts.Select(fact =>
            {
                var times = seen[fact.Name] = seen.GetValueOrDefault(fact.Name) + 1;
                return times == 1 ? fact : fact with { Name = $"{fact.Name} ({Manifest.Text(times)})" };
            }),
        ];
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
