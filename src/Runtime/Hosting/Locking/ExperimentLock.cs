namespace MLSpec.Runtime.Hosting.Locking;

/// <summary>
/// What an experiment means, as facts with unique names in the order of the spec: parameters with units, budgets in steps, grids, measures, claims, the rules by which
/// worst cases are computed, hashes of methods, cells and data, versions. Two experiments with equal locks measure the same and claim the same of it.
/// </summary>
internal sealed record ExperimentLock(IReadOnlyList<Setting> Facts)
{
    /// <summary>How the names of those facts begin that follow from others.</summary>
    public const string CellsOf = "cells of ";

    /// <summary>A hash of all facts: 64 hexadecimal digits.</summary>
    public string Hash => StableHash.Hex(Facts.SelectMany(fact => new[] { fact.Name, fact.Value }));

    /// <summary>
    /// How what is there now differs from what was locked, a line a fact, in words. The hashes of cells change with whatever changes in them; they are told where
    /// nothing else is.
    /// </summary>
    public IReadOnlyList<string> DifferencesTo(ExperimentLock now)
    {
        var (before, after) = (Facts.ToDictionary(fact => fact.Name, fact => fact.Value), now.Facts.ToDictionary(fact => fact.Name, fact => fact.Value));
        string[] differing = [.. Facts.Concat(now.Facts).Select(fact => fact.Name).Distinct().Where(name => before.GetValueOrDefault(name) != after.GetValueOrDefault(name))];
        string[] causes = [.. differing.Where(name => !name.StartsWith(CellsOf, StringComparison.Ordinal))];
        return [.. (causes.Length > 0 ? causes : differing).Select(name => Words(name, before.GetValueOrDefault(name), after.GetValueOrDefault(name)))];
    }

    private static string Words(string name, string? before, string? now) => (before, now) switch
    {
        (null, _) => $"{name} is new{(IsHash(now!) ? "" : $": {now}")}",
        (_, null) => $"{name} was locked and is gone",
        _ when IsHash(before) || IsHash(now) => $"{name} changed",
        _ => $"{name}: {Quoted(before)} was locked, {Quoted(now)} now",
    };

    private static string Quoted(string value) => value.Contains(',') ? $"'{value}'" : value;

    private static bool IsHash(string value) => value.Length is 16 or 64 && value.All(char.IsAsciiHexDigitLower);
}
