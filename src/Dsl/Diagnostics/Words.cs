using System.Globalization;

namespace MLSpec.Dsl.Diagnostics;

/// <summary>Small pieces of messages.</summary>
public static class Words
{
    /// <summary><c>`a`</c>, <c>`a` and `b`</c>, <c>`a`, `b` and `c`</c>.</summary>
    public static string List(IReadOnlyList<string> names) => names.Count switch
    {
        0 => "nothing",
        1 => $"`{names[0]}`",
        _ => string.Join(", ", names.Take(names.Count - 1).Select(n => $"`{n}`")) + $" and `{names[names.Count - 1]}`",
    };

    /// <summary><c>1 item</c>, <c>2 items</c>.</summary>
    public static string Count(int count, string noun) =>
        count == 1 ? $"1 {noun}" : $"{count.ToString(CultureInfo.InvariantCulture)} {noun}s";
}
