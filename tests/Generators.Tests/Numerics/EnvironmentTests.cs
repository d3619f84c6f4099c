using Examples;
using MLSpec.Runtime.Control;
using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Generators.Tests.Numerics;

/// <summary>The environments of the library, generated from the sample that perturbs them: step by step against the published equations, by what physics keeps, and by how episodes end.</summary>
public sealed class EnvironmentTests : IDisposable
{
    private const int States = 500;

    private static readonly Lazy<GeneratedModule> _module = new(() => GeneratedModule.Of(
        "Worlds", File.ReadAllText(Path.Combine(SpecSamples.RepositoryRoot, "tests/Generators.Tests/Samples/Worlds.mlspec"))));

    private static readonly Lazy<GeneratedModule> _plain = new(() => GeneratedModule.Of("Plain", """
        module Plain

        open MLSpec.Control

        protocol weather =
            for (wind, noise) in [(0.0, 0.1); (0.1, 0.1)]
            for seed in replicates 2
            measure earned = expect e in rollout (cliff { wind = wind; noise = noise }) (fun x -> normal (0.0 - x) 0.1) by 10 -> return e
            measure length = expect e in rollout (cliff { wind = wind; noise = noise }) (fun x -> normal (0.0 - x) 0.1) by 10 -> e.length
            measure calmed = expect e in rollout (cliff { wind = 0.0; noise = noise }) (fun x -> normal (0.0 - x) 0.1) by 10 -> return e
            measure swung = expect e in rollout (acrobot {}) (uniform_policy (acrobot {})) by 10 -> return e
            report mean of earned by wind, noise
        """));

    private static readonly Lazy<CliffPlanner[]> _plans = new(() => [CliffPlanner.Plan(0, stops: false), CliffPlanner.Plan(0.3, stops: false)]);

    private readonly IDisposable _scope = NewDisposeScope();

    private static TensorEnvironment Pendulum => _module.Value.World("PendulumWorld");

    private static TensorEnvironment CartPole => _module.Value.World("CartPoleWorld", ("length", 1.0));

    private static TensorEnvironment ContinuousCartPole => _module.Value.World("ContinuousCartPoleWorld");

    private static TensorEnvironment ContinuousMountainCar => _module.Value.World("ContinuousMountainCarWorld");

    private static TensorEnvironment Acrobot => _module.Value.World("AcrobotWorld");

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void The_pendulum_moves_as_published() =>
        Compare(Pendulum, Among([-7, -8], [7, 8]), Real(-2, 2), (s, u) => ClassicControl.Pendulum(s, u));

    [Theory]
    [InlineData(0.8)]
    [InlineData(1.4)]
    public void A_longer_pendulum_too(double length) => Compare(
        _module.Value.World("PendulumWorld2", ("length", length)), Among([-7, -8], [7, 8]), Real(-2, 2), (s, u) => ClassicControl.Pendulum(s, u, l: length));

    [Fact]
    public void The_cart_pole_moves_as_published() => Compare(
        CartPole, Among([-3, -2, -0.3, -2], [3, 2, 0.3, 2]), Label(2), (s, a) => ClassicControl.CartPole(s, a == 1 ? 10 : -10));

    [Fact]
    public void The_cart_pole_with_any_force_moves_as_published() => Compare(
        ContinuousCartPole, Among([-3, -2, -0.3, -2], [3, 2, 0.3, 2]), Real(-1, 1), (s, a) => ClassicControl.CartPole(s, 30 * a));

    [Fact]
    public void A_shorter_pole_moves_as_published() => Compare(
        _module.Value.World("CartPoleWorld", ("length", 0.8)), Among([-3, -2, -0.3, -2], [3, 2, 0.3, 2]), Label(2), (s, a) => ClassicControl.CartPole(s, a == 1 ? 10 : -10, length: 0.4));

    [Fact]
    public void The_stronger_mountain_car_moves_as_published() => Compare(
        _module.Value.World("MountainCarWorld"), Among([-1.2, -0.07], [0.6, 0.07]), Label(3), (s, a) => ClassicControl.MountainCar(s, (int)a, force: 0.002));

    [Fact]
    public void The_mountain_car_with_any_throttle_moves_as_published() => Compare(
        ContinuousMountainCar, Among([-1.2, -0.07], [0.6, 0.07]), Real(-1, 1), ClassicControl.ContinuousMountainCar);

    [Fact]
    public void The_acrobot_with_a_heavier_link_moves_as_published() => Compare(
        Acrobot, Among([-Math.PI, -Math.PI, -6, -6], [Math.PI, Math.PI, 6, 6]), Label(3), (s, a) => ClassicControl.Acrobot(s, (int)a, mass2: 1.2), angles: 2);

    [Fact]
    public void The_acrobot_moves_as_published() => Compare(
        _plain.Value.World("AcrobotWorld"), Among([-Math.PI, -Math.PI, -6, -6], [Math.PI, Math.PI, 6, 6]), Label(3), (s, a) => ClassicControl.Acrobot(s, (int)a), angles: 2);

    [Fact]
    public void The_pendulum_shows_cosine_sine_and_speed()
    {
        var states = Among([-7, -8], [7, 8]);
        var (angle, speed) = (states.select(1, 0), states.select(1, 1));

        Near.To(stack([angle.cos(), angle.sin(), speed], 1), Pendulum.Observe!(states), "what is seen");
    }

    [Fact]
    public void Without_a_torque_the_pendulum_keeps_its_energy()
    {
        double Energy(Tensor s) => (Math.Pow(s[0, 1].item<float>(), 2) / 6) + (5 * Math.Cos(s[0, 0].item<float>()));
        var energies = Walk(Pendulum, tensor(new float[,] { { 2, 0 } }), zeros(1, 1), 400).Select(Energy).ToList();

        Assert.All(energies, energy => Assert.Equal(energies[0], energy, 0.6));
        Assert.Equal(energies.Take(100).Average(), energies.Skip(300).Average(), 0.05);
        Assert.True(energies.Max() - energies.Min() > 0.01, "the energy of this method swings a little");
    }

    [Fact]
    public void Without_a_torque_the_acrobot_keeps_its_energy()
    {
        var free = _plain.Value.World("AcrobotWorld");
        var path = Walk(free, tensor(new float[,] { { 0.6f, -0.4f, 0, 0 } }), ones(1, ScalarType.Int64), 50);
        var energies = path.Select(s => ClassicControl.AcrobotEnergy([.. s[0].data<float>().ToArray().Select(x => (double)x)])).ToList();

        Assert.All(energies, energy => Assert.Equal(energies[0], energy, 0.1));
        Assert.True(path[^1].sub(path[0]).abs().max().item<float>() > 0.1);
    }

    [Fact]
    public void What_is_balanced_or_at_rest_stays_there()
    {
        var upright = tensor(new float[,] { { 0.3f, 0, 0, 0 } });
        Near.To(upright, Walk(ContinuousCartPole, upright, zeros(1, 1), 100)[^1], "the pole", 0);
        Near.To(zeros(1, 4), Walk(Acrobot, zeros(1, 4), ones(1, ScalarType.Int64), 100)[^1], "the acrobot", 1e-4);
        Near.To(zeros(1, 2), Walk(Pendulum, zeros(1, 2), zeros(1, 1), 100)[^1], "the pendulum", 0);
    }

    [Fact]
    public void The_car_stays_between_the_wall_and_the_end()
    {
        var states = Among([-1.2, -0.07], [0.6, 0.07]);
        foreach (var state in Walk(ContinuousMountainCar, states, full(States, 1, -1f), 100))
        {
            Assert.InRange(state.select(1, 0).min().item<float>(), -1.2f, 0.6f);
            Assert.InRange(state.select(1, 1).abs().max().item<float>(), 0, 0.07f);
        }

        var fallen = Walk(ContinuousMountainCar, tensor(new float[,] { { -1.19f, -0.05f } }), zeros(1, 1), 1)[^1];
        Near.To(tensor(new float[,] { { -1.2f, 0 } }), fallen, "at the wall", 0);
    }

    [Fact]
    public void What_worlds_have_in_common_is_written_once()
    {
        Assert.Equal(["CliffWorld", "CliffWorld2"], _plain.Value.Members.Where(m => m.StartsWith("CliffWorld", StringComparison.Ordinal)));
        Assert.Equal(["CliffReward"], _plain.Value.Members.Where(m => m.StartsWith("CliffReward", StringComparison.Ordinal)));
        Assert.Equal(["CliffStep", "CliffStep2"], _plain.Value.Members.Where(m => m.StartsWith("CliffStep", StringComparison.Ordinal)));
    }

    [Fact]
    public void Episodes_start_where_they_are_said_to()
    {
        Bounds(Pendulum, [-Math.PI, -1], [Math.PI, 1]);
        Bounds(CartPole, [-0.05, -0.05, -0.05, -0.05], [0.05, 0.05, 0.05, 0.05]);
        Bounds(ContinuousMountainCar, [-0.6, 0], [-0.4, 0]);
        Bounds(Acrobot, [-0.1, -0.1, -0.1, -0.1], [0.1, 0.1, 0.1, 0.1]);
    }

    [Fact]
    public void An_episode_stops_or_is_cut_off()
    {
        var pushed = Play(CartPole, (seen, _) => ones(seen.size(0), ScalarType.Int64));
        Assert.True(pushed.Stopped.all().item<bool>());
        Assert.InRange(pushed.Length.max().item<long>(), 5, 20);
        Near.To(pushed.Length.to(ScalarType.Float32), pushed.Return, "one for every step");

        var idle = Play(_module.Value.World("MountainCarWorld"), (seen, _) => ones(seen.size(0), ScalarType.Int64));
        Assert.False(idle.Stopped.any().item<bool>());
        Near.To(full(100, -200f), idle.Return, "a step costs 1");

        var swung = Play(Pendulum, (seen, _) => zeros(seen.size(0), 1));
        Assert.False(swung.Stopped.any().item<bool>());
        Assert.Equal(200, swung.Length.min().item<long>());
    }

    [Fact]
    public void Who_gains_speed_gets_up_the_hill()
    {
        var outcomes = Play(ContinuousMountainCar, (seen, _) => seen.narrow(1, 1, 1).sign());

        Assert.True(outcomes.Stopped.all().item<bool>());
        Assert.InRange(outcomes.Return.min().item<float>(), 80, 100);
    }

    /// <summary>The values of the published comparison, which puts the edge of the cliff between points of its grids.</summary>
    [Theory]
    [InlineData(0.0, 12.06)]
    [InlineData(0.1, 10.18)]
    [InlineData(0.3, 8.28)]
    [InlineData(0.5, 7.04)]
    public void The_robust_values_of_the_cliff_are_the_known_ones(double radius, double value) =>
        Assert.Equal(value, CliffPlanner.Plan(radius, stops: false).Value(0), 0.6);

    /// <summary>
    /// The exact return of a plan is that of 4,000 episodes in the generated environment. Those of the published comparison, in which the action is that of the place of the grid below, agree as far
    /// as two grids do.
    /// </summary>
    [Theory]
    [InlineData(0.0, 0.1, 59.8, 56.8)]
    [InlineData(0.05, 0.1, 39.0, 61.0)]
    [InlineData(0.1, 0.1, 4.5, 57.6)]
    [InlineData(0.15, 0.1, -13.2, 18.0)]
    [InlineData(0.0, 0.15, 8.0, 44.6)]
    [InlineData(0.0, 0.2, -10.6, 9.1)]
    public void Plans_earn_on_the_generated_cliff_what_is_known(double wind, double noise, double nominal, double robust)
    {
        var cliff = _plain.Value.World("CliffWorld", ("wind", wind), ("noise", noise));
        foreach (var (planner, known) in new[] { (_plans.Value[0], nominal), (_plans.Value[1], robust) })
        {
            Assert.Equal(planner.Return(wind, noise), Played(cliff, planner.Action), 1.5);
            Assert.Equal(known, Played(cliff, x => planner.Action(x - 0.01)), 4.0);
        }
    }

    [Fact]
    public void Where_an_episode_ends_at_the_edge_a_fall_costs_less()
    {
        var (stopping, going) = (CliffPlanner.Plan(0, stops: true), _plans.Value[0]);

        Assert.True(stopping.Value(0) > going.Value(0) + 0.1);
        Assert.True(stopping.Return(0.1, 0.1) > going.Return(0.1, 0.1) + 5);
    }

    private static double Played(TensorEnvironment cliff, Func<double, double> action)
    {
        Tensor Policy(Tensor seen, RandomStream _) => tensor([.. seen.data<float>().ToArray().Select(x => (float)action(x))]);
        return Rollout.Run(cliff, Policy, 4_000, new RandomStream(1, "world"), new RandomStream(1, "policy")).Return.mean().item<float>();
    }

    private static EpisodeOutcomes Play(TensorEnvironment environment, Policy policy) =>
        Rollout.Run(environment, policy, 100, new RandomStream(1, "world"), new RandomStream(1, "policy"));

    /// <summary>The states of episodes that go on whatever happens.</summary>
    private static List<Tensor> Walk(TensorEnvironment environment, Tensor start, Tensor action, int steps)
    {
        var states = new List<Tensor> { start };
        for (var step = 0; step < steps; step++)
            states.Add(environment.Step(states[^1], action, new RandomStream(1, "step")));
        return states;
    }

    private static void Bounds(TensorEnvironment environment, double[] low, double[] high)
    {
        var starts = environment.Start(2_000, new RandomStream(1, "start"));
        for (var i = 0; i < low.Length; i++)
        {
            var width = high[i] - low[i];
            var (least, most) = (starts.select(1, i).min().item<float>(), starts.select(1, i).max().item<float>());
            Assert.InRange(least, low[i] - 1e-6, low[i] + (0.02 * width) + 1e-6);
            Assert.InRange(most, high[i] - (0.02 * width) - 1e-6, high[i] + 1e-6);
        }
    }

    private static Tensor Among(double[] low, double[] high)
    {
        var random = new RandomStream(7, "states");
        return stack([.. low.Zip(high, (l, h) => random.Uniform([States], l, h))], 1);
    }

    private static Tensor Real(double low, double high) => new RandomStream(8, "actions").Uniform([States, 1], low, high);

    private static Tensor Label(int count) => new RandomStream(8, "actions").Integers([States], 0, count);

    /// <param name="angles">How many of the first numbers of a state are angles, of which -pi is pi.</param>
    private static void Compare(TensorEnvironment environment, Tensor states, Tensor actions, Func<double[], double, ClassicControl.Outcome> step, int angles = 0)
    {
        var width = (int)states.size(1);
        var given = states.data<float>().ToArray();
        var chosen = actions.to(ScalarType.Float32).flatten().data<float>().ToArray();
        var next = environment.Step(states, actions, new RandomStream(1, "step"));
        var after = next.contiguous().data<float>().ToArray();
        var rewards = environment.Reward(states, actions, next).contiguous().data<float>().ToArray();
        var ends = environment.Stop?.Invoke(next).data<bool>().ToArray() ?? new bool[States];
        for (var row = 0; row < States; row++)
        {
            var outcome = step([.. given.Skip(row * width).Take(width).Select(x => (double)x)], chosen[row]);
            for (var i = 0; i < width; i++)
            {
                var off = after[(row * width) + i] - outcome.State[i];
                Assert.InRange(Math.Abs(i < angles ? Math.IEEERemainder(off, 2 * Math.PI) : off), 0, 1e-5 * Math.Max(1, Math.Abs(outcome.State[i])));
            }

            Assert.Equal(outcome.Reward, rewards[row], 1e-5 * Math.Max(1, Math.Abs(outcome.Reward)));
            Assert.Equal(outcome.IsEnd, ends[row]);
        }

        Assert.True(environment.Stop is null || ends.Distinct().Count() == 2, "some episodes end and some go on");
    }
}
