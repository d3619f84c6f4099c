using MLSpec.Runtime.Random;
using MLSpec.Runtime.Store;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Random;

public sealed class RandomStreamTests
{
    /// <summary>Known answers published with Random123 (kat_vectors, philox4x32, 10 rounds).</summary>
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u,
        0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void PhiloxGivesTheKnownAnswers(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint w0, uint w1, uint w2, uint w3) =>
        Assert.Equal((w0, w1, w2, w3), Philox.Rounds(c0, c1, c2, c3, k0, k1));

    [Fact]
    public void TheNumbersNeverChange()
    {
        using var numbers = new RandomStream(17, "net").Uniform([4]);
        Assert.Equal([0.968537331f, 0.59654361f, 0.0692085028f, 0.273761272f], Close.Numbers(numbers));   // by an independent program
    }

    [Fact]
    public void ManyWordsAreTheBlocksInOrder()
    {
        var philox = Philox.Of(1, "a");
        var words = new uint[11];
        Assert.Equal(8UL, philox.Fill(5, words));
        var (w0, w1, w2, _) = philox.Block(7);
        Assert.Equal([w0, w1, w2], words[8..]);
    }

    [Fact]
    public void AnotherStreamMovesNothing()
    {
        var alone = new RandomStream(1, "attack");
        var beside = new RandomStream(1, "attack");
        using var other = new RandomStream(1, "batch").Normal([1000]);
        using var a = alone.Uniform([100]);
        using var b = beside.Uniform([100]);
        using var purpose = new RandomStream(1, "attacks").Uniform([100]);
        using var seed = new RandomStream(2, "attack").Uniform([100]);
        Assert.Equal(Close.Numbers(a), Close.Numbers(b));
        Assert.NotEqual(Close.Numbers(a), Close.Numbers(purpose));
        Assert.NotEqual(Close.Numbers(a), Close.Numbers(seed));
        Assert.NotEqual(Close.Numbers(a), Close.Numbers(other)[..100]);
    }

    [Fact]
    public void ItGoesOnFromASavedState()
    {
        using var folder = new TemporaryFolder();
        var first = new RandomStream(3, "x");
        using var past = first.Normal([7]);
        Checkpoint.Save(folder["random"], "me", first);
        var second = new RandomStream(3, "x");
        Checkpoint.Restore(folder["random"], "me", second);
        using var a = first.Normal([9]);
        using var b = second.Normal([9]);
        Assert.Equal(Close.Numbers(a), Close.Numbers(b));
        Close.Refused("needs those of 'y'", () => Checkpoint.Restore(folder["random"], "me", new RandomStream(3, "y")));
        Close.Refused("seed 4", () => Checkpoint.Restore(folder["random"], "me", new RandomStream(4, "x")));
    }

    /// <summary>Moments within five standard errors of a sample of 200,000.</summary>
    [Fact]
    public void MomentsAreThoseOfTheDistributions()
    {
        using var scope = NewDisposeScope();
        const int Count = 200_000;
        var random = new RandomStream(5, "moments");
        var uniform = random.Uniform([Count], -1, 3).to(ScalarType.Float64);
        Assert.InRange(uniform.mean().item<double>(), 1 - (5 * 1.1547 / Math.Sqrt(Count)), 1 + (5 * 1.1547 / Math.Sqrt(Count)));
        Assert.InRange(uniform.var().item<double>(), 1.31, 1.36);
        Assert.True(uniform.min().item<double>() >= -1 && uniform.max().item<double>() <= 3);
        var normal = random.Normal([Count], 2, 0.5).to(ScalarType.Float64);
        Assert.InRange(normal.mean().item<double>(), 2 - (2.5 / Math.Sqrt(Count)), 2 + (2.5 / Math.Sqrt(Count)));
        Assert.InRange(normal.std().item<double>(), 0.496, 0.504);
        var standard = (normal - 2) / 0.5;
        Assert.InRange(standard.pow(3).mean().item<double>(), -0.03, 0.03);
        Assert.InRange(standard.pow(4).mean().item<double>(), 2.9, 3.1);
        Assert.InRange(standard.le(1.6448536).to(ScalarType.Float64).mean().item<double>(), 0.9475, 0.9525);
        var neighbours = (standard.narrow(0, 0, Count - 1) * standard.narrow(0, 1, Count - 1)).mean().item<double>();
        Assert.InRange(neighbours, -5 / Math.Sqrt(Count), 5 / Math.Sqrt(Count));
    }

    [Fact]
    public void IntegersAreEquallyFrequent()
    {
        using var scope = NewDisposeScope();
        const int Count = 60_000;
        var dice = new RandomStream(6, "dice").Integers([Count], 1, 7);
        var counts = dice.bincount(null, 7).data<long>().ToArray();
        Assert.Equal(0, counts[0]);
        var chiSquare = counts[1..].Sum(count => Math.Pow(count - (Count / 6.0), 2) / (Count / 6.0));
        Assert.InRange(chiSquare, 0, 25.7);   // the 99.99% quantile with 5 degrees of freedom
    }

    [Fact]
    public void EveryOrderOfThreeIsEquallyFrequent()
    {
        var random = new RandomStream(7, "orders");
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var order = new long[3];
        for (var i = 0; i < 6000; i++)
        {
            random.Shuffle(order);
            var key = string.Join("", order);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }
        Assert.Equal(6, counts.Count);
        Assert.InRange(counts.Values.Sum(count => Math.Pow(count - 1000, 2) / 1000), 0, 25.7);
    }

    [Fact]
    public void APermutationHasEveryPlaceOnce()
    {
        using var order = new RandomStream(8, "p").Permutation(1000);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (long)i), order.data<long>().ToArray().Order());
    }
}
