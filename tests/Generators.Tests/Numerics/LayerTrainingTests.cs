using MLSpec.Runtime.Hosting;

namespace MLSpec.Generators.Tests.Numerics;

/// <summary>A convolutional network with batch normalisation, trained and projected by its generated loop.</summary>
public sealed class LayerTrainingTests : IDisposable
{
    private const string User = """
        namespace Lab;

        public static partial class Layers
        {
            public static System.Action<long> Hook { get; set; } = _ => { };

            public static partial double Seen(double x)
            {
                Hook(TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
                return x;
            }
        }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlspec-layers-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void It_learns_holds_no_tensors_and_ends_within_the_bound()
    {
        var spec = File.ReadAllText(Path.Combine(SpecSamples.RepositoryRoot, "tests/Generators.Tests/Samples/Layers.mlspec"))
            .Replace("    project net", "    every 3<step>: measure tested = (expect (x, y) in digits.valid -> cross_entropy (net x) y) + seen 0.0\n    project net", StringComparison.Ordinal)
            .Replace("param width", "extern seen : float -> float\nparam width", StringComparison.Ordinal);
        var module = GeneratedModule.Of("Layers", spec, User);
        var counts = new List<long>();
        module.Set("Hook", (Action<long>)counts.Add);
        var (output, errors) = (new StringWriter(), new StringWriter());
        var data = Path.Combine(SpecSamples.RepositoryRoot, "examples/RobustDigits");
        var code = ExperimentHost.Run(
            ["run", "Layers", "--out", Path.Combine(_folder.FullName, "out"), "--data", data, "--threads", "1"],
            [(Experiment)module.Property("Experiment")],
            new HostConsole(output, errors, Interactive: false, default));
        Assert.True(code == 0, errors.ToString());

        Assert.Equal(10, counts.Count);
        Assert.Single(counts.Skip(1).Distinct());
        var accuracy = double.Parse(
            System.Text.RegularExpressions.Regex.Match(File.ReadAllText(Path.Combine(_folder.FullName, "out", "results.csv")), @"0\.\d+").Value,
            System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(accuracy > 0.3, $"{accuracy} of the digits after 30 steps: {File.ReadAllText(Path.Combine(_folder.FullName, "out", "results.csv"))}");
    }
}
