using MLSpec.Runtime.Nn;
using MLSpec.Runtime.Optim;
using MLSpec.Runtime.Random;
using MLSpec.Runtime.Store;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Uncertainty;

/// <summary>
/// The multipliers b of many KL balls at once, as one positive function of what tells the balls apart: b = exp(net(c)), where net has two
/// hidden layers of rectified units. Each batch moves it some steps of Adam down the mean of the dual b log E_p exp(f / b) + b radius,
/// which is above the largest expectation in the ball for every b > 0 and equal to it for the best one (Donsker and Varadhan 1975; the
/// exchange of infimum and mean, Rockafellar and Wets 1998, theorem 14.60, is what lets one function serve all balls). It is part of what
/// a training's checkpoints hold.
/// </summary>
public sealed class AmortisedDual : ICheckpointed
{
    /// <summary>The largest |log b|: beyond, f / b leaves single precision.</summary>
    private const double MostExponent = 50;

    /// <summary>The smallest radius, in nats, that the start allows for: at radius 0 the best b is infinite.</summary>
    private const double SmallestRadius = 1e-3;

    private readonly FlatParameters _parameters;
    private readonly FlatParameters _gradient;
    private readonly Adam _optimizer;
    private readonly int _steps;
    private readonly double _rate;
    private bool _isStarted;

    /// <param name="conditions">How many numbers tell one ball from another.</param>
    /// <param name="steps">Steps for each batch, at least 0.</param>
    /// <param name="rate">Adam's, above 0.</param>
    /// <param name="hidden">Units of each hidden layer, at least 1.</param>
    /// <param name="random">The start: every weight and bias uniform within 1 / sqrt(inputs) of 0.</param>
    /// <exception cref="UserError">A number is out of its range.</exception>
    public AmortisedDual(int conditions, int steps, double rate, int hidden, RandomStream random, Device device)
    {
        if (!(rate > 0) || steps < 0)
            throw new UserError($"An amortised dual takes at least 0 steps at a rate above 0, not {Require.Text(steps)} at {Require.Text(rate)}.");
        (_steps, _rate) = (steps, rate);
        _parameters = new FlatParameters(
            new ParameterLayout(
                ("first.weight", [hidden, conditions]), ("first.bias", [hidden]),
                ("second.weight", [hidden, hidden]), ("second.bias", [hidden]),
                ("last.weight", [1, hidden]), ("last.bias", [1])),
            device);
        _gradient = _parameters.ZerosLike();
        _optimizer = new Adam(_parameters.Flat, _gradient.Flat);
        for (var i = 0; i < _parameters.Layout.Parameters.Length; i++)
        {
            var bound = 1 / Math.Sqrt(i < 2 ? conditions : hidden);
            Initial.Uniform(_parameters[i], -bound, bound, random);
        }
    }

    /// <summary>As with one radius for each ball.</summary>
    /// <inheritdoc cref="Multipliers(Tensor, Tensor, Tensor, Tensor?)"/>
    /// <exception cref="UserError">The radius is negative.</exception>
    public Tensor Multipliers(Tensor values, Tensor conditions, double radius, Tensor? nominal = null)
    {
        using var number = tensor(Radius.Checked(radius), ScalarType.Float32, values.device);
        return Multipliers(values, conditions, number, nominal);
    }

    /// <summary>
    /// Some steps on a batch of balls, and b for each of them after these. Values that are all equal are passed over until others have been seen. Before the first step the last bias
    /// becomes the logarithm of deviation / sqrt(2 radius), the best b of normal values, on average over the batch. The values are constants to the steps, and b is
    /// one to whoever uses it.
    /// </summary>
    /// <param name="values">f: float[..., m], larger is worse; the atoms along the last dimension.</param>
    /// <param name="conditions">c: float[..., k].</param>
    /// <param name="radius">In nats, float[...]; a negative one counts as 0.</param>
    /// <param name="nominal">p: float[..., m], at least 0, summing to 1; null where all atoms are equally likely.</param>
    /// <returns>b: float[...] of the common shape of all arguments, above 0.</returns>
    public Tensor Multipliers(Tensor values, Tensor conditions, Tensor radius, Tensor? nominal = null)
    {
        using var constant = no_grad();
        using var scope = NewDisposeScope();
        var common = values.select(-1, 0) + conditions.select(-1, 0) + radius;
        if (nominal is not null)
            common += nominal.select(-1, 0);
        Tensor Rows(Tensor x) => x.expand([.. common.shape, x.size(-1)]).reshape(-1, x.size(-1)).to_type(ScalarType.Float32);
        var f = Rows(values).t().contiguous();
        var p = nominal is null ? full_like(f, 1.0 / f.size(0)) : Rows(nominal).t().contiguous();
        var shifted = nominal is null ? f - f.amax([0]) : (f - where(p.gt(0), f, double.NegativeInfinity).amax([0])).clamp_max_(0);
        var balls = new Balls(shifted, p, Rows(radius.unsqueeze(-1)).clamp_min(0).view(-1), Rows(conditions));
        if (!_isStarted)
            Start(balls);
        for (var step = 0; _isStarted && step < _steps; step++)
            Step(balls);
        return Layers(balls.Conditions).Multiplier.view(common.shape).to_type(values.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        state.Part("network", _parameters);
        state.Part("adam", _optimizer);
        state.Integer("started", _isStarted ? 1 : 0);
    }

    /// <inheritdoc/>
    public void Restore(StateReader state)
    {
        state.Part("network", _parameters);
        state.Part("adam", _optimizer);
        _isStarted = state.Integer("started") != 0;
    }

    private void Start(Balls balls)
    {
        var mean = (balls.Nominal * balls.Values).sum(0L);
        var deviation = (balls.Nominal * (balls.Values - mean).square()).sum(0L).sqrt();
        var best = (deviation / (2 * balls.Radius.clamp_min(SmallestRadius)).sqrt()).mean();
        if (best.item<float>() == 0)
            return;
        _parameters[5].copy_(best.clamp_min(1e-12).log());
        _isStarted = true;
    }

    /// <summary>One step down the mean dual.</summary>
    private void Step(Balls balls)
    {
        using var scope = NewDisposeScope();
        var (first, second, multiplier) = Layers(balls.Conditions);
        var last = DualSlope.Of(balls.Values, balls.Nominal, balls.Radius, multiplier.view(-1)).div_(balls.Radius.size(0)).unsqueeze(-1);
        var atSecond = Elementwise.ReluGradient(second, last * _parameters[4]);
        var atFirst = Elementwise.ReluGradient(first, atSecond.mm(_parameters[2]));
        Write(0, atFirst, balls.Conditions);
        Write(2, atSecond, first);
        Write(4, last, second);
        _optimizer.Step(_rate);
    }

    /// <summary>The gradient of the layer whose weight has this place, from that of its result and from its input.</summary>
    private void Write(int place, Tensor gradient, Tensor input)
    {
        Linear.OuterSum(gradient, input, _gradient[place]);
        _gradient[place + 1].copy_(gradient.sum(0L));
    }

    /// <summary>The hidden layers float[n, hidden], and b: float[n, 1].</summary>
    private (Tensor First, Tensor Second, Tensor Multiplier) Layers(Tensor conditions)
    {
        var first = Linear.DenseRelu(conditions, _parameters[0], _parameters[1]);
        var second = Linear.DenseRelu(first, _parameters[2], _parameters[3]);
        return (first, second, Linear.Dense(second, _parameters[4], _parameters[5]).clamp_(-MostExponent, MostExponent).exp_());
    }

    /// <param name="Values">f less its largest value that is possible; 0 where an impossible one is larger: float[m, n].</param>
    /// <param name="Nominal">p: float[m, n].</param>
    /// <param name="Radius">float[n].</param>
    /// <param name="Conditions">c: float[n, k].</param>
    private sealed record Balls(Tensor Values, Tensor Nominal, Tensor Radius, Tensor Conditions);
}
