using System.Globalization;

namespace MLSpec.Dsl.Lowering.Evaluation;

/// <summary>Names of weights: the functions on the way, numbered from 1 where a function is called more than once beside another, then
/// the local name: <c>dense1.weight</c>.</summary>
internal static class WeightNames
{
    public static IReadOnlyList<string> Of(IReadOnlyList<FoundWeight> weights) => weights.Select(w => Name(w, weights)).ToList();

    private static string Name(FoundWeight weight, IReadOnlyList<FoundWeight> all) =>
        string.Join(".", weight.Path.Select((_, depth) => Part(weight, depth, all)));

    private static string Part(FoundWeight weight, int depth, IReadOnlyList<FoundWeight> all)
    {
        var name = weight.Path[depth].Name;
        var siblings = all
            .Where(w => w.Path.Length > depth && w.Path[depth].Name == name && w.Path.Take(depth).SequenceEqual(weight.Path.Take(depth)))
            .ToList();
        if (depth == weight.Path.Length - 1)
            return siblings.Count == 1 ? name : name + Number(siblings.IndexOf(weight));
        var calls = siblings.Select(w => w.Path[depth].Call).Distinct().ToList();
        return calls.Count == 1 ? name : name + Number(calls.IndexOf(weight.Path[depth].Call));
    }

    private static string Number(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);
}
