using MLSpec.Runtime.Protocol;

namespace MLSpec.Runtime.Tests.Protocol;

/// <summary>Times of measures: of one row, the fastest of several.</summary>
public sealed class TimedTests
{
    [Fact]
    public void What_happens_once_does_not_count()
    {
        var runs = 0;
        var (value, seconds) = Evaluation.Timed(10, () =>
        {
            Thread.Sleep(runs++ == 0 ? 100 : 10);
            return runs;
        });

        Assert.True(runs > 2);
        Assert.Equal(runs, value);
        Assert.InRange(seconds, 0.001, 0.0099);
    }

    [Fact]
    public void What_is_slow_runs_once()
    {
        var runs = 0;
        var (_, seconds) = Evaluation.Timed(1, () =>
        {
            Thread.Sleep(300);
            return ++runs;
        });

        Assert.Equal(1, runs);
        Assert.InRange(seconds, 0.3, 3);
    }
}
