using MLSpec.Runtime.Uncertainty;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Uncertainty.WorstCase;

/// <summary>What a set of distributions is by its definition, in plain doubles: the truth that the solvers are held against.</summary>
/// <param name="Weights">The solver of the runtime: values, radius, nominal probabilities.</param>
/// <param name="Size">How far q is from p: q belongs to the set when this is at most the radius.</param>
/// <param name="Dual">The infimum of the dual function, computed without the solver, for a radius above 0.</param>
/// <param name="Radii">From the smallest set to one that holds everything.</param>
internal sealed record ProbabilityBall(
    string Name,
    Func<Tensor, double, Tensor?, Tensor> Weights,
    Func<double[], double[], double> Size,
    Func<double[], double[], double, double> Dual,
    double[] Radii)
{
    public static IReadOnlyList<ProbabilityBall> All { get; } =
    [
        new("kl", (f, r, p) => KlBall.Weights(f, r, p), Kl, KlDual, [0, 1e-6, 0.01, 0.1, 0.5, 1, 2, 50]),
        new("chi2", (f, r, p) => Chi2Ball.Weights(f, r, p), Chi2, Chi2Dual, [0, 1e-6, 0.01, 0.1, 0.5, 1, 3, 1000]),
        new("tv", (f, r, p) => TvBall.Weights(f, r, p), TotalVariation, TvDual, [0, 1e-6, 0.01, 0.1, 0.3, 0.7, 0.9, 1]),
        new("cvar", (f, r, p) => Cvar.Weights(f, 1 / (1 + r), p), Density, CvarDual, [0, 1e-6, 0.01, 0.1, 0.5, 1, 4, 1000]),
    ];

    public static ProbabilityBall Named(string name) => All.Single(b => b.Name == name);

    public double[] Solve(double[] f, double radius, double[]? p = null)
    {
        using var scope = NewDisposeScope();
        return [.. Weights(tensor(f), radius, p is null ? null : tensor(p)).data<double>()];
    }

    public override string ToString() => Name;

    private static double Kl(double[] q, double[] p) => q.Zip(p, (a, b) => a == 0 ? 0 : a * Math.Log(a / b)).Sum();

    private static double Chi2(double[] q, double[] p) => q.Zip(p, (a, b) => a == b ? 0 : (a - b) * (a - b) / b).Sum();

    private static double TotalVariation(double[] q, double[] p) => q.Zip(p, (a, b) => a > 0 && b == 0 ? double.PositiveInfinity : Math.Abs(a - b) / 2).Sum();

    /// <summary>The largest density, above 1: with the fraction 1 / (1 + radius).</summary>
    private static double Density(double[] q, double[] p) => q.Zip(p, (a, b) => a == 0 ? 0 : a / b).Max() - 1;

    private static double KlDual(double[] f, double[] p, double radius) => Smallest(-35, 20, s =>
    {
        var b = Math.Exp(s);
        var top = f.Where((_, i) => p[i] > 0).Max();
        return top + (b * Math.Log(f.Zip(p, (v, w) => w == 0 ? 0 : w * Math.Exp((v - top) / b)).Sum())) + (b * radius);
    });

    private static double Chi2Dual(double[] f, double[] p, double radius)
    {
        // eta below the largest value by exp s.
        var top = f.Where((_, i) => p[i] > 0).Max();
        return Smallest(-35, 20, s =>
        {
            var eta = top - Math.Exp(s);
            return eta + Math.Sqrt((1 + radius) * f.Zip(p, (v, w) => w * Math.Pow(Math.Max(v - eta, 0), 2)).Sum());
        });
    }

    private static double TvDual(double[] f, double[] p, double radius)
    {
        // (1 - radius) CVaR of the fraction 1 - radius plus radius times the maximum.
        var top = f.Where((_, i) => p[i] > 0).Max();
        return radius >= 1 ? top : (radius * top) + f.Min(eta => ((1 - radius) * eta) + f.Zip(p, (v, w) => w * Math.Max(v - eta, 0)).Sum());
    }

    private static double CvarDual(double[] f, double[] p, double radius) =>
        f.Min(eta => eta + ((1 + radius) * f.Zip(p, (v, w) => w * Math.Max(v - eta, 0)).Sum()));

    /// <summary>The minimum of a convex function of e^s, by golden section.</summary>
    private static double Smallest(double low, double high, Func<double, double> f)
    {
        var ratio = (Math.Sqrt(5) - 1) / 2;
        for (var i = 0; i < 200; i++)
        {
            var (a, b) = (high - (ratio * (high - low)), low + (ratio * (high - low)));
            (low, high) = f(a) <= f(b) ? (low, b) : (a, high);
        }

        return f((low + high) / 2);
    }
}
