using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Examples;
using MLSpec.Runtime.Native;
using MLSpec.Runtime.Optim;
using MLSpec.Runtime.Random;
using MLSpec.Runtime.Schedules;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>A training step of RobustDigits for five seeds, one after another and side by side: 64 units, one thread. The ratio is side by side over sequence.</summary>
[CategoriesColumn]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory, BenchmarkLogicalGroupRule.ByParams)]
public class Replicates
{
    private const int Count = 5;
    private Replicate[] _alone = null!;
    private Replicate _together = null!;

    [Params(8, 32, 128)]
    public int Batch { get; set; }

    /// <summary>The same by the processor's time.</summary>
    public static int Measure()
    {
        foreach (var batch in new[] { 8, 32, 128 })
        {
            var all = new Replicates { Batch = batch };
            all.SetUp();
            Console.WriteLine($"\nfive seeds, batches of {batch}");
            ProcessorTimes.Compare(100,
            [
                ("nominal, in sequence", all.NominalInSequence),
                ("nominal, together", all.NominalSideBySide),
                ("robust, in sequence", all.RobustInSequence),
                ("robust, together", all.RobustSideBySide),
            ]);
        }

        return 0;
    }

    [GlobalSetup]
    public void SetUp()
    {
        Torch.Start(new TorchOptions(Threads: 1));
        manual_seed(1);
        long[] seeds = [.. Enumerable.Range(1, Count).Select(seed => (long)seed)];
        _alone = [.. seeds.Select(seed => new Replicate([seed], Batch))];
        _together = new Replicate(seeds, Batch);
    }

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("nominal")]
    public void NominalInSequence()
    {
        foreach (var replicate in _alone)
            replicate.NominalStep();
    }

    [Benchmark]
    [BenchmarkCategory("nominal")]
    public void NominalSideBySide() => _together.NominalStep();

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("robust")]
    public void RobustInSequence()
    {
        foreach (var replicate in _alone)
            replicate.RobustStep();
    }

    [Benchmark]
    [BenchmarkCategory("robust")]
    public void RobustSideBySide() => _together.RobustStep();

    /// <summary>What one training holds, of one seed or of several.</summary>
    private sealed class Replicate
    {
        private readonly RandomStream _random;
        private readonly RobustDigits.NetParameters _net;
        private readonly RobustDigits.NetParameters _gradient;
        private readonly ScheduledOptimizer _optimizer;
        private readonly Tensor _image;
        private readonly Tensor _label;

        public Replicate(long[] seeds, int batch)
        {
            _random = new RandomStream(seeds, "benchmark");
            _net = RobustDigits.NetParameters.Initialise(new RobustDigits.Params { Width = 64 }, CPU, _random);
            _gradient = _net.ZerosLike();
            _optimizer = Optimizers.Adam(_net.Flat, _gradient.Flat, Schedule.Constant(3e-3));
            _image = rand([.. _net.All.Leading, batch, 64]);
            _label = randint(0, 10, [.. _net.All.Leading, batch], dtype: ScalarType.Int64);
        }

        public void NominalStep()
        {
            using var mode = inference_mode();
            using var scope = NewDisposeScope();
            RobustDigits.NominalWithGradient(_net, _gradient, _image, _label);
            _optimizer.Step(0);
        }

        public void RobustStep()
        {
            using var mode = inference_mode();
            using var scope = NewDisposeScope();
            RobustDigits.RobustWithGradient(_net, _gradient, _image, _label, 0.15, _random);
            _optimizer.Step(0);
        }
    }
}
