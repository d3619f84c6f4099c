using System.Text;
using System.Text.Json;

namespace MLSpec.Runtime.Hosting.Locking;

/// <summary>
/// The file <c>NAME.lock.json</c>: an object of texts, one fact a line, in the order of the spec, an empty line between what belongs together. Each line names its
/// subject in full, so that a difference is understood without its surroundings.
/// </summary>
internal static class LockText
{
    /// <summary>The version of the file's format.</summary>
    public const string Format = "1";

    private const string FormatName = "lock";

    /// <summary>The file's contents, the same bytes on every machine.</summary>
    public static string Of(ExperimentLock locked)
    {
        var lines = new StringBuilder("{\n").Append(Line(new Setting(FormatName, Format)));
        string? group = null;
        foreach (var fact in locked.Facts)
        {
            lines.Append(group == Group(fact) ? ",\n" : ",\n\n").Append(Line(fact));
            group = Group(fact);
        }
        return lines.Append("\n}\n").ToString();
    }

    /// <summary>Reads the file.</summary>
    /// <param name="name">The file, for messages.</param>
    /// <exception cref="UserError">It is no lock, or of another version.</exception>
    public static ExperimentLock Read(string text, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            Setting[] all = [.. document.RootElement.EnumerateObject().Select(fact => new Setting(fact.Name, fact.Value.GetString() ?? throw new JsonException("a value is null")))];
            if (all is not [{ Name: FormatName, Value: var format }, ..]) throw new UserError($"{name} is no lock of an experiment; {Mend}");
            if (format != Format) throw new UserError($"{name} is a lock of format {format}, and this version reads format {Format}; {Mend}");
            if (all.CountBy(fact => fact.Name).FirstOrDefault(count => count.Value > 1) is { Key: { } twice }) throw new UserError($"{name} says '{twice}' twice; {Mend}");
            return new ExperimentLock(all[1..]);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new UserError($"{name} is no lock of an experiment: {fault.Message.TrimEnd('.')}; {Mend}", fault);
        }
    }

    private const string Mend = "take back what changed it, or write it anew with --relock";

    private static string Line(Setting fact) => $"  {JsonSerializer.Serialize(fact.Name, Json.Options)}: {JsonSerializer.Serialize(fact.Value, Json.Options)}";

    /// <summary>What the fact is about: a kind of declaration, and of those with several facts the declaration.</summary>
    private static string Group(Setting fact) => fact.Name.Split(' ')[0] is var kind && kind is "train" or "protocol" ? fact.Name.Split(',')[0] : kind;
}
