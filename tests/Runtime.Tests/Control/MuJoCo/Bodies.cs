using MLSpec.Runtime.Control.MuJoCo;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Control.MuJoCo;

/// <summary>Bodies whose motion is known in closed form.</summary>
internal static class Bodies
{
    /// <summary>A mass of 2 kg on a rail: force, damping and spring as given; semi-implicit Euler with steps of 1 ms, no gravity.</summary>
    public static MuJoCoTask Cart(double damping = 0, double stiffness = 0, int frameSkip = 1) => Task(1_000, frameSkip, $"""
        <mujoco>
          <option timestep="0.001" gravity="0 0 0"/>
          <worldbody>
            <body name="cart">
              <joint name="rail" type="slide" axis="1 0 0" damping="{Require.Text(damping)}" stiffness="{Require.Text(stiffness)}"/>
              <geom type="sphere" size="0.1" mass="2"/>
            </body>
          </worldbody>
          <actuator><motor joint="rail" ctrllimited="true" ctrlrange="-10 10"/></actuator>
        </mujoco>
        """);

    /// <summary>A thin rod of 1 m that hangs from a hinge, density 1000, fourth-order Runge-Kutta with steps of 1 ms.</summary>
    public static MuJoCoTask Pendulum() => Task(5_000, 1, """
        <mujoco>
          <compiler angle="radian"/>
          <option timestep="0.001" integrator="RK4" gravity="0 0 -9.81"/>
          <worldbody>
            <body name="rod">
              <joint name="pivot" type="hinge" axis="0 1 0"/>
              <geom name="rod" type="cylinder" fromto="0 0 0 0 0 -1" size="0.001"/>
            </body>
          </worldbody>
          <actuator><motor joint="pivot" ctrllimited="true" ctrlrange="-1 1"/></actuator>
        </mujoco>
        """);

    /// <summary>Observes positions and velocities; the reward is the first velocity.</summary>
    public static MuJoCoTask Task(int horizon, int frameSkip, string mjcf) => new()
    {
        Name = "test body",
        Mjcf = mjcf,
        FrameSkip = frameSkip,
        Horizon = horizon,
        Observe = state => cat([state.Position, state.Velocity, state.Sensors], 1),
        Reward = (_, _, next, _) => next.Velocity.select(1, 0),
    };

    /// <summary>The same with its first position moved at the start.</summary>
    public static MuJoCoTask From(this MuJoCoTask task, double position) => task with
    {
        Begin = (rest, _) => rest with { Position = rest.Position + position },
    };

    /// <summary>
    /// First position and velocity after each of some steps under a constant action, in double precision as MuJoCo has them.
    /// </summary>
    public static IReadOnlyList<(double Position, double Velocity)> Run(MuJoCoEnvironment environment, int steps, double action = 0)
    {
        using var scope = NewDisposeScope();
        using var simulations = new MuJoCoSimulations(environment, 1);
        if (environment.Task.Begin is { } begin)
        {
            simulations.State.Position.copy_(begin(simulations.State, Worlds.World()).Position);
            simulations.Place(0);
        }
        var control = full([1, environment.Model.ControlCount], action, ScalarType.Float64);
        var seen = new List<(double, double)>();
        for (var i = 0; i < steps; i++)
        {
            simulations.Step(control, [false]);
            seen.Add((simulations.State.Position[0, 0].item<double>(), simulations.State.Velocity[0, 0].item<double>()));
        }
        return seen;
    }
}
