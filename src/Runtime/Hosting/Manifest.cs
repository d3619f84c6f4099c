using System.Globalization;
using System.Text.Json;

namespace MLSpec.Runtime.Hosting;

/// <summary>A name and its value as text.</summary>
public sealed record Setting(string Name, string Value);

/// <summary>What a run was started with: the file <c>run.json</c> in its folder. Equal manifests give equal numbers.</summary>
/// <param name="Experiment">The experiment's name.</param>
/// <param name="Method">A hash of everything that is trained and measured.</param>
/// <param name="Seed">The offset of all seeds.</param>
/// <param name="Device">The kind of device: <c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Parameters">The parameters.</param>
/// <param name="Budgets">The steps of the trainings whose budget is not that of the spec, or <see cref="Quick"/>.</param>
/// <param name="Data">The SHA-256 of each data file.</param>
internal sealed record Manifest(
    string Experiment, string Method, long Seed, string Device,
    IReadOnlyList<Setting> Parameters, IReadOnlyList<Setting> Budgets, IReadOnlyList<Setting> Data)
{
    /// <summary>The budget of a training that is to be a tenth of the spec's.</summary>
    public const string Quick = "10%";

    /// <summary>A hash of the settings, the method excepted.</summary>
    public string Identity => StableHash.Hex(
    [
        Experiment, Text(Seed), Device,
        .. Lines("parameter", Parameters), .. Lines("budget", Budgets), .. Lines("data", Data),
    ]);

    /// <summary>How the settings of this run differ from another's, in words; empty when they are the same.</summary>
    public IReadOnlyList<string> DifferencesFrom(Manifest other) =>
    [
        .. Difference("experiment", other.Experiment, Experiment),
        .. Difference("seed", Text(other.Seed), Text(Seed)),
        .. Difference("device", other.Device, Device),
        .. Differences("", other.Parameters, Parameters, "absent"),
        .. Differences("steps of train ", other.Budgets, Budgets, "the spec's"),
        .. Differences("contents of ", other.Data, Data, "absent"),
    ];

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="UserError">The file is not a manifest.</exception>
    public static Manifest Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Manifest>(File.ReadAllText(path), Json.Options) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new UserError($"{path} is not the record of a run; choose another folder with --out");
        }
    }

    /// <summary>Writes the manifest.</summary>
    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Json.Options) + "\n");

    internal static int Integer(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    internal static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<string> Lines(string kind, IReadOnlyList<Setting> settings) =>
        settings.Select(setting => $"{kind} {setting.Name}={setting.Value}");

    private static IEnumerable<string> Differences(
        string prefix, IReadOnlyList<Setting> before, IReadOnlyList<Setting> now, string missing)
    {
        string Find(IReadOnlyList<Setting> settings, string name) => settings.FirstOrDefault(setting => setting.Name == name)?.Value ?? missing;
        return before.Concat(now).Select(setting => setting.Name).Distinct().SelectMany(name =>
            Difference(prefix + name, Find(before, name), Find(now, name)));
    }

    private static IEnumerable<string> Difference(string name, string before, string now) => before == now ? []
        : before.Length == 64 && now.Length == 64 ? [$"{name} changed"]
        : [$"{name} was {before}, is {now}"];
}
