using MLSpec.Runtime.Optim;
using MLSpec.Runtime.Random;
using MLSpec.Runtime.Schedules;
using MLSpec.Runtime.Uncertainty;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>The updates of the trainings <c>sac</c> and <c>robust</c> in <c>SacUpdate.mlspec</c>: what their generated loops do with a batch.</summary>
internal sealed class GeneratedSac
{
    private readonly SacUpdate.Params _p;
    private readonly SacUpdate.ActorParameters _actor;
    private readonly SacUpdate.ActorParameters _actorGradient;
    private readonly SacUpdate.CriticsParameters _critics;
    private readonly SacUpdate.CriticsParameters _criticsGradient;
    private readonly SacUpdate.CriticsParameters _targetCritics;
    private readonly SacUpdate.ValueParameters _value;
    private readonly SacUpdate.ValueParameters _valueGradient;
    private readonly SacUpdate.ValueParameters _targetValue;
    private readonly SacUpdate.AlphaParameters _alpha;
    private readonly SacUpdate.AlphaParameters _alphaGradient;
    private readonly SacUpdate.DecoderParameters _decoder;
    private readonly ScheduledOptimizer _valueOptimizer;
    private readonly ScheduledOptimizer _criticsOptimizer;
    private readonly ScheduledOptimizer _actorOptimizer;
    private readonly ScheduledOptimizer _alphaOptimizer;
    private readonly PolyakAverage _targetCriticsAverage;
    private readonly PolyakAverage _targetValueAverage;
    private readonly AmortisedDual _dual;
    private readonly RandomStream _random = new(1, "noise");

    /// <param name="width">Units in the hidden layers.</param>
    public GeneratedSac(int width)
    {
        _p = new SacUpdate.Params { Width = width };
        var random = new RandomStream(1, "weights");
        _actor = SacUpdate.ActorParameters.Initialise(_p, CPU, random);
        _critics = SacUpdate.CriticsParameters.Initialise(_p, CPU, random);
        _value = SacUpdate.ValueParameters.Initialise(_p, CPU, random);
        _alpha = SacUpdate.AlphaParameters.Initialise(_p, CPU, random);
        _decoder = SacUpdate.DecoderParameters.Initialise(_p, CPU, random);
        (_targetCritics, _targetValue) = (_critics.Clone(), _value.Clone());
        _actorGradient = SacUpdate.ActorParameters.Zeros(_p, CPU);
        _criticsGradient = SacUpdate.CriticsParameters.Zeros(_p, CPU);
        _valueGradient = SacUpdate.ValueParameters.Zeros(_p, CPU);
        _alphaGradient = SacUpdate.AlphaParameters.Zeros(_p, CPU);
        _valueOptimizer = Optimizers.Adam(_value.Flat, _valueGradient.Flat, Schedule.Constant(_p.Rate));
        _criticsOptimizer = Optimizers.Adam(_critics.Flat, _criticsGradient.Flat, Schedule.Constant(_p.Rate));
        _actorOptimizer = Optimizers.Adam(_actor.Flat, _actorGradient.Flat, Schedule.Constant(_p.Rate));
        _alphaOptimizer = Optimizers.Adam(_alpha.Flat, _alphaGradient.Flat, Schedule.Constant(_p.Rate));
        _targetCriticsAverage = new PolyakAverage(_targetCritics.Flat, _critics.Flat, 0.005);
        _targetValueAverage = new PolyakAverage(_targetValue.Flat, _value.Flat, 0.005);
        _dual = new AmortisedDual(conditions: 3, steps: 5, rate: 5e-4, hidden: 64, random, CPU);
    }

    /// <summary>Is shown every loss that is descended, before the step.</summary>
    public Action<Tensor>? Watch { get; init; }

    /// <summary>Weights and biases of the actor, of both critics and of the value network, layer by layer.</summary>
    public IEnumerable<Tensor> Weights =>
    [
        _actor.HiddenDense1Weights, _actor.HiddenDense1Biases, _actor.HiddenDense2Weights, _actor.HiddenDense2Biases,
        _actor.Dense1Weights, _actor.Dense1Biases, _actor.Dense2Weights, _actor.Dense2Biases,
        .. new[] { 0, 1 }.SelectMany(member => new[]
        {
            _critics.HiddenDense1Weights[member], _critics.HiddenDense1Biases[member], _critics.HiddenDense2Weights[member],
            _critics.HiddenDense2Biases[member], _critics.DenseWeights[member], _critics.DenseBiases[member],
        }),
        _value.HiddenDense1Weights, _value.HiddenDense1Biases, _value.HiddenDense2Weights, _value.HiddenDense2Biases,
        _value.DenseWeights, _value.DenseBiases,
    ];

    /// <summary>One step of the training <c>sac</c>.</summary>
    public void Update(Tensor state, Tensor action, Tensor reward, Tensor next, Tensor stop) => Step(
        state, () => SacUpdate.CriticLossWithGradient(_p, _critics, _targetValue, _criticsGradient, state, action, reward, stop, next));

    /// <summary>One step of the training <c>robust</c>.</summary>
    public void RobustUpdate(Tensor state, Tensor action, Tensor reward, Tensor stop) => Step(
        state,
        () => SacUpdate.RobustCriticLossWithGradient(
            _p, _critics, _targetValue, _decoder, _criticsGradient, state, action, reward, stop, _dual, _random));

    /// <summary>The parts of an update, for a profile.</summary>
    public IEnumerable<(string Name, Action Run)> Parts(Tensor state, Tensor action, Tensor reward, Tensor next, Tensor stop) =>
    [
        ("value_loss", () => SacUpdate.ValueLossWithGradient(_value, _targetCritics, _actor, _alpha, _valueGradient, state, _random)),
        ("critic_loss", () => SacUpdate.CriticLossWithGradient(
            _p, _critics, _targetValue, _criticsGradient, state, action, reward, stop, next)),
        ("robust_critic_loss", () => SacUpdate.RobustCriticLossWithGradient(
            _p, _critics, _targetValue, _decoder, _criticsGradient, state, action, reward, stop, _dual, _random)),
        ("actor_loss", () => SacUpdate.ActorLossWithGradient(_alpha, _actor, _critics, _actorGradient, state, _random)),
        ("temperature_loss", () => SacUpdate.TemperatureLossWithGradient(_p, _alpha, _actor, _alphaGradient, state, _random)),
        ("four times Adam", () =>
        {
            _valueOptimizer.Step(0);
            _criticsOptimizer.Step(0);
            _actorOptimizer.Step(0);
            _alphaOptimizer.Step(0);
        }),
        ("targets", () =>
        {
            _targetCriticsAverage.Step();
            _targetValueAverage.Step();
        }),
    ];

    private void Step(Tensor state, Func<Tensor> criticLoss)
    {
        using var mode = inference_mode();
        using var scope = NewDisposeScope();
        Of(() => SacUpdate.ValueLossWithGradient(_value, _targetCritics, _actor, _alpha, _valueGradient, state, _random));
        _valueOptimizer.Step(0);
        Of(criticLoss);
        _criticsOptimizer.Step(0);
        Of(() => SacUpdate.ActorLossWithGradient(_alpha, _actor, _critics, _actorGradient, state, _random));
        _actorOptimizer.Step(0);
        Of(() => SacUpdate.TemperatureLossWithGradient(_p, _alpha, _actor, _alphaGradient, state, _random));
        _alphaOptimizer.Step(0);
        _targetCriticsAverage.Step();
        _targetValueAverage.Step();
    }

    /// <summary>As <see cref="MLSpec.Runtime.Hosting.TrainingObjective.Of"/>.</summary>
    private void Of(Func<Tensor> objective)
    {
        using var scope = NewDisposeScope();
        var loss = objective();
        Watch?.Invoke(loss);
    }
}
