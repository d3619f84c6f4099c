using BenchmarkDotNet.Attributes;
using Examples;
using MLSpec.Runtime.Native;
using MLSpec.Runtime.Optim;
using MLSpec.Runtime.Random;
using MLSpec.Runtime.Schedules;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>One training step of RobustDigits, generated and by the book: batch 64, one thread. The ratio is generated over textbook.</summary>
[MemoryDiagnoser]
public class TrainingStep
{
    private const int BatchSize = 64;
    private const double Radius = 0.15;
    private Tensor _image = null!;
    private Tensor _label = null!;
    private Textbook _textbook = null!;
    private RobustDigits.NetParameters _net = null!;
    private RobustDigits.NetParameters _gradient = null!;
    private ScheduledOptimizer _optimizer = null!;
    private RandomStream _random = null!;

    [Params(32, 256)]
    public int Width { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        Torch.Start(new TorchOptions(Threads: 1));
        manual_seed(1);
        _image = rand(BatchSize, 64);
        _label = randint(0, 10, BatchSize, dtype: ScalarType.Int64);
        _textbook = new Textbook(Width);
        var settings = new RobustDigits.Params { Width = Width };
        _random = new RandomStream(1, "benchmark");
        _net = RobustDigits.NetParameters.Initialise(settings, CPU, _random);
        _gradient = RobustDigits.NetParameters.Zeros(settings, CPU);
        _optimizer = Optimizers.Adam(_net.Flat, _gradient.Flat, Schedule.Constant(3e-3));
    }

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("nominal")]
    public void TextbookNominal() => _textbook.NominalStep(_image, _label);

    [Benchmark]
    [BenchmarkCategory("nominal")]
    public void GeneratedNominal()
    {
        using var mode = inference_mode();
        using var scope = NewDisposeScope();
        RobustDigits.NominalWithGradient(_net, _gradient, _image, _label);
        _optimizer.Step(0);
    }

    [Benchmark]
    [BenchmarkCategory("robust")]
    public void TextbookRobust() => _textbook.RobustStep(_image, _label, Radius, steps: 5);

    [Benchmark]
    [BenchmarkCategory("robust")]
    public void GeneratedRobust()
    {
        using var mode = inference_mode();
        using var scope = NewDisposeScope();
        RobustDigits.RobustWithGradient(_net, _gradient, _image, _label, Radius, _random);
        _optimizer.Step(0);
    }
}
