using System.Text.Json;

namespace MLSpec.Runtime.Hosting.Launch;

/// <summary>What worker processes are to do: a file that is there as long as it is to be done.</summary>
/// <param name="Cells">The identities of the cells.</param>
/// <param name="Coordinator">The name of the process without which the workers have no use; null where they outlive it.</param>
internal sealed record WorkOrder(IReadOnlyList<string> Cells, string? Coordinator)
{
    /// <summary>How the files' names end.</summary>
    public const string Extension = ".order.json";

    /// <summary>Takes what is done out of an order, and withdraws one that has nothing else.</summary>
    public static void Reduce(string path, IReadOnlySet<string> done)
    {
        if (Read(path) is not { } order) return;
        string[] left = [.. order.Cells.Where(cell => !done.Contains(cell))];
        if (left.Length == 0) File.Delete(path);
        else if (left.Length < order.Cells.Count) (order with { Cells = left }).Write(path);
    }

    /// <summary>Reads an order; null where it has been withdrawn.</summary>
    public static WorkOrder? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<WorkOrder>(File.ReadAllText(path), Json.Options);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException fault)
        {
            throw new UserError($"{path} is no work order: {fault.Message}", fault);
        }
    }

    /// <summary>Puts the order in place, whole.</summary>
    public void Write(string path) => Exchange.Place(path, JsonSerializer.Serialize(this, Json.Options));
}
