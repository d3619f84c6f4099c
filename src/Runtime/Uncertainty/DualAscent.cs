using static TorchSharp.torch;

namespace MLSpec.Runtime.Uncertainty;

/// <summary>
/// A projected ascent on the parameters of a bound by Adam (D. P. Kingma, J. Ba, "Adam: a method for stochastic optimization", ICLR 2015), each step 0.98 times the one before. Every
/// iterate gives a valid bound: the best of each item is kept. The ascent ends after the given number of iterates, or when 20 of them have improved nothing.
/// </summary>
/// <remarks>Its tensors belong to the dispose scope in which it and its variables are made.</remarks>
public sealed class DualAscent
{
    private const double _decay = 0.98;
    private const double _firstMoment = 0.9;
    private const double _secondMoment = 0.999;
    private const double _epsilon = 1e-8;
    private const int _patience = 20;

    private readonly int _iterates;
    private readonly List<State> _states = [];
    private Tensor? _best;
    private double _bestSum = double.NegativeInfinity;
    private int _done;
    private int _idle;

    /// <param name="iterates">How many points are tried, the start among them; at least 1.</param>
    /// <exception cref="UserError">Fewer than 1.</exception>
    public DualAscent(int iterates) => _iterates = iterates >= 1
        ? iterates
        : throw new UserError($"The optimisation of a bound needs at least 1 step, not {iterates}.");

    /// <summary>The best bound of each item so far.</summary>
    public Tensor Best => _best ?? throw new InvalidOperationException("No bound has been recorded.");

    /// <summary>A variable of this shape that starts at a tensor, which broadcasts to it.</summary>
    public Tensor Variable(Tensor start, ReadOnlySpan<long> shape, double low, double high, double rate)
    {
        var point = start.expand(shape.ToArray()).clone();
        _states.Add(new(point, zeros_like(point), zeros_like(point), low, high, rate));
        return point;
    }

    /// <summary>A variable of this shape that starts at a number.</summary>
    public Tensor Variable(double start, ReadOnlySpan<long> shape, double low, double high, double rate, Device device)
    {
        using var filled = full(shape, start, ScalarType.Float32, device);
        return Variable(filled, shape, low, high, rate);
    }

    /// <summary>
    /// Keeps the bound at the present point where it is the best one yet; called in a dispose scope of the iteration, which ends before the next. False when this was the last iterate.
    /// </summary>
    public bool Improve(Tensor bound)
    {
        _best ??= bound.clone().MoveToOuterDisposeScope();
        using var scope = NewDisposeScope();
        _best.copy_(_best.maximum(bound));
        var sum = _best.sum().to(ScalarType.Float64).item<double>();
        _idle = sum > _bestSum ? 0 : _idle + 1;
        _bestSum = Math.Max(sum, _bestSum);
        return ++_done < _iterates && _idle < _patience;
    }

    /// <summary>Moves each variable, in the order in which they were made, along its gradient, which broadcasts to it; null is a gradient of zero.</summary>
    public void Step(params ReadOnlySpan<Tensor?> gradients)
    {
        var corrections = (First: 1 - Math.Pow(_firstMoment, _done), Second: Math.Sqrt(1 - Math.Pow(_secondMoment, _done)));
        for (var i = 0; i < _states.Count; i++)
        {
            if (gradients[i] is not { } gradient)
                continue;
            using var scope = NewDisposeScope();
            var (point, mean, square, low, high, rate) = _states[i];
            var slope = gradient.expand_as(point);
            mean.mul_(_firstMoment).add_(slope, 1 - _firstMoment);
            square.mul_(_secondMoment).addcmul_(slope, slope, 1 - _secondMoment);
            var length = square.sqrt().div_(corrections.Second).add_(_epsilon);
            point.addcdiv_(mean, length, rate * Math.Pow(_decay, _done - 1) / corrections.First).clamp_(low, high);
        }
    }

    private sealed record State(Tensor Point, Tensor Mean, Tensor Square, double Low, double High, double Rate);
}
