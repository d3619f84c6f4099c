namespace MLSpec.Runtime.Schedules;

/// <summary>
/// A value over training: a pure function of the step, from 0, fractions allowed. Durations are in steps. After its duration a schedule
/// keeps its last value.
/// </summary>
public abstract record Schedule
{
    private protected Schedule(double over) => Over = over;

    /// <summary>Steps until the last value is reached; infinite for a constant without end.</summary>
    public double Over { get; }

    /// <summary>The value at a step.</summary>
    public abstract double At(double step);

    /// <summary>Always <paramref name="value"/>; what follows, if anything, starts after <paramref name="over"/> steps.</summary>
    public static Schedule Constant(double value, double over = double.PositiveInfinity) =>
        new ConstantSchedule(Finite(value), double.IsPositiveInfinity(over) ? over : Duration(over));

    /// <summary>From one value to another along a straight line.</summary>
    public static Schedule Linear(double from, double to, double over) => new LinearSchedule(Finite(from), Finite(to), Duration(over));

    /// <summary>
    /// From one value to another along half a cosine wave, flat at both ends. I. Loshchilov, F. Hutter, "SGDR", ICLR 2017, without
    /// restarts.
    /// </summary>
    public static Schedule Cosine(double from, double to, double over) => new CosineSchedule(Finite(from), Finite(to), Duration(over));

    /// <summary>From one value to another by a constant factor per step; both above 0.</summary>
    public static Schedule Exponential(double from, double to, double over) => from > 0 && to > 0
        ? new ExponentialSchedule(Finite(from), Finite(to), Duration(over))
        : throw new UserError($"An exponential schedule needs values above 0, not {Require.Text(from)} and {Require.Text(to)}. "
            + "Use linear or cosine to reach 0.");

    /// <summary>A straight line from 0 to the first value of what follows it; to 1 where nothing follows.</summary>
    public static Schedule Warmup(double over) => new WarmupSchedule(Duration(over));

    /// <summary>The first schedule for its duration, then the second from its own beginning.</summary>
    public static Schedule Then(Schedule first, Schedule second) => double.IsFinite(first.Over)
        ? new Sequence(first.Towards(second.At(0)), second)
        : throw new UserError("Nothing can follow a constant schedule without end: "
            + "say how long it holds, for example 'constant 0.1 over 5<epoch> then ...'.");

    /// <summary>The same values over a time <paramref name="factor"/> times as long: a schedule on the clock of epochs, read on that of steps, is stretched by the steps of an epoch.</summary>
    public Schedule Stretched(double factor) => factor > 0
        ? new StretchedSchedule(this, factor)
        : throw new UserError($"An epoch must have at least one step, not {Require.Text(factor)}.");

    /// <summary>This schedule where what follows starts at <paramref name="next"/>.</summary>
    private protected virtual Schedule Towards(double next) => this;

    /// <summary>How much of the duration has passed, from 0 to 1.</summary>
    private protected double Passed(double step) => Over > 0 ? Math.Clamp(step / Over, 0, 1) : 1;

    private static double Finite(double value) => double.IsFinite(value) ? value : throw new UserError("A value of a schedule must "
        + $"be finite, not {Require.Text(value)}.");

    private static double Duration(double over) => over >= 0 && double.IsFinite(over)
        ? over
        : throw new UserError($"The duration of a schedule must be finite and at least 0, not {Require.Text(over)}.");

    private sealed record ConstantSchedule(double Value, double Steps) : Schedule(Steps)
    {
        public override double At(double step) => Value;
    }

    private sealed record LinearSchedule(double From, double To, double Steps) : Schedule(Steps)
    {
        public override double At(double step) => double.Lerp(From, To, Passed(step));
    }

    private sealed record CosineSchedule(double From, double To, double Steps) : Schedule(Steps)
    {
        public override double At(double step) => double.Lerp(To, From, (1 + Math.Cos(Math.PI * Passed(step))) / 2);
    }

    private sealed record ExponentialSchedule(double From, double To, double Steps) : Schedule(Steps)
    {
        public override double At(double step) => Passed(step) is 1 ? To : From * Math.Pow(To / From, Passed(step));
    }

    private sealed record WarmupSchedule(double Steps) : Schedule(Steps)
    {
        public override double At(double step) => Passed(step);

        private protected override Schedule Towards(double next) => new LinearSchedule(0, next, Steps);
    }

    private sealed record StretchedSchedule(Schedule Inner, double Factor) : Schedule(Inner.Over * Factor)
    {
        public override double At(double step) => Inner.At(step / Factor);

        private protected override Schedule Towards(double next) => Inner.Towards(next).Stretched(Factor);
    }

    private sealed record Sequence(Schedule First, Schedule Second) : Schedule(First.Over + Second.Over)
    {
        public override double At(double step) => step < First.Over ? First.At(step) : Second.At(step - First.Over);

        private protected override Schedule Towards(double next) => new Sequence(First, Second.Towards(next));
    }
}
