using MLSpec.Runtime.Control;
using MLSpec.Runtime.Random;
using MLSpec.Runtime.Store;
using MLSpec.Runtime.Tests.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Control;

public sealed class ReplayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void RowsStayWholeAndTheOldestGo()
    {
        using var scope = NewDisposeScope();
        using var replay = Made(capacity: 10, size: 64);
        replay.Add(Numbered(0, 4));
        Assert.Equal([0, 1, 2, 3], Drawn(replay));
        replay.Add(Numbered(4, 4));
        replay.Add(Numbered(8, 5));
        Assert.Equal(10, replay.Count);
        Assert.Equal([3, 4, 5, 6, 7, 8, 9, 10, 11, 12], Drawn(replay));
        replay.Add(Numbered(13, 27));
        Assert.Equal([.. Enumerable.Range(30, 10)], Drawn(replay));
        var batch = replay.Next();
        Close.To(batch.Weight.view(64, 1, 1).expand(64, 2, 2), batch.Image);
        Assert.True(batch.Label.Equals(batch.Weight.to(ScalarType.Int64).remainder(10)));
    }

    /// <summary>Chi-squared with 9 degrees of freedom: 27.9 is passed once in a thousand.</summary>
    [Fact]
    public void DrawsAreUniform()
    {
        using var scope = NewDisposeScope();
        using var replay = Made(capacity: 10, size: 100);
        replay.Add(Numbered(0, 10));
        var counts = new double[10];
        for (var i = 0; i < 200; i++)
            foreach (var weight in Close.Numbers(replay.Next().Weight))
                counts[(int)weight]++;
        Assert.InRange(counts.Sum(count => (count - 2_000) * (count - 2_000) / 2_000), 0.5, 27.9);
    }

    [Fact]
    public void ADrawAllocatesNothing()
    {
        using var replay = Made(capacity: 100, size: 32);
        using var rows = NewDisposeScope();
        replay.Add(Numbered(0, 100));
        var first = replay.Next();
        var tensors = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Assert.Same(first, replay.Next());
        Assert.Equal(tensors, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - bytes, 0, 100 * 256);
    }

    [Fact]
    public void ACheckpointHoldsRowsAndDraws()
    {
        using var scope = NewDisposeScope();
        using var first = Made(capacity: 6, size: 4);
        first.Add(Numbered(0, 8));
        first.Next();
        Checkpoint.Save(_folder["a"], "replay", first);
        using var second = Made(capacity: 6, size: 4);
        Checkpoint.Restore(_folder["a"], "replay", second);
        first.Add(Numbered(20, 3));
        second.Add(Numbered(20, 3));
        for (var i = 0; i < 5; i++)
            Assert.Equal(Close.Numbers(first.Next().Image), Close.Numbers(second.Next().Image));
        using var other = Made(capacity: 7, size: 4);
        Close.Refused("of 6 rows with batches of 4, this run has one of 7", () => Checkpoint.Restore(_folder["a"], "replay", other));
    }

    [Fact]
    public void WhatCannotBeIsRefused()
    {
        Close.Refused("empty", () => Made(3, 1).Next());
        Close.Refused("at least 1 row, not 0", () => Made(0, 1));
        Close.Refused("at least 1 row, not 0", () => Made(1, 0));
    }

    private static Replay<Digit> Made(int capacity, int size) => new(capacity, size, new RandomStream(1, "replay"));

    private static Digit Numbered(int from, int count)
    {
        var place = arange(from, from + count, ScalarType.Float32);
        return new(place.view(count, 1, 1).expand(count, 2, 2), place, place.to(ScalarType.Int64).remainder(10));
    }

    /// <summary>The distinct rows of many draws, in order.</summary>
    private static int[] Drawn(Replay<Digit> replay) =>
        [.. Enumerable.Range(0, 10).SelectMany(_ => Close.Numbers(replay.Next().Weight)).Distinct().Order().Select(weight => (int)weight)];
}
