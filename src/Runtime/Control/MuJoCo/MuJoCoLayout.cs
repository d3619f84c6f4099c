namespace MLSpec.Runtime.Control.MuJoCo;

/// <summary>
/// Byte offsets of the fields used, in MuJoCo's mjModel and mjData. They differ from version to version; <see cref="MuJoCoProbe"/> measures
/// them.
/// </summary>
internal sealed record MuJoCoLayout
{
    /// <summary>mjModel.nq, an int.</summary>
    public required int PositionCount { get; init; }

    /// <summary>mjModel.nv, an int.</summary>
    public required int VelocityCount { get; init; }

    /// <summary>mjModel.nu, an int.</summary>
    public required int ControlCount { get; init; }

    /// <summary>mjModel.na, an int.</summary>
    public required int ActivationCount { get; init; }

    /// <summary>mjModel.nsensordata, an int.</summary>
    public required int SensorCount { get; init; }

    /// <summary>mjModel.opt.timestep, a double, s.</summary>
    public required int Timestep { get; init; }

    /// <summary>mjModel.body_mass, double[nbody], kg.</summary>
    public required int BodyMass { get; init; }

    /// <summary>mjModel.body_inertia, double[nbody, 3], kg m^2.</summary>
    public required int BodyInertia { get; init; }

    /// <summary>mjModel.jnt_stiffness, double[njnt].</summary>
    public required int JointStiffness { get; init; }

    /// <summary>mjModel.dof_damping, double[nv].</summary>
    public required int Damping { get; init; }

    /// <summary>mjModel.jnt_dofadr, int[njnt]: a joint's first degree of freedom.</summary>
    public required int JointFreedom { get; init; }

    /// <summary>mjModel.actuator_ctrlrange, double[nu, 2].</summary>
    public required int ControlRange { get; init; }

    /// <summary>mjData.time, a double, s.</summary>
    public required int Time { get; init; }

    /// <summary>mjData.qpos, double[nq].</summary>
    public required int Position { get; init; }

    /// <summary>mjData.qvel, double[nv].</summary>
    public required int Velocity { get; init; }

    /// <summary>mjData.act, double[na].</summary>
    public required int Activation { get; init; }

    /// <summary>mjData.ctrl, double[nu].</summary>
    public required int Control { get; init; }

    /// <summary>mjData.sensordata, double[nsensordata].</summary>
    public required int Sensors { get; init; }
}
