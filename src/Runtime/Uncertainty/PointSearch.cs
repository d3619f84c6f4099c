using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Uncertainty;

/// <summary>
/// A search for the worst or best point of a set by projected gradient steps, in several runs: the first from the centre, the others from
/// random points of the set (A. Madry et al., "Towards deep learning models resistant to adversarial attacks", ICLR 2018). Of all points
/// passed the best is kept, for each item by itself (F. Croce, M. Hein, "Reliable evaluation of adversarial robustness with an ensemble of
/// diverse parameter-free attacks", ICML 2020).
/// </summary>
/// <remarks>
/// Points are [axes..., core...]; the items are those along the axes. Step k of n has the length <c>step radius (1 - k/n)^p / sum_j (1 -
/// j/n)^p</c>, in a box half its width instead of the radius. Its direction is the set's steepest one for <c>g := mu g + gradient /
/// |gradient|_1</c> (Y. Dong et al., "Boosting adversarial attacks with momentum", CVPR 2018). Its tensors belong to the dispose scope in
/// which it is made.
/// </remarks>
public sealed class PointSearch
{
    /// <summary>The smallest normal float32: below it a gradient counts as zero.</summary>
    private const float _smallest = float.Epsilon * (1 << 23);

    private readonly PointSet _set;
    private readonly bool _ascends;
    private readonly int _restarts;
    private readonly double _momentum;
    private readonly double[] _lengths;
    private readonly Tensor _bestValue;
    private readonly Tensor? _direction;
    private readonly long[] _core;
    private int _started;
    private int _step;

    private PointSearch(PointSet set, int rank, bool ascends, int steps, int restarts, double momentum, double step, double decay)
    {
        (_set, _ascends, _restarts, _momentum) = (set, ascends, restarts, momentum);
        _lengths = Lengths(steps, step, decay);
        Point = set.Start();
        Best = Point.clone();
        var axes = Point.shape.AsSpan(0, (int)Point.dim() - rank);
        _bestValue = full(axes.ToArray(), ascends ? double.NegativeInfinity : double.PositiveInfinity, Point.dtype, Point.device);
        _direction = momentum > 0 ? zeros_like(Point) : null;
        _core = [.. Enumerable.Range(1, rank).Select(i => (long)-i)];
    }

    /// <summary>Where the present run stands: float[axes..., core...]. Its values change with every step.</summary>
    public Tensor Point { get; }

    /// <summary>The best point of each item so far; before the first value the centre.</summary>
    public Tensor Best { get; }

    /// <summary>A search for the largest value.</summary>
    /// <param name="rank">How many of a point's last dimensions are its core.</param>
    /// <param name="steps">The steps of a run, at least 1.</param>
    /// <param name="restarts">The runs, at least 1.</param>
    /// <param name="momentum">The share mu of the earlier gradients, at least 0.</param>
    /// <param name="step">The sum of a run's step lengths in radii, above 0.</param>
    /// <param name="decay">The power p by which the lengths fall, at least 0: 0 leaves them alike, 1 is a line to zero.</param>
    /// <exception cref="UserError">A number is out of its range.</exception>
    public static PointSearch Ascent(PointSet set, int rank, int steps, int restarts, double momentum, double step, double decay) =>
        Checked(set, rank, true, steps, restarts, momentum, step, decay);

    /// <summary>A search for the smallest value.</summary>
    /// <inheritdoc cref="Ascent"/>
    public static PointSearch Descent(PointSet set, int rank, int steps, int restarts, double momentum, double step, double decay) =>
        Checked(set, rank, false, steps, restarts, momentum, step, decay);

    /// <summary>Begins the next run; false when all are done.</summary>
    public bool Restart(RandomStream random)
    {
        if (_started == _restarts)
            return false;
        if (_started++ > 0)
        {
            using var start = _set.Start(random);
            Point.copy_(start);
        }

        _direction?.zero_();
        _step = 0;
        return true;
    }

    /// <summary>
    /// Keeps the points at which the objective is better than at all before, for each item by itself. False when the run has made all of
    /// its steps.
    /// </summary>
    /// <param name="value">The objective at <see cref="Point"/>, float[axes...] or what broadcasts to it; NaN is never better.</param>
    public bool Improve(Tensor value)
    {
        using var scope = NewDisposeScope();
        var values = value.expand_as(_bestValue);
        var isBetter = _ascends ? values.gt(_bestValue) : values.lt(_bestValue);
        _bestValue.copy_(where(isBetter, values, _bestValue));
        Best.copy_(where(_core.Aggregate(isBetter, (mask, _) => mask.unsqueeze(-1)), Point, Best));
        return _step < _lengths.Length;
    }

    /// <summary>Makes the next step.</summary>
    /// <param name="gradient">That of the objective at <see cref="Point"/>, of its shape or one that broadcasts to it.</param>
    public void Move(Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var point = Point;
        var slope = Accumulated(gradient);
        var length = _lengths[_step++];
        if (_ascends)
            _set.Ascend(ref point, slope, length);
        else
            _set.Descend(ref point, slope, length);
    }

    private Tensor Accumulated(Tensor gradient)
    {
        if (_direction is null)
            return gradient;
        var slope = gradient.expand_as(_direction);
        var size = slope.abs();
        var norm = _core.Length == 0 ? size : size.sum(_core, keepdim: true);
        return _direction.mul_(_momentum).add_(slope / norm.clamp(min: _smallest));
    }

    private static double[] Lengths(int steps, double step, double decay)
    {
        var shares = Enumerable.Range(0, steps).Select(k => Math.Pow(1 - ((double)k / steps), decay)).ToArray();
        var sum = shares.Sum();
        return [.. shares.Select(share => step * share / sum)];
    }

    private static PointSearch Checked(
        PointSet set, int rank, bool ascends, int steps, int restarts, double momentum, double step, double decay) =>
        steps < 1 ? throw new UserError($"A search needs at least 1 step, not {Require.Text(steps)}.")
        : restarts < 1 ? throw new UserError($"A search needs at least 1 restart, the first run among them, not {Require.Text(restarts)}.")
        : !(momentum >= 0) ? throw new UserError($"The momentum of a search must be at least 0, not {Require.Text(momentum)}.")
        : !(step > 0) ? throw new UserError($"The step of a search must be above 0, in radii, not {Require.Text(step)}.")
        : !(decay >= 0) ? throw new UserError($"The decay of a search's steps must be at least 0, not {Require.Text(decay)}.")
        : new(set, rank, ascends, steps, restarts, momentum, step, decay);
}
