using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Tests.Lowering;

/// <summary>The worst-case weights that the runtime's solvers compute, found by bisection on the multipliers of their definitions.</summary>
internal static class WorstCase
{
    /// <param name="given">The arguments: a number stands in the first item.</param>
    public static double[] Weights(Reweighting reweighting, double[] values, double[][] given, double[] nominal)
    {
        var f = reweighting.IsLargest ? values : [.. values.Select(v => -v)];
        return reweighting.Member switch
        {
            "Uncertainty.KlBall.Weights" => Tilted(f, given[0][0], nominal),
            "Uncertainty.Chi2Ball.Weights" => Cut(f, given[0][0], nominal),
            "Uncertainty.TvBall.Weights" => Moved(f, given[0][0], nominal),
            "Uncertainty.Cvar.Weights" => [.. Tail(f, given[0][0], nominal).Select(w => w / given[0][0])],
            "Uncertainty.Groups.Weights" => Group(f, given[0], nominal),
            var member => throw new NotSupportedException(member),
        };
    }

    /// <summary>The b that minimises b log E_p exp(f / b) + b radius, by golden section in log b.</summary>
    public static double Multiplier(double[] f, double radius, double[] p)
    {
        double Dual(double s) => Math.Exp(s) * (Math.Log(f.Zip(p, (v, w) => w * Math.Exp((v - f.Max()) / Math.Exp(s))).Sum()) + radius);
        var (low, high, ratio) = (-12.0, 12.0, (Math.Sqrt(5) - 1) / 2);
        for (var i = 0; i < 100; i++)
        {
            var (a, b) = (high - (ratio * (high - low)), low + (ratio * (high - low)));
            (low, high) = Dual(a) <= Dual(b) ? (low, b) : (a, high);
        }

        return Math.Exp((low + high) / 2);
    }

    private static double[] Tilted(double[] f, double radius, double[] p)
    {
        double[] Law(double t) => Normalised(f.Zip(p, (v, w) => w * Math.Exp(t * (v - f.Max()))));
        double Divergence(double[] q) => q.Zip(p, (a, b) => a == 0 ? 0 : a * Math.Log(a / b)).Sum();
        return Law(Largest(0, 1e4, t => Divergence(Law(t)) <= radius));
    }

    private static double[] Cut(double[] f, double radius, double[] p)
    {
        double[] Law(double depth) => Normalised(f.Zip(p, (v, w) => w * Math.Max(v - f.Max() + depth, 0)));
        double Divergence(double[] q) => q.Zip(p, (a, b) => (a - b) * (a - b) / b).Sum();
        return Law(1 / Largest(1e-9, 1e9, s => Divergence(Law(1 / s)) <= radius));
    }

    private static double[] Moved(double[] f, double radius, double[] p)
    {
        var taken = Tail([.. f.Select(v => -v)], radius, p);
        var left = p.Zip(taken, (a, b) => a - b).ToArray();
        left[Enumerable.Range(0, f.Length).Where(i => p[i] > 0).MaxBy(i => f[i])] += taken.Sum();
        return left;
    }

    /// <summary>The part of p that makes up a mass with the largest values.</summary>
    private static double[] Tail(double[] f, double mass, double[] p)
    {
        var tail = new double[f.Length];
        foreach (var i in Enumerable.Range(0, f.Length).OrderByDescending(i => f[i]))
        {
            tail[i] = Math.Min(p[i], mass);
            mass -= tail[i];
        }

        return tail;
    }

    private static double[] Group(double[] f, double[] groups, double[] p)
    {
        var worst = groups.Distinct().MaxBy(g => Enumerable.Range(0, f.Length).Where(i => groups[i] == g).Sum(i => p[i] * f[i])
            / Enumerable.Range(0, f.Length).Where(i => groups[i] == g).Sum(i => p[i]));
        return Normalised(p.Select((w, i) => groups[i] == worst ? w : 0));
    }

    private static double[] Normalised(IEnumerable<double> weights) => weights.ToArray() is var all ? [.. all.Select(w => w / all.Sum())] : [];

    /// <summary>The largest number for which a monotone condition holds, by bisection.</summary>
    private static double Largest(double low, double high, Func<double, bool> holds)
    {
        for (var i = 0; i < 200; i++)
            (low, high) = holds((low + high) / 2) ? ((low + high) / 2, high) : (low, (low + high) / 2);
        return low;
    }
}
