using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Benchmarks;

/// <summary>
/// One update of soft actor-critic as it is written by hand: modules, autograd, a <c>torch.optim.Adam</c> for each network, one dispose scope an
/// update. The losses are those of <c>SacUpdate.mlspec</c>, laid out as in the usual single-file implementations.
/// </summary>
internal sealed class TextbookSac
{
    private const double Gamma = 0.99;
    private const double Rate = 3e-4;
    private const double Tau = 0.005;
    private const double TargetEntropy = -1;
    private readonly Actor _actor;
    private readonly Sequential _critic1;
    private readonly Sequential _critic2;
    private readonly Sequential _target1;
    private readonly Sequential _target2;
    private readonly Sequential _value;
    private readonly Sequential _targetValue;
    private readonly Parameter _logAlpha = Parameter(tensor((float)Math.Log(0.02)));
    private readonly optim.Optimizer _valueOptimizer;
    private readonly optim.Optimizer _optimizer1;
    private readonly optim.Optimizer _optimizer2;
    private readonly optim.Optimizer _actorOptimizer;
    private readonly optim.Optimizer _alphaOptimizer;

    /// <param name="width">Units in the hidden layers.</param>
    /// <param name="noise">Standard normal numbers of the shape of a tensor.</param>
    public TextbookSac(int width, Func<Tensor, Tensor>? noise = null)
    {
        _actor = new Actor(width, noise ?? (like => randn_like(like)));
        (_critic1, _critic2, _target1, _target2) = (Network(4, width), Network(4, width), Network(4, width), Network(4, width));
        (_value, _targetValue) = (Network(3, width), Network(3, width));
        _target1.load_state_dict(_critic1.state_dict());
        _target2.load_state_dict(_critic2.state_dict());
        _targetValue.load_state_dict(_value.state_dict());
        _valueOptimizer = optim.Adam(_value.parameters(), lr: Rate);
        _optimizer1 = optim.Adam(_critic1.parameters(), lr: Rate);
        _optimizer2 = optim.Adam(_critic2.parameters(), lr: Rate);
        _actorOptimizer = optim.Adam(_actor.parameters(), lr: Rate);
        _alphaOptimizer = optim.Adam([_logAlpha], lr: Rate);
    }

    /// <summary>Is shown every loss that is descended, before the step.</summary>
    public Action<Tensor>? Watch { get; init; }

    /// <summary>Begins with these weights and biases: those of the actor, of both critics, of the value network, layer by layer.</summary>
    public void StartFrom(IEnumerable<Tensor> weights)
    {
        using (no_grad())
        {
            foreach (var (parameter, start) in new Module[] { _actor, _critic1, _critic2, _value }.SelectMany(m => m.parameters()).Zip(weights))
                parameter.copy_(start);
        }

        _target1.load_state_dict(_critic1.state_dict());
        _target2.load_state_dict(_critic2.state_dict());
        _targetValue.load_state_dict(_value.state_dict());
    }

    /// <summary>One update on a batch: float[n, 3], float[n, 1], float[n], float[n, 3], float[n].</summary>
    public void Update(Tensor state, Tensor action, Tensor reward, Tensor next, Tensor stop)
    {
        using var scope = NewDisposeScope();
        Tensor wanted, y;
        using (no_grad())
        {
            var (a, logProb) = _actor.Sample(state);
            wanted = minimum(Q(_target1, state, a), Q(_target2, state, a)) - (_logAlpha.exp() * logProb);
            y = reward + (Gamma * (1 - stop) * _targetValue.forward(next).squeeze(-1));
        }

        Move(_valueOptimizer, functional.mse_loss(_value.forward(state).squeeze(-1), wanted));

        var loss1 = functional.mse_loss(Q(_critic1, state, action), y);
        var loss2 = functional.mse_loss(Q(_critic2, state, action), y);
        _optimizer1.zero_grad();
        _optimizer2.zero_grad();
        var loss = loss1 + loss2;
        Watch?.Invoke(loss);
        loss.backward();
        _optimizer1.step();
        _optimizer2.step();

        var (pi, logPi) = _actor.Sample(state);
        var alpha = _logAlpha.exp().detach();
        Move(_actorOptimizer, ((alpha * logPi) - minimum(Q(_critic1, state, pi), Q(_critic2, state, pi))).mean());

        using (no_grad())
            (_, logPi) = _actor.Sample(state);
        Move(_alphaOptimizer, (-_logAlpha.exp() * (logPi + TargetEntropy)).mean());

        using (no_grad())
        {
            Follow(_target1, _critic1);
            Follow(_target2, _critic2);
            Follow(_targetValue, _value);
        }
    }

    private void Move(optim.Optimizer optimizer, Tensor loss)
    {
        Watch?.Invoke(loss);
        optimizer.zero_grad();
        loss.backward();
        optimizer.step();
    }

    private static void Follow(Module target, Module source)
    {
        foreach (var (slow, fast) in target.parameters().Zip(source.parameters()))
            slow.copy_((Tau * fast) + ((1 - Tau) * slow));
    }

    private static Tensor Q(Sequential critic, Tensor state, Tensor action) => critic.forward(cat([state, action], 1)).squeeze(-1);

    private static Sequential Network(int inputs, int width) =>
        Sequential(Linear(inputs, width), ReLU(), Linear(width, width), ReLU(), Linear(width, 1));

    private sealed class Actor : Module
    {
        private readonly Sequential _hidden;
        private readonly Linear _mean;
        private readonly Linear _logDeviation;
        private readonly Func<Tensor, Tensor> _noise;

        public Actor(int width, Func<Tensor, Tensor> noise)
            : base("actor")
        {
            _noise = noise;
            _hidden = Sequential(Linear(3, width), ReLU(), Linear(width, width), ReLU());
            (_mean, _logDeviation) = (Linear(width, 1), Linear(width, 1));
            RegisterComponents();
        }

        /// <summary>An action float[n, 1] drawn from the policy, squashed to (-1, 1), and the logarithm of its density float[n].</summary>
        public (Tensor Action, Tensor LogProb) Sample(Tensor state)
        {
            var h = _hidden.forward(state);
            var (mean, logDeviation) = (_mean.forward(h), _logDeviation.forward(h).clamp(-20, 2));
            var e = _noise(mean);
            var u = mean + (logDeviation.exp() * e);
            var stretch = 2 * (Math.Log(2) - u - functional.softplus(-2 * u));
            var logProb = (-0.5 * e.square()) - logDeviation - (0.5 * Math.Log(2 * Math.PI)) - stretch;
            return (u.tanh(), logProb.sum(1));
        }
    }
}
