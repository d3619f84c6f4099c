using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>
/// Hashes of what generated code does: of its text without comments, line ends and the marks that lead back into the spec, so that neither layout nor wording
/// of a spec changes what has been trained or measured.
/// </summary>
internal static class Fingerprint
{
    /// <summary>Of a training: its loop, its objectives, its models, its data, the definitions that it uses, and what it starts from.</summary>
    public static string Of(ModuleContext context, LoweredTraining training)
    {
        var module = context.Module;
        var models = module.Models.Where(m => training.Instances.Any(i => ReferenceEquals(i.Model, m.Symbol)));
        var data = module.Data.Where(d => training.Batch?.Sources.Any(s => ReferenceEquals(s.Data, d.Symbol)) == true);
        var used = context.Kept(training, "definitions", module.Data, () => ParamReader.Definitions(module, training));
        List<string> code =
        [
            .. TrainingEmitter.Loop(context, training),
            ExperimentEmitter.Budget(context, training),
            .. context.Objectives.TextsOf(training),
            .. models.SelectMany(m => ModelsEmitter.Members(context, m)),
            .. data.SelectMany(d => DataEmitter.Members(context, d)),
            .. DefinitionsEmitter.Members(context, used.Contains),
            .. training.After.Select(t => Of(context, t)),
        ];
        return context.Kept(training, "fingerprint", code, () => OfText(code));
    }

    /// <summary>The lambda that tells what a cell of a protocol rests on: what is measured together with what it is measured on, which differs between the trainings of a grid.</summary>
    /// <param name="measure">The method that measures, then the functions of a row.</param>
    public static string OfCells(ModuleContext context, LoweredProtocol protocol, GridCode grid, IReadOnlyList<string> measure)
    {
        var rests = OfText(measure.Skip(1).Append(measure[0]).Concat(DefinitionsEmitter.Members(context, static _ => true)));
        return PerCell(protocol, grid, trainings => CSharpText.Literal(OfText(trainings.Select(t => Of(context, t)).Concat([rests]))));
    }

    /// <summary>The lambda that tells which trainings a cell of a protocol rests on.</summary>
    public static string TrainingsOfCells(ModuleContext context, LoweredProtocol protocol, GridCode grid) =>
        PerCell(protocol, grid, trainings => $"[{string.Join(", ", trainings.Distinct().Select(t => context.Names[t, "Training"]))}]");

    /// <summary>A lambda from a cell to something that differs between the trainings of a grid.</summary>
    private static string PerCell(LoweredProtocol protocol, GridCode grid, Func<ImmutableArray<LoweredTraining>, string> value)
    {
        var combined = protocol.Runs.Aggregate(
            (IEnumerable<(ImmutableArray<BoundSelection> Selections, ImmutableArray<LoweredTraining> Trainings)>)[(ImmutableArray<BoundSelection>.Empty, ImmutableArray<LoweredTraining>.Empty)],
            (all, run) => all.SelectMany(a => run.Variants.Where(v => Agree(a.Selections, v.Selections)).Select(v => (Union(a.Selections, v.Selections), a.Trainings.Add(v.Training)))));
        var code = grid.Switch([.. combined.Select(c => (c.Selections, value(c.Trainings)))]);
        return $"{(combined.First().Selections.IsEmpty ? "_" : "cell")} => {Method.Continued(code.Text)}";
    }

    /// <summary>Sixteen hexadecimal digits of the SHA-256 of the code.</summary>
    public static string OfText(IEnumerable<string> code)
    {
        var lines = string.Join("\n", code).Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && !l.StartsWith("//", StringComparison.Ordinal) && l[0] != '#');
        using var sha = SHA256.Create();
        return string.Concat(sha.ComputeHash(Encoding.UTF8.GetBytes(string.Join(" ", lines))).Take(8).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
    }

    private static bool Agree(ImmutableArray<BoundSelection> left, ImmutableArray<BoundSelection> right) =>
        right.All(r => left.All(l => l.Variable != r.Variable || l.ValueIndex == r.ValueIndex));

    private static ImmutableArray<BoundSelection> Union(ImmutableArray<BoundSelection> left, ImmutableArray<BoundSelection> right) =>
        left.AddRange(right.Where(r => left.All(l => l.Variable != r.Variable)));
}
