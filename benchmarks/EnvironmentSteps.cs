using BenchmarkDotNet.Attributes;
using MLSpec.Runtime.Control;
using MLSpec.Runtime.Native;
using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>
/// A step of the pendulum of the classic-control literature, on one thread: as a tensor program with auto-reset against a loop over plain
/// numbers in C#. The time is per environment step.
/// </summary>
public class EnvironmentSteps
{
    private const int Episodes = 4_096;
    private const float Gravity = 10, Mass = 1, Length = 1, TimeStep = 0.05f, MaxSpeed = 8;
    private readonly float[] _angle = new float[Episodes];
    private readonly float[] _speed = new float[Episodes];
    private readonly float[] _reward = new float[Episodes];
    private IEpisodes _episodes = null!;
    private Tensor _action = null!;

    [GlobalSetup]
    public void SetUp()
    {
        Torch.Start(new TorchOptions(Threads: 1));
        _episodes = Pendulum().Open(Episodes, new RandomStream(1, "world"));
        _action = new RandomStream(1, "actions").Uniform([Episodes, 1], -2, 2);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Episodes)]
    public float PlainLoop()
    {
        var action = _action.data<float>().ToArray();
        for (var i = 0; i < Episodes; i++)
        {
            var torque = Math.Clamp(action[i], -2, 2);
            var wrapped = MathF.IEEERemainder(_angle[i], 2 * MathF.PI);
            _reward[i] = -((wrapped * wrapped) + (0.1f * _speed[i] * _speed[i]) + (0.001f * torque * torque));
            var acceleration = (3 * Gravity / (2 * Length) * MathF.Sin(_angle[i])) + (3 / (Mass * Length * Length) * torque);
            _speed[i] = Math.Clamp(_speed[i] + (acceleration * TimeStep), -MaxSpeed, MaxSpeed);
            _angle[i] += _speed[i] * TimeStep;
        }
        return _reward[0];
    }

    [Benchmark(OperationsPerInvoke = Episodes)]
    public void TensorProgram()
    {
        _episodes.Step(_action);
        _episodes.Restart();
    }

    private static TensorEnvironment Pendulum() => new()
    {
        Name = "pendulum",
        StateShape = [2],
        Observations = new BoxSpace([-1, -1, -MaxSpeed], [1, 1, MaxSpeed], [3]),
        Actions = new BoxSpace(-2, 2, 1),
        Horizon = 200,
        Start = (n, random) => cat([random.Uniform([n, 1], -Math.PI, Math.PI), random.Uniform([n, 1], -1)], 1),
        Step = (state, action, _) =>
        {
            var angle = state.narrow(1, 0, 1);
            var acceleration = angle.sin().mul_(3 * Gravity / (2 * Length)).add_(action, 3 / (Mass * Length * Length));
            var speed = acceleration.mul_(TimeStep).add_(state.narrow(1, 1, 1)).clamp_(-MaxSpeed, MaxSpeed);
            return cat([angle.add(speed, TimeStep), speed], 1);
        },
        Reward = (state, action, _) =>
        {
            var angle = state.select(1, 0);
            var wrapped = (angle + Math.PI).remainder_(2 * Math.PI).sub_(Math.PI).pow_(2);
            return wrapped.add_(state.select(1, 1).square(), 0.1).add_(action.squeeze(1).square(), 0.001).neg_();
        },
        Observe = state =>
        {
            var angle = state.narrow(1, 0, 1);
            return cat([angle.cos(), angle.sin(), state.narrow(1, 1, 1)], 1);
        },
    };
}
