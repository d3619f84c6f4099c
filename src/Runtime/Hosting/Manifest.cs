using System.Globalization;
using System.Reflection;
using MLSpec.Runtime.Store;

namespace MLSpec.Runtime.Hosting;

/// <summary>A name and its value as text.</summary>
public sealed record Setting(string Name, string Value);

/// <summary>What a run was started with. Equal manifests give equal numbers.</summary>
/// <param name="Experiment">The experiment's name.</param>
/// <param name="Method">A hash of everything that is trained and measured.</param>
/// <param name="Seed">The offset of all seeds.</param>
/// <param name="Device">The kind of device: <c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Budgets">The steps of the trainings whose budget is not that of the spec, or <see cref="Quick"/>.</param>
/// <param name="Data">The SHA-256 of each data file.</param>
internal sealed record Manifest(
    string Experiment, string Method, long Seed, string Device, IReadOnlyList<Setting> Budgets, IReadOnlyList<Setting> Data)
{
    /// <summary>The budget of a training that is to be a tenth of the spec's.</summary>
    public const string Quick = "10%";

    /// <summary>The versions that numbers depend on. What the compiler made of the spec is part of each method's own hash.</summary>
    public static IReadOnlyList<Setting> Versions { get; } =
    [
        new("MLSpec", Version(typeof(Manifest))),
        new("TorchSharp", Version(typeof(TorchSharp.torch))),
    ];

    /// <summary>Device and versions: what every result depends on.</summary>
    public IReadOnlyList<Setting> Platform => [new("device", Device), .. Versions];

    /// <summary>The seed of a replicate.</summary>
    public long SeedOf(int replicate) => Seed + replicate;

    /// <summary>What the values of a cell depend on.</summary>
    /// <param name="method">A hash of what is measured and trained.</param>
    /// <param name="at">The cell's coordinates.</param>
    /// <param name="parameters">The parameters that it reads, with units.</param>
    /// <param name="trainings">The trainings that it rests on.</param>
    public Facts FactsOf(
        string protocol, string method, IReadOnlyList<Setting> at, int replicate, IReadOnlyList<Setting> parameters, IEnumerable<string> trainings) => new(
    [
        new("experiment", Experiment), new("protocol", protocol), new("method", method),
        .. at.Select(axis => axis with { Name = "at " + axis.Name }),
        new("seed", Text(SeedOf(replicate))),
        .. parameters.Select(parameter => parameter with { Name = "parameter " + parameter.Name }),
        .. trainings.Select(training => new Setting("steps of train " + training, BudgetOf(training) ?? "the spec's")),
        .. Data.Select(file => file with { Name = "contents of " + file.Name }),
        .. Platform,
    ]);

    /// <summary>The steps of a training where they are not the spec's, or <see cref="Quick"/>.</summary>
    public string? BudgetOf(string training) => Budgets.FirstOrDefault(setting => setting.Name == training)?.Value;

    internal static int Integer(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    internal static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Version(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? type.Assembly.GetName().Version?.ToString() ?? "unknown";
}
