using MLSpec.Runtime.Control;
using TorchSharp;
using static MLSpec.Runtime.Tests.Control.Worlds;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Control;

public sealed class RolloutTests
{
    [Theory]
    [InlineData(1.0)]
    [InlineData(0.9)]
    [InlineData(0.0)]
    public void ReturnsAreTheSumInClosedForm(double discount)
    {
        using var scope = NewDisposeScope();
        var outcomes = Rollout.Run(Walk(10), Always(0.5), 3, World(), Choices(), discount);
        var expected = (float)Enumerable.Range(0, 10).Sum(t => Math.Pow(discount, t) * 0.5 * (t + 1));
        Close.To([expected, expected, expected], Close.Numbers(outcomes.Return));
        Assert.Equal([10, 10, 10], outcomes.Length.data<long>().ToArray());
        Assert.Equal([false, false, false], outcomes.Stopped.data<bool>().ToArray());
    }

    /// <summary>Each episode walks at its own speed: 1, 0.5 and 0.25 a step; the edge is at 2.</summary>
    [Fact]
    public void AnEpisodeThatStoppedEarnsNothingMore()
    {
        using var scope = NewDisposeScope();
        var speeds = tensor([1f, 0.5f, 0.25f]);
        var outcomes = Rollout.Run(Walk(6, edge: 2), (_, _) => speeds, 3, World(), Choices());
        Close.To([1 + 2 + 3, 0.5f + 1 + 1.5f + 2 + 2.5f, 0.25f * 21], Close.Numbers(outcomes.Return));
        Assert.Equal([3, 5, 6], outcomes.Length.data<long>().ToArray());
        Assert.Equal([true, true, false], outcomes.Stopped.data<bool>().ToArray());
    }

    [Fact]
    public void StoppingAtTheHorizonIsNoTimeout()
    {
        using var scope = NewDisposeScope();
        using var episodes = Walk(3, edge: 2).Open(2, World());
        for (var i = 0; i < 3; i++)
            episodes.Step(tensor([1f, 0f]));
        Assert.Equal([true, false], episodes.Stopped.data<bool>().ToArray());
        Assert.Equal([false, true], episodes.TimedOut.data<bool>().ToArray());
        Assert.Equal(2, episodes.Ended);
    }

    [Fact]
    public void AnEndedEpisodeRestsUntilItIsRestarted()
    {
        using var scope = NewDisposeScope();
        using var episodes = Walk(100, edge: 0.9).Open(2, World());
        var action = tensor([1f, 0.25f]);
        episodes.Step(action);
        episodes.Step(action);
        Assert.Equal([1, 0.5f], Close.Numbers(episodes.Observation));
        Assert.Equal([0, 0.5f], Close.Numbers(episodes.Reward));
        Assert.Equal([1, 2], episodes.Age.data<long>().ToArray());
        Assert.Equal(1, episodes.Ended);
        episodes.Restart();
        Assert.Equal([0, 0.5f], Close.Numbers(episodes.Observation));
        Assert.Equal([0, 2], episodes.Age.data<long>().ToArray());
        Assert.Equal(0, episodes.Ended);
        Assert.Equal([false, false], episodes.Stopped.data<bool>().ToArray());
        episodes.Step(action);
        Assert.Equal([1, 0.75f], Close.Numbers(episodes.Observation));
    }

    /// <summary>E x_t^2 = s^2 (1 - d^2t) / (1 - d^2); the return is minus its sum.</summary>
    [Fact]
    public void TheMeanReturnOfALinearSystemIsItsVariance()
    {
        using var scope = NewDisposeScope();
        const double Decay = 0.8, Deviation = 0.3;
        var outcomes = Rollout.Run(Relaxation(20, Decay, Deviation), Always(0), 20_000, World(), Choices());
        var expected = -Enumerable.Range(1, 20)
            .Sum(t => Deviation * Deviation * (1 - Math.Pow(Decay, 2 * t)) / (1 - (Decay * Decay)));
        var mean = outcomes.Return.mean().item<float>();
        var error = outcomes.Return.std().item<float>() / Math.Sqrt(20_000);
        Assert.InRange(mean, expected - (4 * error), expected + (4 * error));
        Assert.InRange(error, 0, -0.01 * expected);
    }

    [Fact]
    public void EqualSeedsGiveEqualEpisodes()
    {
        using var scope = NewDisposeScope();
        Tensor Returns(long world, long choices) =>
            Rollout.Run(WindyWalk(30, 4, 0.1), Policies.Uniform(new BoxSpace(-1, 1)), 50, World(world), Choices(choices)).Return;
        Assert.Equal(Close.Numbers(Returns(1, 1)), Close.Numbers(Returns(1, 1)));
        Assert.NotEqual(Close.Numbers(Returns(1, 1)), Close.Numbers(Returns(2, 1)));
        Assert.NotEqual(Close.Numbers(Returns(1, 1)), Close.Numbers(Returns(1, 2)));
    }

    [Fact]
    public void TheRecordAgreesWithTheReturns()
    {
        using var scope = NewDisposeScope();
        var environment = WindyWalk(12, 1.5, 0.3);
        var record = Rollout.Record(environment, Always(0.1), 20, World(), Choices());
        var alone = Rollout.Run(environment, Always(0.1), 20, World(), Choices());
        Close.To(alone.Return, record.Outcomes.Return);
        Close.To(alone.Return, record.Rewards.sum(0L));
        var rows = record.Rows<Step>();
        Assert.Equal(alone.Length.sum().item<long>(), rows.Reward.size(0));
        Close.To(alone.Stopped.sum().to(ScalarType.Float32), rows.Stop.sum());
        Close.To(rows.Reward, rows.Next);
        Assert.True(rows.Stop.eq(1).Equals(rows.Next.gt(1.5)));
        Close.To(alone.Return[0], rows.Reward.narrow(0, 0, alone.Length[0].item<long>()).sum());
    }

    [Fact]
    public void ActionsOutsideTheBoxActAsTheNearestInside()
    {
        using var scope = NewDisposeScope();
        var outcomes = Rollout.Run(Walk(2), Always(7), 1, World(), Choices());
        Close.To([3], Close.Numbers(outcomes.Return));
    }

    [Fact]
    public void EachCoordinateHasItsOwnBounds()
    {
        using var scope = NewDisposeScope();
        var plane = Walk(1) with
        {
            StateShape = [2],
            Observations = BoxSpace.Unbounded(2),
            Actions = new BoxSpace([-1, 0], [1, 5], [2]),
            Start = (n, random) => zeros(n, 2, device: random.Device),
            Reward = (_, _, next) => next.sum(1L),
        };
        using var episodes = plane.Open(2, World());
        episodes.Step(tensor([-3f, 4, 0.5f, -2]).reshape(2, 2));
        Assert.Equal([-1, 4, 0.5f, 0], Close.Numbers(episodes.Observation));
        Assert.Equal([3, 0.5f], Close.Numbers(episodes.Reward));
        Close.Refused("not above the upper", () => new BoxSpace([0, 2], [1, 1], [2]));
    }

    [Fact]
    public void ActionsAreChecked()
    {
        using var scope = NewDisposeScope();
        var choice = Walk(2) with { Actions = new DiscreteSpace(3), Step = (x, a, _) => x + a };
        using var episodes = choice.Open(2, World());
        string Refusal(Tensor action) => Assert.Throws<ArgumentException>(() => episodes.Step(action)).Message;
        Assert.Contains("0 to 2", Refusal(tensor([0L, 3L])), StringComparison.Ordinal);
        Assert.Contains("Int64[2]", Refusal(tensor([0f, 1f])), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => episodes.Step(tensor([0L])));
        episodes.Step(tensor([2L, 1L]));
        Assert.Equal([2, 1], Close.Numbers(episodes.Observation));
    }

    [Fact]
    public void FunctionsOfTheWrongShapeAreNamed()
    {
        var wrong = Walk(2) with { Reward = (_, _, next) => next.sum() };
        using var episodes = wrong.Open(2, World());
        var message = Assert.Throws<ArgumentException>(() => episodes.Step(zeros(2))).Message;
        Assert.Contains("Reward of walk gave []", message, StringComparison.Ordinal);
        Close.Refused("a horizon of at least 1", () => Walk(0).Open(1, World()));
        Close.Refused("without bounds", () => BoxSpace.Unbounded(2).Uniform(1, World()));
    }

    /// <summary>After the first step no tensor outlives a step.</summary>
    [Fact]
    public void AStepLeavesNoTensorsBehind()
    {
        using var scope = NewDisposeScope();
        using var collector = new Collector<Step>(WindyWalk(5, 2, 0.2), 8, World());
        var choices = Choices();
        var policy = Always(0.3);
        collector.Step(policy, choices);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 50; i++)
            collector.Step(policy, choices);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void UniformActionsFillTheirSpace()
    {
        using var scope = NewDisposeScope();
        var box = new BoxSpace([-1, 10], [1, 30], [2]).Uniform(20_000, World());
        Close.To([0, 20], Close.Numbers(box.mean([0L])), absolute: 0.2);
        Assert.True(box.select(1, 0).abs().le(1).all().item<bool>() && box.select(1, 1).sub(20).abs().le(10).all().item<bool>());
        Close.To([1 / 3f, 100 / 3f], Close.Numbers(box.var([0L])), relative: 0.03);
        var choice = new DiscreteSpace(4).Uniform(20_000, World());
        for (var i = 0; i < 4; i++)
            Assert.Equal(0.25, choice.eq(i).sum().item<long>() / 20_000.0, 0.015);
    }
}
