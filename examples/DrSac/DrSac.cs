using System.Collections.Concurrent;

namespace Examples;

/// <summary>The part of the experiment that is written by hand: the exact plan that learned policies are compared with.</summary>
public static partial class DrSac
{
    private static readonly ConcurrentDictionary<double, CliffPlanner> _plans = [];

    public static partial double Planned(double x, double x2, double x3) =>
        _plans.GetOrAdd(x, radius => CliffPlanner.Plan(radius, stops: false)).Return(wind: x2, noise: x3);
}
