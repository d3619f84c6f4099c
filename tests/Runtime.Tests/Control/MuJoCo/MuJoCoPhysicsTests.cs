using MLSpec.Runtime.Control.MuJoCo;
using static MLSpec.Runtime.Control.MuJoCo.PhysicalChange;
using static MLSpec.Runtime.Control.MuJoCo.PhysicalQuantity;

namespace MLSpec.Runtime.Tests.Control.MuJoCo;

/// <summary>What MuJoCo computes through our binding, against closed forms: a wrong field, unit or sign shows here.</summary>
public sealed class MuJoCoPhysicsTests
{
    private const double _step = 0.001;

    /// <summary>Semi-implicit Euler: v_k = k h F/m and x_k = h^2 F/m k (k + 1) / 2.</summary>
    [MuJoCoFact]
    public void AConstantForceAcceleratesByForceOverMass()
    {
        var path = Bodies.Run(new(Bodies.Cart()), 500, action: 3);
        foreach (var k in (int[])[1, 10, 500])
        {
            Assert.Equal(k * _step * 1.5, path[k - 1].Velocity, 1e-9);
            Assert.Equal(_step * _step * 1.5 * k * (k + 1) / 2, path[k - 1].Position, 1e-9);
        }
    }

    [MuJoCoFact]
    public void AFrameSkipIsThatManySteps()
    {
        var single = Bodies.Run(new(Bodies.Cart(damping: 1, stiffness: 4)), 50, action: 2);
        var environment = new MuJoCoEnvironment(Bodies.Cart(damping: 1, stiffness: 4, frameSkip: 5));
        Assert.Equal(0.005, environment.Elapsed, 1e-12);
        Assert.Equal(single.Where((_, i) => i % 5 == 4), Bodies.Run(environment, 10, action: 2));
    }

    /// <summary>Damping is integrated implicitly: v falls by 1 / (1 + h b / m) a step, from a start at F h / m.</summary>
    [MuJoCoFact]
    public void DampingSlowsByItsAmount()
    {
        foreach (var factor in (double[])[1, 0.5, 3])
        {
            var environment = new MuJoCoEnvironment(Bodies.Cart(damping: 4), [Scale(Damping, "rail", factor)]);
            var velocity = Bodies.Run(environment, 400, action: 8).Select(point => point.Velocity).ToArray();
            var (decay, limit) = (1 / (1 + (_step * 4 * factor / 2)), 8 / (4 * factor));
            Assert.Equal(limit * (1 - Math.Pow(decay, 400)), velocity[^1], 1e-9);
        }
    }

    /// <summary>A mass on a spring swings with period 2 pi sqrt(m / k): it passes the middle after a quarter.</summary>
    [MuJoCoFact]
    public void StiffnessAndMassSetThePeriod()
    {
        double Quarter(params PhysicalChange[] changes) =>
            _step * Bodies.Run(new(Bodies.Cart(stiffness: 50).From(0.2), changes), 900).TakeWhile(point => point.Position > 0).Count();
        Assert.Equal(Math.PI / 2 * Math.Sqrt(2 / 50.0), Quarter(), 0.002);
        Assert.Equal(Math.PI / 2 * Math.Sqrt(2 / 12.5), Quarter(Scale(Stiffness, "rail", 0.25)), 0.002);
        Assert.Equal(Math.PI / 2 * Math.Sqrt(2 / 25.0), Quarter(Set(Stiffness, "rail", 25)), 0.002);
        Assert.Equal(Math.PI / 2 * Math.Sqrt(1 / 50.0), Quarter(Scale(Mass, "cart", 0.5)), 0.002);
        Assert.Equal(Math.PI / 2 * Math.Sqrt(5 / 50.0), Quarter(Set(Mass, "cart", 5)), 0.002);
    }

    /// <summary>Over 5 s from 2 rad, energy is kept: a rod's is m l^2 v^2 / 6 - m g l cos(x) / 2.</summary>
    [MuJoCoFact]
    public void APendulumKeepsItsEnergy()
    {
        var path = Bodies.Run(new(Bodies.Pendulum().From(2)), 5_000);
        var energy = path.Select(point => (point.Velocity * point.Velocity / 6) - (9.81 * Math.Cos(point.Position) / 2)).ToArray();
        Assert.InRange(energy.Max() - energy.Min(), 0, 1e-5);
        Assert.Equal(-9.81 * Math.Cos(2) / 2, energy[0], 1e-3);
        Assert.True(path.Max(point => Math.Abs(point.Velocity)) > 4);
    }

    /// <summary>
    /// The period of a rod is 2 pi sqrt(2 l / 3 g) times the pendulum's elliptic factor 1 / agm(1, cos(x0 / 2)).
    /// </summary>
    [MuJoCoFact]
    public void LengthSetsThePeriodOfAPendulum()
    {
        double Quarter(double amplitude, params PhysicalChange[] changes) =>
            _step * Bodies.Run(new(Bodies.Pendulum().From(amplitude), changes), 1_500).TakeWhile(point => point.Position > 0).Count();
        foreach (var amplitude in (double[])[0.1, 1.5])
            foreach (var factor in (double[])[1, 0.5, 1.5])
                Assert.Equal(Math.PI / 2 * Math.Sqrt(2 * factor / (3 * 9.81)) / ArithmeticGeometricMean(1, Math.Cos(amplitude / 2)),
                    Quarter(amplitude, Scale(Length, "rod", factor)), 0.0015);
    }

    [MuJoCoFact]
    public void ALongerRodIsHeavierAndItsInertiaFollows()
    {
        var rod = new MuJoCoEnvironment(Bodies.Pendulum());
        Assert.Equal(Math.PI * 1e-6 * 1000, rod.Model.Mass("rod"), 1e-9);
        Assert.Equal(1.5 * Math.PI * 1e-6 * 1000, rod.With(Scale(Length, "rod", 1.5)).Model.Mass("rod"), 1e-9);
        Assert.Equal(1.5 * Math.PI * 1e-6 * 1000, rod.With(Scale(Mass, "rod", 1.5)).Model.Mass("rod"), 1e-9);
        // Twice the mass and twice the inertia: the same swing.
        var heavy = Bodies.Run(new(Bodies.Pendulum().From(1), [Scale(Mass, "rod", 2)]), 300);
        var light = Bodies.Run(new(Bodies.Pendulum().From(1)), 300);
        Assert.Equal(light[^1].Position, heavy[^1].Position, 1e-9);
    }

    private static double ArithmeticGeometricMean(double a, double b)
    {
        while (Math.Abs(a - b) > 1e-15)
            (a, b) = ((a + b) / 2, Math.Sqrt(a * b));
        return a;
    }
}
