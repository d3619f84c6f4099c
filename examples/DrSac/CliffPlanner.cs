namespace Examples;

/// <summary>
/// The walk along a cliff solved by dynamic programming: the reference line that learned policies are compared with. The place x, in [-1.5, 1], earns itself; an action a in [-1, 1] moves by 0.2 a
/// and a normal gust; beyond 1 the reward is -0.25. Plans are made for calm weather (no wind, gusts of deviation 0.1) and the worst law of the next place in a Kullback-Leibler ball around the
/// nominal one (Iyengar, 2005; Nilim and El Ghaoui, 2005), on a grid of places 0.02 apart with 21 actions, whose moves are 0.02 apart too, and 57 gusts.
/// </summary>
public sealed class CliffPlanner
{
    private const int Places = 126, Actions = 21, Gusts = 57, Sweeps = 250;
    private const double Least = -1.5, Edge = 1, Spacing = 0.02, Deviation = 0.1, Fallen = -0.25;

    private static readonly double[] _gusts = [.. Enumerable.Range(0, Gusts).Select(i => -4 + (8.0 * i / (Gusts - 1)))];
    private static readonly double[] _shares = Shares();

    private readonly double[] _values = new double[Places];
    private readonly double[] _actions = new double[Places];
    private readonly bool _stops;

    private CliffPlanner(bool stops) => _stops = stops;

    /// <summary>The best plan against the worst laws.</summary>
    /// <param name="radius">Of the ball, in nats; 0 for the nominal law alone.</param>
    /// <param name="stops">Whether an episode ends beyond the edge, rather than earning -0.25 for ever.</param>
    /// <param name="discount">What a reward one step later is worth, from 0 to below 1.</param>
    public static CliffPlanner Plan(double radius, bool stops, double discount = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        ArgumentOutOfRangeException.ThrowIfNegative(discount);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(discount, 1);
        var planner = new CliffPlanner(stops);
        for (var sweep = 0; sweep < Sweeps; sweep++)
            planner.Sweep(radius, discount);
        return planner;
    }

    /// <summary>The discounted value of a place under the plan and the worst laws; between places of the grid in straight lines.</summary>
    public double Value(double x) => Between(_values, x);

    /// <summary>The plan's action at the nearest place of the grid.</summary>
    public double Action(double x) => _actions[(int)Math.Clamp(Math.Round((x - Least) / Spacing), 0, Places - 1)];

    /// <summary>What an episode of the plan earns in the mean, undiscounted, from 0 in other weather: backwards over its steps, up to the grid and the gusts.</summary>
    /// <param name="noise">The gusts' deviation, above 0.</param>
    public double Return(double wind, double noise, int horizon = 100)
    {
        var (ahead, before) = (new double[Places], new double[Places]);
        for (var left = 0; left < horizon; left++)
        {
            var fallen = _stops ? Fallen : Fallen * (left + 1);
            for (var place = 0; place < Places; place++)
            {
                var aim = PlaceAt(place) + (0.2 * _actions[place]) + wind;
                var (mean, values) = (0.0, ahead);
                for (var i = 0; i < Gusts; i++)
                {
                    var x = Math.Max(Least, aim + (noise * _gusts[i]));
                    mean += _shares[i] * (x > Edge ? fallen : x + Between(values, x));
                }

                before[place] = mean;
            }

            (ahead, before) = (before, ahead);
        }

        return Between(ahead, 0);
    }

    private void Sweep(double radius, double discount)
    {
        var fallen = _stops ? Fallen : Fallen / (1 - discount);
        var worths = new double[Gusts];
        var aimed = new double[Places + Actions - 1];
        for (var target = 0; target < aimed.Length; target++)
        {
            for (var i = 0; i < Gusts; i++)
            {
                var x = Math.Max(Least, PlaceAt(target - (Actions / 2)) + (Deviation * _gusts[i]));
                worths[i] = x > Edge ? fallen : x + (discount * Value(x));
            }

            aimed[target] = radius > 0 ? WorstMean(worths, radius) : _shares.Zip(worths, (share, worth) => share * worth).Sum();
        }

        for (var place = 0; place < Places; place++)
        {
            var best = Enumerable.Range(0, Actions).MaxBy(action => aimed[place + action]);
            (_values[place], _actions[place]) = (aimed[place + best], -1 + (0.1 * best));
        }
    }

    /// <summary>max over b of -b log E exp(-v / b) - b radius, concave in b and so of one summit in log b: golden section.</summary>
    private static double WorstMean(double[] values, double radius)
    {
        var least = values.Min();
        double Dual(double logarithm)
        {
            var b = Math.Exp(logarithm);
            var sum = 0.0;
            for (var i = 0; i < Gusts; i++)
                sum += _shares[i] * Math.Exp((least - values[i]) / b);
            return least - (b * Math.Log(sum)) - (b * radius);
        }

        const double ratio = 0.6180339887498949;
        var (low, high) = (-5.0, 4.0);
        var (inner, outer) = (high - (ratio * (high - low)), low + (ratio * (high - low)));
        var (atInner, atOuter) = (Dual(inner), Dual(outer));
        for (var i = 0; i < 20; i++)
        {
            if (atInner > atOuter)
            {
                (high, outer, atOuter) = (outer, inner, atInner);
                inner = high - (ratio * (high - low));
                atInner = Dual(inner);
            }
            else
            {
                (low, inner, atInner) = (inner, outer, atOuter);
                outer = low + (ratio * (high - low));
                atOuter = Dual(outer);
            }
        }

        return Math.Max(atInner, atOuter);
    }

    private static double PlaceAt(int index) => Least + (Spacing * index);

    private static double Between(double[] values, double x)
    {
        var place = (x - Least) / Spacing;
        var left = Math.Clamp((int)place, 0, Places - 2);
        return values[left] + ((place - left) * (values[left + 1] - values[left]));
    }

    /// <summary>The probabilities of the gusts, proportional to the normal density.</summary>
    private static double[] Shares()
    {
        double[] densities = [.. _gusts.Select(gust => Math.Exp(-0.5 * gust * gust))];
        return [.. densities.Select(density => density / densities.Sum())];
    }
}
