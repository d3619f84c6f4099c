using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MLSpec.Dsl.Lowering;

namespace MLSpec.Generators.Emission;

/// <summary>
/// Hashes of what generated code does: of its text without comments and without the directives that lead back into the spec, so that neither layout nor wording
/// of a spec changes what has been trained or measured.
/// </summary>
internal static class Fingerprint
{
    /// <summary>Of a training: its loop, its objectives, its models, its data, the definitions that it uses, and what it starts from.</summary>
    public static string Of(ModuleContext context, LoweredTraining training)
    {
        var (plain, module) = (context.Plain, context.Module);
        var models = module.Models.Where(m => training.Instances.Any(i => ReferenceEquals(i.Model, m.Symbol)));
        var data = module.Data.Where(d => training.Batch?.Sources.Any(s => ReferenceEquals(s.Data, d.Symbol)) == true);
        var used = ParamReader.Definitions(module, training);
        return OfText(TrainingEmitter.Loop(plain, training)
            .Concat(plain.Objectives.TextsOf(training))
            .Concat(models.SelectMany(m => ModelsEmitter.Members(plain, m)))
            .Concat(data.SelectMany(d => DataEmitter.Members(plain, d)))
            .Concat(DefinitionsEmitter.Members(plain, used.Contains))
            .Concat(training.After.Select(t => Of(context, t))));
    }

    /// <summary>Sixteen hexadecimal digits of the SHA-256 of the code.</summary>
    public static string OfText(IEnumerable<string> code)
    {
        var lines = string.Join("\n", code).Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && !l.StartsWith("//", StringComparison.Ordinal) && l[0] != '#');
        using var sha = SHA256.Create();
        return string.Concat(sha.ComputeHash(Encoding.UTF8.GetBytes(string.Join("\n", lines))).Take(8).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
    }
}
