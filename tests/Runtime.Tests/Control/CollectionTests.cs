using MLSpec.Runtime.Control;
using MLSpec.Runtime.Random;
using MLSpec.Runtime.Store;
using static MLSpec.Runtime.Tests.Control.Worlds;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Control;

public sealed class CollectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Never late, and at the end of every whole number of rounds exact; also where the rate has no last bit.</summary>
    [Theory]
    [InlineData(1, null, new[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(3, null, new[] { 3, 6, 9, 12, 15, 18 })]
    [InlineData(3, 1, new[] { 3, 6, 9, 12, 15, 18 })]
    [InlineData(2, 4, new[] { 4, 4, 8, 8, 12, 12 })]
    [InlineData(0.5, null, new[] { 1, 1, 2, 2, 3, 3 })]
    [InlineData(2.5, null, new[] { 3, 6, 9, 12, 15, 15 })]
    public void TheRateIsMet(double rate, int? episodes, int[] expected)
    {
        using var scope = NewDisposeScope();
        using var replay = Memory();
        using var collection = new Collection<Step>(Walk(4), replay, rate, World(), Choices(), (_, _) => { }, episodes);
        Assert.Equal(expected, Enumerable.Range(0, expected.Length).Select(step =>
        {
            collection.Step(step, Always(0.5));
            return replay.Count;
        }));
    }

    [Fact]
    public void ATenthIsOneInTen()
    {
        using var scope = NewDisposeScope();
        using var replay = Memory();
        using var collection = new Collection<Step>(Walk(4), replay, 0.1, World(), Choices(), (_, _) => { });
        for (var step = 0; step < 1_000; step++)
        {
            collection.Step(step, Always(0.5));
            Assert.Equal((step / 10) + 1, replay.Count);
        }
    }

    /// <summary>Episodes of 4 steps of 0.5 earn 0.5 + 1 + 1.5 + 2; one that stops beyond 0.9 earns 0.5 + 1.</summary>
    [Fact]
    public void ReturnsAreToldWhereEpisodesEnd()
    {
        Assert.Equal([(1, 5.0), (3, 5.0)], Told(Walk(4), 2, 4));
        Assert.Equal([(1, 1.5), (3, 1.5)], Told(Walk(4, edge: 0.9), 1, 4));

        static List<(int, double)> Told(IEnvironment environment, int rate, int steps)
        {
            using var scope = NewDisposeScope();
            using var replay = Memory();
            var told = new List<(int, double)>();
            using var collection = new Collection<Step>(environment, replay, rate, World(), Choices(), (step, value) => told.Add((step, value)), episodes: 1);
            for (var step = 0; step < steps; step++)
                collection.Step(step, Always(0.5));
            return told;
        }
    }

    [Fact]
    public void ACheckpointContinuesReplayAndEpisodes()
    {
        Run(first: true);
        var expected = Run(first: true, to: 20);
        Assert.Equal(expected, Run(first: false, to: 20));

        float[] Run(bool first, int to = 9)
        {
            using var scope = NewDisposeScope();
            using var replay = Memory();
            var choices = Choices();
            using var collection = new Collection<Step>(WindyWalk(7, 1.5, 0.3), replay, 1.5, World(7), choices, (_, _) => { }, episodes: 3);
            var parts = new (string Name, ICheckpointed Part)[] { ("replay", replay), ("collection", collection), ("choices", choices) };
            Policy policy = (observation, random) => random.Normal(observation.shape, 0.2, 0.1);
            if (!first)
                foreach (var (name, part) in parts)
                    Checkpoint.Restore(_folder[name], name, part);
            for (var step = first ? 0 : 9; step < to; step++)
                collection.Step(step, policy);
            if (to == 9)
                foreach (var (name, part) in parts)
                    Checkpoint.Save(_folder[name], name, part);
            return [.. replay.Next().Columns.SelectMany(Close.Numbers)];
        }
    }

    [Fact]
    public void AStartIsOfTheSizeAskedFor()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(10, Offline.OfEpisodes<Step>(Walk(4), Always(0.5), 10, World(), Choices(), episodes: 4).Columns[0].size(0));
        Close.Refused("at least 1 episode", () => Offline.OfEpisodes<Step>(Walk(4), Always(0.5), 10, World(), Choices(), episodes: 0));
    }

    [Fact]
    public void WhatCannotBeIsRefused()
    {
        using var replay = Memory();
        Close.Refused("above 0 for each step, not 0", () => new Collection<Step>(Walk(1), replay, 0, World(), Choices(), (_, _) => { }));
        Close.Refused("at least 1 episode at a time, not 0", () => new Collection<Step>(Walk(1), replay, 1, World(), Choices(), (_, _) => { }, 0));
    }

    private static Replay<Step> Memory() => new(10_000, 32, new RandomStream(1, "replay"));
}
