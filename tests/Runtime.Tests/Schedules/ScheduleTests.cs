using MLSpec.Runtime.Schedules;

namespace MLSpec.Runtime.Tests.Schedules;

public class ScheduleTests
{
    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 1)]
    [InlineData(25, 1.5)]
    [InlineData(50, 2)]
    [InlineData(100, 3)]
    [InlineData(1e9, 3)]
    public void LinearIsALine(double step, double value) => Assert.Equal(value, Schedule.Linear(1, 3, 100).At(step), 12);

    [Theory]
    [InlineData(0, 3)]
    [InlineData(25, 2.7071067811865475)]
    [InlineData(50, 2)]
    [InlineData(75, 1.2928932188134525)]
    [InlineData(100, 1)]
    [InlineData(1e9, 1)]
    public void CosineIsHalfAWave(double step, double value) => Assert.Equal(value, Schedule.Cosine(3, 1, 100).At(step), 12);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(50, 0.1)]
    [InlineData(75, 0.0316227766016838)]
    [InlineData(100, 0.01)]
    [InlineData(500, 0.01)]
    public void ExponentialFallsByAFactor(double step, double value) =>
        Assert.Equal(value, Schedule.Exponential(1, 0.01, 100).At(step), 12);

    [Fact]
    public void TheEndsAreMetExactly()
    {
        foreach (var schedule in new[] { Schedule.Linear(0.1, 3e-4, 7), Schedule.Cosine(0.1, 3e-4, 7), Schedule.Exponential(0.1, 3e-4, 7) })
            Assert.Equal((0.1, 3e-4), (schedule.At(0), schedule.At(7)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 1.5e-3)]
    [InlineData(10, 3e-3)]
    [InlineData(20, 1.55e-3)]
    [InlineData(30, 1e-4)]
    public void AWarmupRisesToWhatFollows(double step, double value) =>
        Assert.Equal(value, Schedule.Then(Schedule.Warmup(10), Schedule.Cosine(3e-3, 1e-4, 20)).At(step), 12);

    [Fact]
    public void AWarmupFindsWhatFollowsHoweverItIsBracketed()
    {
        var (hold, warmup, rest) = (Schedule.Constant(0, 5), Schedule.Warmup(10), Schedule.Constant(2));
        var (left, right) = (Schedule.Then(Schedule.Then(hold, warmup), rest), Schedule.Then(hold, Schedule.Then(warmup, rest)));
        for (var step = 0.0; step < 30; step += 0.5)
            Assert.Equal(left.At(step), right.At(step), 12);
        Assert.Equal(1, left.At(10), 12);
        Assert.Equal(2, left.At(15), 12);
        Assert.Equal(0.5, Schedule.Warmup(10).At(5));
    }

    [Fact]
    public void AStepIsMadeAtItsTime()
    {
        var schedule = Schedule.Then(Schedule.Constant(1, 100), Schedule.Constant(0.1));
        Assert.Equal((1, 0.1, 0.1), (schedule.At(99.999), schedule.At(100), schedule.At(1e9)));
    }

    [Fact]
    public void ADurationOfZeroIsAlreadyOver() => Assert.Equal(2, Schedule.Then(Schedule.Warmup(0), Schedule.Linear(1, 2, 0)).At(0));

    [Fact]
    public void ImpossibleSchedulesAreRefused()
    {
        Close.Refused("without end", () => Schedule.Then(Schedule.Constant(1), Schedule.Constant(2)));
        Close.Refused("at least 0", () => Schedule.Linear(0, 1, -1));
        Close.Refused("at least 0", () => Schedule.Linear(0, 1, double.NaN));
        Close.Refused("finite", () => Schedule.Linear(0, 1, double.PositiveInfinity));
        Close.Refused("at least 0", () => Schedule.Constant(0, double.NaN));
        Close.Refused("finite", () => Schedule.Constant(double.NaN));
        Close.Refused("above 0", () => Schedule.Exponential(1, 0, 5));
    }

    [Fact]
    public void SchedulesAreValues() => Assert.Equal(Schedule.Cosine(1, 0, 5), Schedule.Cosine(1, 0, 5));
}
