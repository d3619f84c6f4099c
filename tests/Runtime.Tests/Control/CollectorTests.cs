using MLSpec.Runtime.Control;
using MLSpec.Runtime.Store;
using static MLSpec.Runtime.Tests.Control.Worlds;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Control;

public sealed class CollectorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>At speed 1 the edge at 2 is passed in step 3; at speed 0.25 the horizon of 4 comes first.</summary>
    [Fact]
    public void EndedEpisodesStartAfreshAndBothEndsAreToldApart()
    {
        using var scope = NewDisposeScope();
        using var collector = new Collector<Step>(Walk(4, edge: 2), 2, World());
        var action = tensor([1f, 0.25f]);
        var seen = new List<float[]>();
        for (var i = 0; i < 5; i++)
            seen.Add([.. collector.Step((_, _) => action, Choices()).Columns.SelectMany(Close.Numbers)]);
        // observation, action, reward, next, stop; the two episodes beside each other
        Assert.Equal([0, 0, 1, 0.25f, 1, 0.25f, 1, 0.25f, 0, 0], seen[0]);
        Assert.Equal([2, 0.5f, 1, 0.25f, 3, 0.75f, 3, 0.75f, 1, 0], seen[2]);
        Assert.Equal([0, 0.75f, 1, 0.25f, 1, 1, 1, 1, 0, 0], seen[3]);
        Assert.Equal([1, 0, 1, 0.25f, 2, 0.25f, 2, 0.25f, 0, 0], seen[4]);
        Assert.Equal([6, 2.5], collector.TakeReturns());
        Assert.Empty(collector.TakeReturns());
    }

    /// <summary>Sums over a stream of restarted episodes agree with whole episodes, each played once.</summary>
    [Fact]
    public void RestartedEpisodesEarnAsMuchAsWholeOnes()
    {
        using var scope = NewDisposeScope();
        var environment = WindyWalk(15, 2, 0.2);
        using var collector = new Collector<Step>(environment, 200, World(3));
        for (var i = 0; i < 300; i++)
            collector.Step(Always(0.1), Choices());
        var restarted = collector.TakeReturns();
        var whole = Rollout.Run(environment, Always(0.1), 4_000, World(4), Choices());
        var error = whole.Return.std().item<float>() * Math.Sqrt((1.0 / 4_000) + (1.0 / restarted.Count));
        var mean = whole.Return.mean().item<float>();
        Assert.InRange(restarted.Average(), mean - (4 * error), mean + (4 * error));
        Assert.InRange(error, 0, 0.05 * mean);
    }

    [Fact]
    public void ACheckpointContinuesTheStream()
    {
        using var scope = NewDisposeScope();
        using var first = new Collector<Step>(WindyWalk(7, 1.5, 0.3), 5, World(7));
        Advance(first, 10);
        Checkpoint.Save(_folder["a"], "collector", first);
        var expected = Advance(first, 20);
        using var second = new Collector<Step>(WindyWalk(7, 1.5, 0.3), 5, World(7));
        Checkpoint.Restore(_folder["a"], "collector", second);
        Assert.Equal(expected, Advance(second, 20));
        Assert.Equal(first.TakeReturns(), second.TakeReturns());
    }

    [Fact]
    public void RowsMustFitTheEnvironment()
    {
        var vector = Walk(3) with { StateShape = [2], Observations = BoxSpace.Unbounded(2) };
        var message = Assert.Throws<ArgumentException>(() => new Collector<Step>(vector, 1, World())).Message;
        Assert.Contains("observation : Float32[2]", message, StringComparison.Ordinal);
    }

    [Fact]
    public void TransitionsFromGivenStatesAreSingleSteps()
    {
        using var scope = NewDisposeScope();
        var rows = Walk(1, edge: 2).Transitions<Step>(tensor([0f, 1.5f, -3f]), tensor([0.5f, 1f, -9f]), World());
        Assert.Equal([0, 1.5f, -3], Close.Numbers(rows.Observation));
        Assert.Equal([0.5f, 1, -1], Close.Numbers(rows.Action));
        Assert.Equal([0.5f, 2.5f, -4], Close.Numbers(rows.Reward));
        Assert.Equal([0.5f, 2.5f, -4], Close.Numbers(rows.Next));
        Assert.Equal([0, 1, 0], Close.Numbers(rows.Stop));
    }

    /// <summary>Episodes of 4 steps: 10 rows come from three side by side, and none from beyond an end.</summary>
    [Fact]
    public void OfflineDataAreOfTheStatedPolicyAndSize()
    {
        using var scope = NewDisposeScope();
        var rows = Offline.OfEpisodes<Step>(Walk(4), Always(0.5), 10, World(), Choices());
        Assert.Equal([0, 0, 0, 0.5f, 0.5f, 0.5f, 1, 1, 1, 1.5f], Close.Numbers(rows.Observation));
        Close.To(rows.Observation + 0.5, rows.Next);
        var drawn = Offline.OfStates<Step>(
            Walk(4, edge: 1), (n, random) => random.Uniform([n], -1), Always(0.25), 500, World(), Choices());
        Assert.InRange(drawn.Observation.mean().item<float>(), -0.1, 0.1);
        Close.To(drawn.Observation + 0.25, drawn.Next);
        Assert.True(drawn.Stop.eq(1).Equals(drawn.Next.gt(1)));
        Assert.InRange(drawn.Stop.mean().item<float>(), 0.08, 0.17);
        Close.Refused("at least 1 transition", () => Offline.OfEpisodes<Step>(Walk(4), Always(0), 0, World(), Choices()));
    }

    [Fact]
    public void AMixedPolicyMixesByItsProbability()
    {
        using var scope = NewDisposeScope();
        var mixed = Policies.Mixed(0.2, Always(1), Always(-1))(zeros(10_000), Choices());
        Assert.Equal(0.2, mixed.eq(1).sum().item<long>() / 10_000.0, 0.015);
        Assert.Equal(0.8, mixed.eq(-1).sum().item<long>() / 10_000.0, 0.015);
        var (above, below) = (Policies.Uniform(new BoxSpace(0, 1, 3)), Policies.Uniform(new BoxSpace(-1, 0, 3)));
        var wide = Policies.Mixed(0.5, above, below)(zeros(100), Choices());
        Assert.True(wide.sign().sum(1L).abs().eq(3).all().item<bool>());
        Close.Refused("probability is 1.5", () => Policies.Mixed(1.5, Always(1), Always(1)));
    }

    private static float[] Advance(Collector<Step> collector, int steps)
    {
        var seen = new List<float>();
        for (var i = 0; i < steps; i++)
            seen.AddRange(collector.Step(Always(0.4), Choices()).Columns.SelectMany(Close.Numbers));
        return [.. seen];
    }
}
