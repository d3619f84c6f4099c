using BenchmarkDotNet.Attributes;

namespace Benchmarks;

/// <summary>The generator in an editor: typing in C#, typing in a spec of a thousand lines, and in one of RobustDigits' size.</summary>
[MemoryDiagnoser]
public class Generator
{
    private SpecProject _project = null!;
    private SpecProject _small = null!;
    private int _edit;

    [GlobalSetup]
    public void SetUp()
    {
        _project = new SpecProject(SpecProject.LongSpec(1_000, 0));
        _small = new SpecProject(SpecProject.LongSpec(60, 0));
        if (_project.Run().GeneratedTrees.IsEmpty || _small.Run().GeneratedTrees.IsEmpty)
            throw new InvalidOperationException("The spec of the benchmark does not compile: " + string.Join("\n", _project.Run().Diagnostics));
    }

    [Benchmark]
    public object UnrelatedCSharpEdit() => _project.EditCSharp();

    [Benchmark]
    public object EditOf1000Lines() => _project.EditSpec(SpecProject.LongSpec(1_000, ++_edit % 1000));

    [Benchmark]
    public object EditOf60Lines() => _small.EditSpec(SpecProject.LongSpec(60, ++_edit % 1000));
}
