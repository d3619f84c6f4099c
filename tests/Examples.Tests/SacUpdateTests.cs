using Benchmarks;
using MLSpec.Runtime.Native;
using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Examples.Tests;

/// <summary>What the benchmarks compare is the same computation.</summary>
public sealed class SacUpdateTests
{
    /// <summary>
    /// From equal weights, with equal noise, the generated update of soft actor-critic and the one written by hand with autograd have the same four
    /// losses at each of twenty updates.
    /// </summary>
    [Fact]
    public void The_generated_update_is_the_textbooks()
    {
        Torch.Start(new TorchOptions(Threads: 1));
        using var scope = NewDisposeScope();
        var (random, noise) = (new RandomStream(1, "batch"), new RandomStream(1, "noise"));
        List<double> expected = [], losses = [];
        var textbook = new TextbookSac(32, like => noise.Normal(like.shape)) { Watch = loss => expected.Add(loss.item<float>()) };
        var generated = new GeneratedSac(32) { Watch = loss => losses.Add(loss.item<float>()) };
        textbook.StartFrom(generated.Weights);

        for (var update = 0; update < 20; update++)
        {
            var (state, next) = (random.Normal([256, 3]), random.Normal([256, 3]));
            var (action, reward) = (random.Uniform([256, 1], -1), random.Normal([256]));
            var stop = random.Uniform([256]).lt(0.05).to(ScalarType.Float32);
            textbook.Update(state, action, reward, next, stop);
            generated.Update(state, action, reward, next, stop);
        }

        Assert.Equal(80, losses.Count);
        Assert.All(expected.Zip(losses), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }
}
