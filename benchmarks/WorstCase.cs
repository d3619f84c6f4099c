using BenchmarkDotNet.Attributes;
using MLSpec.Runtime.Native;
using MLSpec.Runtime.Random;
using MLSpec.Runtime.Uncertainty;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>Worst-case weights for a batch of 256 problems with 200 points each, float32, one thread.</summary>
public class WorstCase
{
    private Tensor _values = null!;
    private Tensor _groups = null!;
    private Tensor _conditions = null!;
    private AmortisedDual _dual = null!;

    [GlobalSetup]
    public void SetUp()
    {
        Torch.Start(new TorchOptions(Threads: 1));
        manual_seed(1);
        _values = randn(256, 200);
        _groups = randint(0, 10, [256, 200], ScalarType.Int64);
        _conditions = randn(256, 4);
        _dual = new AmortisedDual(4, 5, 5e-4, 64, new RandomStream(1, "dual"), CPU);
    }

    [Benchmark]
    [Arguments(0.01)]
    [Arguments(0.3)]
    [Arguments(3.0)]
    public void Kl(double radius) => KlBall.Weights(_values, radius).Dispose();

    /// <summary>Five steps of the network, and its multipliers.</summary>
    [Benchmark]
    public void AmortisedKl() => _dual.Multipliers(_values, _conditions, 0.3).Dispose();

    [Benchmark]
    public void Chi2() => Chi2Ball.Weights(_values, 0.3).Dispose();

    [Benchmark]
    public void TotalVariation() => TvBall.Weights(_values, 0.1).Dispose();

    [Benchmark]
    public void ConditionalValueAtRisk() => Cvar.Weights(_values, 0.1).Dispose();

    [Benchmark]
    public void WorstGroup() => Groups.Weights(_values, _groups, 10).Dispose();
}
