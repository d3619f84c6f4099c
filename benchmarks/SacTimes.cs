using System.Globalization;
using MLSpec.Runtime.Native;
using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>
/// The processor's time for an update of soft actor-critic at batch 256, generated and by the book, on one thread.
/// </summary>
internal static class SacTimes
{
    private const int BatchSize = 256;

    public static int Measure()
    {
        Torch.Start(new TorchOptions(Threads: 1));
        foreach (var width in new[] { 256, 64 })
        {
            var random = new RandomStream(1, "batch");
            var (state, next) = (random.Normal([BatchSize, 3]), random.Normal([BatchSize, 3]));
            var (action, reward) = (random.Uniform([BatchSize, 1], -1), random.Normal([BatchSize]));
            var stop = random.Uniform([BatchSize]).lt(0.05).to(ScalarType.Float32);
            var (textbook, generated) = (new TextbookSac(width), new GeneratedSac(width));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n2 x {width} units: us of the processor's time, bytes of managed memory"));
            ProcessorTimes.Compare(
                width > 100 ? 20 : 60,
                [
                    ("textbook", () => textbook.Update(state, action, reward, next, stop)),
                    ("generated", () => generated.Update(state, action, reward, next, stop)),
                    ("generated, robust", () => generated.RobustUpdate(state, action, reward, stop)),
                    ("its products alone", SacProducts.Of(width, BatchSize)),
                    ("robust, products", SacProducts.Robust(width, BatchSize)),
                    .. generated.Parts(state, action, reward, next, stop).Select(part => ("  " + part.Name, InScope(part.Run))),
                ]);
        }

        return 0;
    }

    private static Action InScope(Action run) => () =>
    {
        using var mode = inference_mode();
        using var scope = NewDisposeScope();
        run();
    };
}
