using BenchmarkDotNet.Attributes;

namespace Benchmarks;

/// <summary>The generator in an editor: typing in C#, typing in a spec of a thousand lines, and in one of RobustDigits' size.</summary>
[MemoryDiagnoser]
public class Generator
{
    private SpecProject _project = null!;
    private SpecProject _small = null!;
    private string _spec = null!;
    private int _edit;

    [GlobalSetup]
    public void SetUp()
    {
        _spec = SpecProject.LongSpec(1_000, 0);
        _project = new SpecProject(_spec);
        _small = new SpecProject(SpecProject.LongSpec(60, 0));
        if (_project.Run().GeneratedTrees.IsEmpty || _small.Run().GeneratedTrees.IsEmpty)
            throw new InvalidOperationException("The spec of the benchmark does not compile: " + string.Join("\n", _project.Run().Diagnostics));
    }

    [Benchmark]
    public object UnrelatedCSharpEdit() => _project.EditCSharp();

    [Benchmark]
    public object EditOf1000Lines() => _project.EditSpec(_spec.Replace("radius = 0.1000", FormattableString.Invariant($"radius = 0.{1000 + (++_edit % 1000)}"), StringComparison.Ordinal));

    /// <summary>Nothing stays where it was.</summary>
    [Benchmark]
    public object LinesAboveThe1000() => _project.EditSpec(new string('\n', ++_edit % 1000) + _spec);

    /// <summary>A layer of one of the 36 networks: what is trained with it is compiled again.</summary>
    [Benchmark]
    public object EditOfAModelIn1000Lines() => _project.EditSpec(_spec.Replace("model net17 (x : float[64]) : float[10] =\n    x |> dense 32", $"model net17 (x : float[64]) : float[10] =\n    x |> dense {1 + (++_edit % 1000)}", StringComparison.Ordinal));

    [Benchmark]
    public object EditOf60Lines() => _small.EditSpec(SpecProject.LongSpec(60, ++_edit % 1000));
}
