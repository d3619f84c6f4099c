using System.Text.Json;

namespace MLSpec.Runtime.Tests.Statistics;

/// <summary>Values that were found independently of this project, in <c>tests/Golden</c>.</summary>
internal static class Golden
{
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Golden", name);

    public static double[] Numbers(JsonElement of, string property) =>
        [.. of.GetProperty(property).EnumerateArray().Select(value => value.GetDouble())];
}
