using MLSpec.Runtime.Data;
using MLSpec.Runtime.Random;
using MLSpec.Runtime.Store;

namespace MLSpec.Runtime.Tests.Data;

public sealed class RowsTests
{
    [Theory]
    [InlineData(1797, 0.7, 0.1, 0.2)]
    [InlineData(10, 0.5, 0, 0.5)]
    [InlineData(7, 1, 0, 0)]
    [InlineData(3, 0.3333333333333333, 0.3333333333333333, 0.3333333333333333)]
    public void ASplitUsesEveryRowOnce(int count, double train, double valid, double test)
    {
        var splits = Digit.Numbered(count).Split(train, valid, test, seed: 17);
        var parts = new[] { splits.Train, splits.Valid, splits.Test };
        var all = parts.SelectMany(part => Close.Numbers(part.Weight)).Order().ToArray();
        Assert.Equal(Enumerable.Range(0, count).Select(i => (float)i), all);
        foreach (var (part, fraction) in parts.Zip([train, valid, test]))
        {
            Assert.InRange(part.Count(), (count * fraction) - 1, (count * fraction) + 1);
            Assert.Equal(Close.Numbers(part.Weight), Close.Numbers(part.Image.select(2, 0).select(1, 0)));
        }
    }

    [Fact]
    public void ASplitIsDrawnFromItsSeed()
    {
        Assert.Equal(Close.Numbers(Split(17).Train.Weight), Close.Numbers(Split(17).Train.Weight));
        Assert.NotEqual(Close.Numbers(Split(17).Train.Weight), Close.Numbers(Split(18).Train.Weight));
        static Splits<Digit> Split(long seed) => Digit.Numbered(100).Split(0.7, 0.1, 0.2, seed);
    }

    [Theory]
    [InlineData(0.7, 0.1, 0.1, "train 70%, valid 10% and test 10% sum to 90%")]
    [InlineData(1.2, -0.2, 0, "valid -20%")]
    [InlineData(double.NaN, 0, 0, "NaN")]
    [InlineData(0.98, 0.01, 0.01, "leaves the valid split empty")]
    public void AnImpossibleSplitIsRefused(double train, double valid, double test, string expected) =>
        Close.Refused(expected, () => Digit.Numbered(10).Split(train, valid, test, 1));

    [Fact]
    public void TheContentHashSeesEveryChange()
    {
        var rows = Digit.Numbered(5);
        var splits = rows.Split(0.6, 0.2, 0.2, 1);
        Assert.Equal(rows.ContentHash(), Digit.Numbered(5).ContentHash());
        Assert.Equal(64, splits.ContentHash.Length);
        Assert.NotEqual(rows.ContentHash(), rows.Map(row => row with { Weight = row.Weight + 1 }).ContentHash());
        Assert.NotEqual(splits.ContentHash, rows.Split(0.6, 0.2, 0.2, 2).ContentHash);
        Assert.NotEqual(splits.ContentHash, splits.Map(row => row with { Image = row.Image / 16 }).ContentHash);
    }

    [Fact]
    public void AnEpochHasEveryRowOnce()
    {
        using var batches = new Minibatches<Digit>(Digit.Numbered(12), 4, new RandomStream(1, "batch"));
        Assert.Equal(3, batches.StepsPerEpoch);
        var epochs = Enumerable.Range(0, 4)
            .Select(_ => Enumerable.Range(0, 3).SelectMany(_ => Close.Numbers(batches.Next().Weight)).ToArray()).ToArray();
        foreach (var epoch in epochs)
            Assert.Equal(Enumerable.Range(0, 12).Select(i => (float)i), epoch.Order());
        Assert.NotEqual(epochs[0], epochs[1]);
    }

    [Fact]
    public void TheIncompleteBatchIsDropped()
    {
        using var batches = new Minibatches<Digit>(Digit.Numbered(11), 4, new RandomStream(1, "batch"));
        Assert.Equal(2, batches.StepsPerEpoch);
        var seen = Enumerable.Range(0, 200).SelectMany(_ => Close.Numbers(batches.Next().Weight)).ToHashSet();
        Assert.Equal(11, seen.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void BatchesGoOnFromASavedState(int before)
    {
        using var folder = new TemporaryFolder();
        using var first = new Minibatches<Digit>(Digit.Numbered(12), 4, new RandomStream(1, "batch"));
        for (var i = 0; i < before; i++)
            first.Next();
        Checkpoint.Save(folder["batches"], "me", first);
        using var second = new Minibatches<Digit>(Digit.Numbered(12), 4, new RandomStream(1, "batch"));
        Checkpoint.Restore(folder["batches"], "me", second);
        for (var i = 0; i < 10; i++)
            Assert.Equal(Close.Numbers(first.Next().Image), Close.Numbers(second.Next().Image));
        using var other = new Minibatches<Digit>(Digit.Numbered(12), 3, new RandomStream(1, "batch"));
        Close.Refused("batches of 4", () => Checkpoint.Restore(folder["batches"], "me", other));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(13)]
    public void AnImpossibleBatchIsRefused(int size) =>
        Close.Refused("from 1 to 12", () => new Minibatches<Digit>(Digit.Numbered(12), size, new RandomStream(1, "batch")));

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(100)]
    public void APassInOrderIsAllRows(int size)
    {
        var rows = Digit.Numbered(12);
        var seen = new List<float>();
        foreach (var chunk in Batches.InOrder(rows, size))
        {
            Assert.InRange(chunk.Count(), 1, size);
            seen.AddRange(Close.Numbers(chunk.Weight));
        }
        Assert.Equal(Close.Numbers(rows.Weight), seen);
    }
}
