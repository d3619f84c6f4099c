using MLSpec.Runtime.Control;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Control;

/// <summary>
/// A walk along a cliff, with policies from dynamic programming on a grid, nominal and robust in a Kullback-Leibler ball of 0.3. The
/// returns agree with those of an independent implementation (4,000 episodes each) as far as two grids do: the nominal policy falls under
/// wind and noise, the robust one holds.
/// </summary>
public sealed class CliffTests
{
    private const int _episodes = 4_000;
    private static readonly Lazy<Cliff> _nominal = new(() => Cliff.Solve(radius: 0));
    private static readonly Lazy<Cliff> _robust = new(() => Cliff.Solve(radius: 0.3));

    [Theory]
    [InlineData(0.0, 0.1, 59.8, 56.8)]
    [InlineData(0.05, 0.1, 39.0, 61.0)]
    [InlineData(0.1, 0.1, 4.5, 57.6)]
    [InlineData(0.15, 0.1, -13.2, 18.0)]
    [InlineData(0.0, 0.15, 8.0, 44.6)]
    [InlineData(0.0, 0.2, -10.6, 9.1)]
    public void ReturnsUnderWindAndNoiseAreTheKnownOnes(double wind, double noise, double nominal, double robust)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(nominal, MeanReturn(_nominal.Value, wind, noise), 7.0);
        Assert.Equal(robust, MeanReturn(_robust.Value, wind, noise), 7.0);
    }

    private static double MeanReturn(Cliff cliff, double wind, double noise)
    {
        var environment = Cliff.Environment(wind, noise);
        return Rollout.Run(environment, cliff.Policy, _episodes, Worlds.World(), Worlds.Choices()).Return.mean().item<float>();
    }

    /// <summary>The solved control problem: reward x up to the edge at 1, and -0.25 for ever beyond it.</summary>
    private sealed class Cliff
    {
        private const int _states = 126, _actions = 21, _noises = 57;
        private const double _discount = 0.95, _deviation = 0.1, _fallen = -0.25;
        private readonly double[] _value = new double[_states];
        private readonly float[] _action = new float[_states];

        /// <summary>Beyond the edge an episode goes on, and pays.</summary>
        public static TensorEnvironment Environment(double wind, double noise) => new()
        {
            Name = "cliff",
            StateShape = [],
            Observations = new BoxSpace(-1.5, 1.5),
            Actions = new BoxSpace(-1, 1),
            Horizon = 100,
            Start = (n, random) => zeros(n, device: random.Device),
            Step = (x, a, random) =>
                where(x.gt(1), full_like(x, 1.5), (x + (0.2 * a) + random.Normal(x.shape, wind, noise)).clamp(-1.5, 1.5)),
            Reward = (_, _, next) => where(next.le(1), next, full_like(next, _fallen)),
        };

        public static Cliff Solve(double radius)
        {
            var cliff = new Cliff();
            for (var sweep = 0; sweep < 200; sweep++)
                cliff.Sweep(radius);
            return cliff;
        }

        public Tensor Policy(Tensor observation, Runtime.Random.RandomStream random)
        {
            using var table = tensor(_action);
            using var place = ((observation + 1.5) / 0.02).round().clamp(0, _states - 1).to(ScalarType.Int64);
            return table.index_select(0, place);
        }

        /// <summary>The states are 0.02 apart and so are the moves of 0.2 a, so that few places are aimed at.</summary>
        private void Sweep(double radius)
        {
            var worths = new double[_noises];
            var aimed = new double[_states + _actions - 1];
            for (var place = 0; place < aimed.Length; place++)
            {
                var target = -1.5 + (0.02 * (place - (_actions / 2)));
                for (var i = 0; i < _noises; i++)
                    worths[i] = Worth(_value, Math.Clamp(target + (_deviation * Noise(i)), -1.5, 1.5));
                aimed[place] = radius > 0 ? WorstCase(worths, radius) : Expectation(worths);
            }
            for (var state = 0; state < _states; state++)
            {
                var best = Enumerable.Range(0, _actions).MaxBy(action => aimed[state + action]);
                (_value[state], _action[state]) = (aimed[state + best], (float)(-1 + (0.1 * best)));
            }
        }

        /// <summary>Reward and discounted value of the state reached, interpolated.</summary>
        private static double Worth(double[] value, double x)
        {
            if (x > 1)
                return _fallen / (1 - _discount);
            var place = (x + 1.5) / 0.02;
            var left = Math.Min((int)place, _states - 2);
            return x + (_discount * (value[left] + ((place - left) * (value[left + 1] - value[left]))));
        }

        private static double Expectation(double[] worths) => worths.Select((worth, i) => Weight(i) * worth).Sum();

        /// <summary>max over b of -b log E exp(-v / b) - b radius, concave in b: golden section over log b.</summary>
        private static double WorstCase(double[] worths, double radius)
        {
            var least = worths.Min();
            double Dual(double logarithm)
            {
                var b = Math.Exp(logarithm);
                var sum = 0.0;
                for (var i = 0; i < _noises; i++)
                    sum += Weight(i) * Math.Exp((least - worths[i]) / b);
                return least - (b * Math.Log(sum)) - (b * radius);
            }
            var (low, high, ratio) = (-5.0, 4.0, 0.6180339887);
            var (inner, outer) = (high - (ratio * (high - low)), low + (ratio * (high - low)));
            var (atInner, atOuter) = (Dual(inner), Dual(outer));
            for (var i = 0; i < 20; i++)
                if (atInner > atOuter)
                    (high, outer, atOuter, inner, atInner) =
                        (outer, inner, atInner, outer - (ratio * (outer - low)), Dual(outer - (ratio * (outer - low))));
                else
                    (low, inner, atInner, outer, atOuter) =
                        (inner, outer, atOuter, inner + (ratio * (high - inner)), Dual(inner + (ratio * (high - inner))));
            return Math.Max(atInner, atOuter);
        }

        private static readonly double[] _weights = Normalised();

        private static double Weight(int i) => _weights[i];

        private static double Noise(int i) => -4 + (8.0 * i / (_noises - 1));

        private static double[] Normalised()
        {
            double[] densities = [.. Enumerable.Range(0, _noises).Select(i => Math.Exp(-0.5 * Noise(i) * Noise(i)))];
            return [.. densities.Select(density => density / densities.Sum())];
        }
    }
}
