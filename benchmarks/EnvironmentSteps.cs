using System.Diagnostics;
using System.Globalization;
using BenchmarkDotNet.Attributes;
using MLSpec.Runtime.Control;
using MLSpec.Runtime.Native;
using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>
/// A step of the pendulum of the classic-control literature, on one thread: as a tensor program with auto-reset, written by hand and generated from the library, against a loop over plain numbers in C#;
/// and of the cart and its pole, by hand and generated. The time is per environment step.
/// </summary>
public class EnvironmentSteps
{
    private const int Episodes = 4_096;
    private const float Gravity = 10, Mass = 1, Length = 1, TimeStep = 0.05f, MaxSpeed = 8;
    private readonly float[] _angle = new float[Episodes];
    private readonly float[] _speed = new float[Episodes];
    private readonly float[] _reward = new float[Episodes];
    private IEpisodes _pendulum = null!, _generatedPendulum = null!, _cartPole = null!, _generatedCartPole = null!;
    private Tensor _action = null!, _side = null!;

    [GlobalSetup]
    public void SetUp()
    {
        Torch.Start(new TorchOptions(Threads: 1));
        _pendulum = Pendulum().Open(Episodes, new RandomStream(1, "world"));
        _generatedPendulum = ControlWorlds.Pendulum.Open(Episodes, new RandomStream(1, "world"));
        _cartPole = CartPole().Open(Episodes, new RandomStream(1, "world"));
        _generatedCartPole = ControlWorlds.CartPole.Open(Episodes, new RandomStream(1, "world"));
        _action = new RandomStream(1, "actions").Uniform([Episodes, 1], -2, 2);
        _side = new RandomStream(1, "actions").Integers([Episodes], 0, 2);
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
    public void TensorProgram() => Step(_pendulum, _action);

    [Benchmark(OperationsPerInvoke = Episodes)]
    public void GeneratedPendulum() => Step(_generatedPendulum, _action);

    [Benchmark(OperationsPerInvoke = Episodes)]
    public void TensorCartPole() => Step(_cartPole, _side);

    [Benchmark(OperationsPerInvoke = Episodes)]
    public void GeneratedCartPole() => Step(_generatedCartPole, _side);

    /// <summary>Environment steps a second of the processor's time, which a busy machine does not change much: each method in turn, the best of ten rounds.</summary>
    public static int Measure()
    {
        var steps = new EnvironmentSteps();
        steps.SetUp();
        (string Name, Action Step)[] methods =
        [
            ("pendulum, by hand", steps.TensorProgram), ("pendulum, generated", steps.GeneratedPendulum),
            ("cart and pole, by hand", steps.TensorCartPole), ("cart and pole, generated", steps.GeneratedCartPole), ("pendulum, plain loop", () => steps.PlainLoop()),
        ];
        var best = new double[methods.Length];
        for (var round = 0; round < 11; round++)
            for (var i = 0; i < methods.Length; i++)
                best[i] = Math.Max(best[i], round == 0 ? Rate(methods[i].Step, 20) : Rate(methods[i].Step, 200));
        foreach (var ((name, _), rate) in methods.Zip(best))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-26} {rate / 1e6,8:F2} million steps a CPU second, {Episodes / rate * 1e6,8:F0} us a step of all"));
        return 0;
    }

    private static double Rate(Action step, int times)
    {
        var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        for (var i = 0; i < times; i++)
            step();
        process.Refresh();
        return Episodes * times / (process.TotalProcessorTime - before).TotalSeconds;
    }

    private static void Step(IEpisodes episodes, Tensor action)
    {
        episodes.Step(action);
        episodes.Restart();
    }

    private static TensorEnvironment CartPole() => new()
    {
        Name = "cart and pole",
        StateShape = [4],
        Observations = BoxSpace.Unbounded(4),
        Actions = new DiscreteSpace(2),
        Horizon = 500,
        Start = (n, random) => random.Uniform([n, 4], -0.05, 0.05),
        Step = (state, action, _) =>
        {
            const double poleMass = 0.1, mass = 1.1, halfLength = 0.5, duration = 0.02;
            var (speed, angle, turn) = (state.select(1, 1), state.select(1, 2), state.select(1, 3));
            var (sine, cosine) = (angle.sin(), angle.cos());
            var share = turn.square().mul_(sine).mul_(poleMass * halfLength / mass).add_(action.to(ScalarType.Float32), 20 / mass).sub_(10 / mass);
            var bottom = cosine.square().mul_(-poleMass * halfLength / mass).add_(halfLength * 4 / 3);
            var fall = sine.mul_(9.8).sub_(cosine * share).div_(bottom);
            var pull = share.sub_(cosine.mul_(fall).mul_(poleMass * halfLength / mass));
            return stack([state.select(1, 0).add(speed, duration), speed.add(pull, duration), angle.add(turn, duration), turn.add(fall, duration)], 1);
        },
        Reward = (state, _, _) => ones(state.size(0)),
        Stop = state => state.select(1, 0).abs().gt(2.4).logical_or_(state.select(1, 2).abs().gt(12 * Math.PI / 180)),
    };

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
