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

    private static readonly (double Size, double Share)[] _gusts = Normal();

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
    /// <param name="wind">Added to every step.</param>
    /// <param name="noise">The gusts' deviation, above 0.</param>
    /// <param name="horizon">Steps.</param>
    public double Return(double wind, double noise, int horizon = 100)
    {
        var (ahead, before) = (new double[Places], new double[Places]);
        for (var left = 0; left < horizon; left++)
        {
            var fallen = _stops ? Fallen : Fallen * (left + 1);
            for (var place = 0; place < Places; place++)
            {
                var aim = PlaceAt(place) + (0.2 * _actions[place]) + wind;
                before[place] = Fates(aim, noise, x => x + Between(ahead, x), fallen).Sum(fate => fate.Share * fate.Worth);
            }

            (ahead, before) = (before, ahead);
        }

        return Between(ahead, 0);
    }

    private void Sweep(double radius, double discount)
    {
        var fallen = _stops ? Fallen : Fallen / (1 - discount);
        var aimed = new double[Places + Actions - 1];
        for (var target = 0; target < aimed.Length; target++)
        {
            var fates = Fates(PlaceAt(target - (Actions / 2)), Deviation, x => x + (discount * Value(x)), fallen);
            aimed[target] = radius > 0 ? WorstMean(fates, radius) : fates.Sum(fate => fate.Share * fate.Worth);
        }

        for (var place = 0; place < Places; place++)
        {
            var best = Enumerable.Range(0, Actions).MaxBy(action => aimed[place + action]);
            (_values[place], _actions[place]) = (aimed[place + best], -1 + (0.1 * best));
        }
    }

    /// <summary>
    /// What may become of a step that is aimed at a place, with probabilities. A gust stands for all that are nearest to it; where the edge runs through these, they are divided, lest the
    /// grids' coincidences decide.
    /// </summary>
    private static List<(double Share, double Worth)> Fates(double aim, double noise, Func<double, double> worth, double fallen)
    {
        var width = noise * 8 / (Gusts - 1);
        var fates = new List<(double, double)>(Gusts + 1);
        foreach (var (size, share) in _gusts)
        {
            var x = aim + (noise * size);
            var beyond = Math.Clamp(((x - Edge) / width) + 0.5, 0, 1);
            if (beyond < 1)
                fates.Add((share * (1 - beyond), worth(Math.Max(Least, x - (0.5 * beyond * width)))));
            if (beyond > 0)
                fates.Add((share * beyond, fallen));
        }

        return fates;
    }

    /// <summary>max over b of -b log E exp(-v / b) - b radius, concave in b and so of one summit in log b: golden section.</summary>
    private static double WorstMean(List<(double Share, double Worth)> fates, double radius)
    {
        var least = fates.Min(fate => fate.Worth);
        double Dual(double logarithm)
        {
            var b = Math.Exp(logarithm);
            var sum = 0.0;
            foreach (var (share, worth) in fates)
                sum += share * Math.Exp((least - worth) / b);
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

    /// <summary>The standard normal law on points from -4 to 4.</summary>
    private static (double Size, double Share)[] Normal()
    {
        double[] sizes = [.. Enumerable.Range(0, Gusts).Select(i => -4 + (8.0 * i / (Gusts - 1)))];
        var total = sizes.Sum(size => Math.Exp(-0.5 * size * size));
        return [.. sizes.Select(size => (size, Math.Exp(-0.5 * size * size) / total))];
    }
}
