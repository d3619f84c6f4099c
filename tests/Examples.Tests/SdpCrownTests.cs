using System.Text.Json;

namespace Examples.Tests;

/// <summary>SdpCrown on digits through its console, with a narrow network, a short training and few pictures.</summary>
public sealed class SdpCrownTests : IDisposable
{
    private readonly ExamplesConsole _console = new();

    [Fact]
    public void Certificates_hold_against_attacks_and_optimised_ones_are_no_looser()
    {
        var (exit, _, error) = _console.Run(
            "run", "SdpCrownDigits", "--out", _console.Out, "--width", "10", "--images", "2", "--set", "train.lipschitz.steps=20", "--threads", "1");

        Assert.Equal("", error);
        Assert.Equal(0, exit);
        using var results = JsonDocument.Parse(File.ReadAllText(Path.Combine(_console.Out, "results.json")));
        var protocol = results.RootElement.GetProperty("protocols")[0];
        var measures = protocol.GetProperty("measures").EnumerateArray().ToList();
        var axes = protocol.GetProperty("axes").EnumerateArray().Select(axis => axis.GetProperty("name").GetString()).ToList();
        var cells = protocol.GetProperty("cells").EnumerateArray().Select(cell => (
            At: cell.GetProperty("at").EnumerateArray().Select(at => at.GetString()!).ToList(),
            Values: cell.GetProperty("values").EnumerateArray().Select(value => value.GetDouble()).ToList())).ToList();
        double Value((List<string> At, List<double> Values) cell, string measure) =>
            cell.Values[measures.FindIndex(m => m.GetProperty("name").GetString() == measure)];
        Assert.All(cells, cell => Assert.True(Value(cell, "bound") <= Value(cell, "found") + 1e-5));
        Assert.All(cells, cell => Assert.True(Value(cell, "verified") <= Value(cell, "attacked")));
        Assert.All(cells, cell => Assert.True(Value(cell, "seconds") > 0));
        foreach (var group in cells.GroupBy(cell => string.Join(",", cell.At.Where((_, i) => axes[i] != "method"))))
        {
            var bounds = group.Select(cell => Value(cell, "bound")).ToList();
            Assert.True(bounds[1] <= bounds[2] + 1e-5 && bounds[1] <= bounds[3] + 1e-5, $"{group.Key}: {string.Join(", ", bounds)}");
        }

        Assert.Equal(["lower", "upper"], new[] { "verified", "attacked" }.Select(name =>
            measures.Single(m => m.GetProperty("name").GetString() == name).GetProperty("bound").GetString()));
        Assert.Equal(["seconds"], measures.Where(m => !m.GetProperty("isReproducible").GetBoolean()).Select(m => m.GetProperty("name").GetString()));
        Assert.Equal(3, protocol.GetProperty("claims").GetArrayLength());
        Assert.All(protocol.GetProperty("claims").EnumerateArray(), claim => Assert.False(claim.GetProperty("isEmpirical").GetBoolean()));
    }

    public void Dispose() => _console.Dispose();
}
