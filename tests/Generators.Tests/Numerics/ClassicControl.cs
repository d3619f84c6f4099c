namespace MLSpec.Generators.Tests.Numerics;

/// <summary>
/// One step of the published environments of classic control, transcribed number by number from their reference implementations (Gymnasium's classic_control), without any of the code
/// under test.
/// </summary>
internal static class ClassicControl
{
    /// <summary>A step: the state after it, its reward, and whether the episode ends there.</summary>
    public sealed record Outcome(double[] State, double Reward, bool IsEnd);

    public static Outcome Pendulum(double[] s, double u, double g = 10, double m = 1, double l = 1)
    {
        const double dt = 0.05;
        var (th, thdot) = (s[0], s[1]);
        u = Math.Clamp(u, -2, 2);
        var normalised = (((th + Math.PI) % (2 * Math.PI)) + (2 * Math.PI)) % (2 * Math.PI) - Math.PI;
        var costs = Math.Pow(normalised, 2) + (0.1 * Math.Pow(thdot, 2)) + (0.001 * Math.Pow(u, 2));
        var newthdot = thdot + (((3 * g / (2 * l) * Math.Sin(th)) + (3.0 / (m * Math.Pow(l, 2)) * u)) * dt);
        newthdot = Math.Clamp(newthdot, -8, 8);
        var newth = th + (newthdot * dt);
        return new([newth, newthdot], -costs, false);
    }

    public static Outcome CartPole(double[] s, double force, double length = 0.5, double masspole = 0.1)
    {
        const double gravity = 9.8, masscart = 1.0, tau = 0.02;
        var totalMass = masspole + masscart;
        var polemassLength = masspole * length;
        var (x, xDot, theta, thetaDot) = (s[0], s[1], s[2], s[3]);
        var (costheta, sintheta) = (Math.Cos(theta), Math.Sin(theta));
        var temp = (force + (polemassLength * thetaDot * thetaDot * sintheta)) / totalMass;
        var thetaacc = ((gravity * sintheta) - (costheta * temp)) / (length * ((4.0 / 3.0) - (masspole * costheta * costheta / totalMass)));
        var xacc = temp - (polemassLength * thetaacc * costheta / totalMass);
        x += tau * xDot;
        xDot += tau * xacc;
        theta += tau * thetaDot;
        thetaDot += tau * thetaacc;
        var limit = 12 * 2 * Math.PI / 360;
        return new([x, xDot, theta, thetaDot], 1, x < -2.4 || x > 2.4 || theta < -limit || theta > limit);
    }

    public static Outcome MountainCar(double[] s, int action, double force = 0.001)
    {
        var (position, velocity) = Moved(s, (action - 1) * force);
        return new([position, velocity], -1, position >= 0.5 && velocity >= 0);
    }

    public static Outcome ContinuousMountainCar(double[] s, double action)
    {
        var force = Math.Min(Math.Max(action, -1), 1);
        var (position, velocity) = Moved(s, force * 0.0015);
        var isEnd = position >= 0.45 && velocity >= 0;
        return new([position, velocity], (isEnd ? 100 : 0) - (Math.Pow(action, 2) * 0.1), isEnd);
    }

    public static Outcome Acrobot(double[] s, int action, double mass2 = 1)
    {
        double[] augmented = [.. s, action - 1];
        var ns = Rk4(y => Dsdt(y, mass2), augmented, 0.2);
        ns[0] = Wrap(ns[0]);
        ns[1] = Wrap(ns[1]);
        ns[2] = Math.Clamp(ns[2], -4 * Math.PI, 4 * Math.PI);
        ns[3] = Math.Clamp(ns[3], -9 * Math.PI, 9 * Math.PI);
        var isEnd = -Math.Cos(ns[0]) - Math.Cos(ns[1] + ns[0]) > 1;
        return new(ns[..4], isEnd ? 0 : -1, isEnd);
    }

    /// <summary>Kinetic and potential energy of the acrobot: what its equations of motion keep when no torque acts.</summary>
    public static double AcrobotEnergy(double[] s)
    {
        const double g = 9.8, m1 = 1, m2 = 1, l1 = 1, lc1 = 0.5, lc2 = 0.5, i1 = 1, i2 = 1;
        var (theta1, theta2, w1, w2) = (s[0], s[1], s[2], s[3]);
        var upper = ((m1 * lc1 * lc1) + i1) * w1 * w1;
        var lower = (m2 * ((l1 * l1 * w1 * w1) + (lc2 * lc2 * (w1 + w2) * (w1 + w2)) + (2 * l1 * lc2 * w1 * (w1 + w2) * Math.Cos(theta2)))) + (i2 * (w1 + w2) * (w1 + w2));
        var height = -(((m1 * lc1) + (m2 * l1)) * Math.Cos(theta1)) - (m2 * lc2 * Math.Cos(theta1 + theta2));
        return (0.5 * (upper + lower)) + (g * height);
    }

    private static (double Position, double Velocity) Moved(double[] s, double push)
    {
        var (position, velocity) = (s[0], s[1]);
        velocity += push + (Math.Cos(3 * position) * -0.0025);
        velocity = Math.Clamp(velocity, -0.07, 0.07);
        position += velocity;
        position = Math.Clamp(position, -1.2, 0.6);
        if (position == -1.2 && velocity < 0)
            velocity = 0;
        return (position, velocity);
    }

    private static double[] Dsdt(double[] y, double m2)
    {
        const double m1 = 1, l1 = 1, lc1 = 0.5, lc2 = 0.5, i1 = 1, i2 = 1, g = 9.8;
        var (theta1, theta2, dtheta1, dtheta2, a) = (y[0], y[1], y[2], y[3], y[4]);
        var d1 = (m1 * Math.Pow(lc1, 2)) + (m2 * (Math.Pow(l1, 2) + Math.Pow(lc2, 2) + (2 * l1 * lc2 * Math.Cos(theta2)))) + i1 + i2;
        var d2 = (m2 * (Math.Pow(lc2, 2) + (l1 * lc2 * Math.Cos(theta2)))) + i2;
        var phi2 = m2 * lc2 * g * Math.Cos(theta1 + theta2 - (Math.PI / 2.0));
        var phi1 = (-m2 * l1 * lc2 * Math.Pow(dtheta2, 2) * Math.Sin(theta2)) - (2 * m2 * l1 * lc2 * dtheta2 * dtheta1 * Math.Sin(theta2))
            + (((m1 * lc1) + (m2 * l1)) * g * Math.Cos(theta1 - (Math.PI / 2))) + phi2;
        var ddtheta2 = (a + (d2 / d1 * phi1) - (m2 * l1 * lc2 * Math.Pow(dtheta1, 2) * Math.Sin(theta2)) - phi2) / ((m2 * Math.Pow(lc2, 2)) + i2 - (Math.Pow(d2, 2) / d1));
        var ddtheta1 = -((d2 * ddtheta2) + phi1) / d1;
        return [dtheta1, dtheta2, ddtheta1, ddtheta2, 0.0];
    }

    private static double[] Rk4(Func<double[], double[]> derivative, double[] y, double dt)
    {
        double[] Ahead(double[] k, double time) => [.. y.Zip(k, (value, slope) => value + (time * slope))];
        var k1 = derivative(y);
        var k2 = derivative(Ahead(k1, dt / 2));
        var k3 = derivative(Ahead(k2, dt / 2));
        var k4 = derivative(Ahead(k3, dt));
        return [.. y.Select((value, i) => value + (dt / 6.0 * (k1[i] + (2 * k2[i]) + (2 * k3[i]) + k4[i])))];
    }

    private static double Wrap(double x)
    {
        while (x > Math.PI)
            x -= 2 * Math.PI;
        while (x < -Math.PI)
            x += 2 * Math.PI;
        return x;
    }
}
