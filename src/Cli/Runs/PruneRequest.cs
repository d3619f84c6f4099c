namespace MLSpec.Cli.Runs;

/// <summary>What is to be removed.</summary>
/// <param name="Failed">Cells that could not be measured.</param>
/// <param name="MethodChanged">Cells whose method the newest run of their protocol no longer has.</param>
/// <param name="OlderThan">Cells that were kept longer ago. Of several conditions on cells all must hold.</param>
/// <param name="Models">Models and curves that no cell rests on any more.</param>
/// <param name="Unfinished">Checkpoints of interrupted trainings.</param>
/// <param name="Yes">Whether it is removed, not only listed.</param>
internal sealed record PruneRequest(bool Failed, bool MethodChanged, TimeSpan? OlderThan, bool Models, bool Unfinished, bool Yes)
{
    /// <summary>Whether cells are meant at all.</summary>
    public bool NamesCells => Failed || MethodChanged || OlderThan is not null;

    /// <summary>A time like <c>30d</c>, <c>12h</c> or <c>90min</c>.</summary>
    /// <exception cref="UsageError">It is no time.</exception>
    public static TimeSpan? Age(string? text)
    {
        if (text is null) return null;
        var digits = text.Length - text.TrimStart([.. "0123456789"]).Length;
        return (int.TryParse(text.AsSpan(0, digits), out var number), text[digits..].Trim()) switch
        {
            (true, "d") => TimeSpan.FromDays(number),
            (true, "h") => TimeSpan.FromHours(number),
            (true, "min") => TimeSpan.FromMinutes(number),
            _ => throw new UsageError($"--older-than {text}: expected a time such as 30d, 12h or 90min"),
        };
    }
}
