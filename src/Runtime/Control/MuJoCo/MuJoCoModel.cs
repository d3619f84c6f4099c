using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace MLSpec.Runtime.Control.MuJoCo;

/// <summary>A compiled body. After its construction it is only read, by any number of threads.</summary>
internal sealed unsafe class MuJoCoModel : SafeHandle
{
    private readonly MuJoCoLibrary _library = MuJoCoLibrary.Loaded;
    private readonly string _name;
    private readonly Mjcf _mjcf;

    /// <summary>
    /// Throws <see cref="UserError"/> with MuJoCo's own words, line included, when it refuses the body, and for a change of what is not
    /// there.
    /// </summary>
    public MuJoCoModel(string name, string text, IEnumerable<PhysicalChange> changes) : base(0, ownsHandle: true)
    {
        _name = name;
        var all = changes.ToImmutableArray();
        _mjcf = all.Where(change => change.Quantity == PhysicalQuantity.Length)
            .Aggregate(Mjcf.Read(name, text), (body, change) => body.Stretched(change.Name, change.Value));
        var model = _library.Compile(_mjcf.ToMemoryless(), out var reason);
        if (model == 0)
            throw new UserError($"MuJoCo {_library.Version} refuses the body '{name}': {reason.TrimEnd('.')}.");
        SetHandle(model);
        var layout = _library.Layout;
        PositionCount = Int(layout.PositionCount);
        VelocityCount = Int(layout.VelocityCount);
        ControlCount = Int(layout.ControlCount);
        ActivationCount = Int(layout.ActivationCount);
        SensorCount = Int(layout.SensorCount);
        Timestep = *(double*)(handle + layout.Timestep);
        foreach (var change in all)
            Apply(change);
        if (all.Any(change => change.Quantity == PhysicalQuantity.Mass))
            SetConstants();
    }

    /// <summary>Generalised positions, nq.</summary>
    public int PositionCount { get; }

    /// <summary>Degrees of freedom, nv.</summary>
    public int VelocityCount { get; }

    /// <summary>Actuators, nu.</summary>
    public int ControlCount { get; }

    /// <summary>Activations of actuators that have a state, na.</summary>
    public int ActivationCount { get; }

    /// <summary>Numbers that the sensors give.</summary>
    public int SensorCount { get; }

    /// <summary>One step of the simulation, s.</summary>
    public double Timestep { get; }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>What the actuators take.</summary>
    public BoxSpace Controls()
    {
        var range = new ReadOnlySpan<double>(*(void**)(handle + _library.Layout.ControlRange), 2 * ControlCount);
        var low = ImmutableArray.CreateBuilder<double>();
        var high = ImmutableArray.CreateBuilder<double>();
        for (var i = 0; i < ControlCount; i++)
        {
            if (!(range[2 * i] < range[(2 * i) + 1]))
                throw new UserError($"Actuator {i} of the body '{_name}' has no range: give it ctrllimited=\"true\" and a ctrlrange.");
            low.Add(range[2 * i]);
            high.Add(range[(2 * i) + 1]);
        }
        return new(low.ToImmutable(), high.ToImmutable(), [ControlCount]);
    }

    /// <summary>The mass of a body, kg.</summary>
    public double Mass(string body) => *MassOf(body);

    /// <summary>The damping of a joint.</summary>
    public double Damping(string joint) => *DampingOf(joint);

    /// <summary>The stiffness of a joint.</summary>
    public double Stiffness(string joint) => *StiffnessOf(joint);

    protected override bool ReleaseHandle()
    {
        _library.DeleteModel(handle);
        return true;
    }

    private void Apply(PhysicalChange change)
    {
        switch (change.Quantity)
        {
            case PhysicalQuantity.Mass:
                var mass = MassOf(change.Name);
                var ratio = change.Of(*mass) / *mass;
                *mass *= ratio;
                var inertia = Doubles(_library.Layout.BodyInertia) + (3 * Body(change.Name));
                for (var i = 0; i < 3; i++)
                    inertia[i] *= ratio;
                break;
            case PhysicalQuantity.Damping:
                Change(change, DampingOf(change.Name));
                break;
            case PhysicalQuantity.Stiffness:
                Change(change, StiffnessOf(change.Name));
                break;
        }
    }

    private static void Change(PhysicalChange change, double* value)
    {
        if (change.IsFactor && *value == 0)
            throw new UserError($"Joint '{change.Name}' has no {change.Word} that could be multiplied: "
                + $"give it one, with {nameof(PhysicalChange)}.{nameof(PhysicalChange.Set)} or in its MJCF.");
        *value = change.Of(*value);
    }

    private void SetConstants()
    {
        var data = _library.MakeData(handle);
        _library.SetConstants(handle, data);
        _library.DeleteData(data);
    }

    private double* MassOf(string body) => Doubles(_library.Layout.BodyMass) + Body(body);

    private double* StiffnessOf(string joint) => Doubles(_library.Layout.JointStiffness) + Joint(joint);

    private double* DampingOf(string joint) =>
        Doubles(_library.Layout.Damping) + (*(int**)(handle + _library.Layout.JointFreedom))[Joint(joint)];

    private int Body(string name) => IdOf(MuJoCoObject.Body, "body", name);

    private int Joint(string name) => IdOf(MuJoCoObject.Joint, "joint", name);

    private int IdOf(MuJoCoObject kind, string element, string name)
    {
        var id = _library.IdOf(handle, kind, name);
        return id >= 0 ? id : throw _mjcf.Unknown(element, name);
    }

    private int Int(int offset) => *(int*)(handle + offset);

    private double* Doubles(int offset) => *(double**)(handle + offset);
}
