using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MLSpec.Runtime.Control.MuJoCo;

/// <summary>
/// Measures where this version of MuJoCo keeps what. Two small models with numbers that occur nowhere else are compiled and set to a
/// keyframe; the words of the two structures are then searched for those numbers, and for pointers to them. MuJoCo's memory hooks tell how
/// large each structure is and which addresses may be read, so nothing is guessed: a field that is not found exactly once is a refusal, not
/// a wrong number.
/// </summary>
internal sealed unsafe class MuJoCoProbe
{
    private const double _timestep = 0.0071;
    private const double _time = 12.5;
    private static readonly double[] _position = [0.3, 1, 2, 3, 0.5, 0.5, 0.5, 0.5, -0.7];
    private static readonly double[] _velocity = [0.11, 0.12, 0.13, 0.14, 0.15, 0.16, 0.17, 0.18];
    private static readonly double[] _activation = [0.375, -0.875];
    private static readonly double[] _control = [0.21, 0.22, 0.23, 0.24, 0.25];
    private static readonly double[] _sensors = [-0.7, 0.3, -0.7, 0.3, 1, 2, 3];
    private static readonly double[] _mass = [0, 1.25, 2.75, 0.625];
    private static readonly double[] _inertia = [0, 0, 0, 0.125, 0.125, 0.125, 0.06875, 0.06875, 0.06875, 0.01, 0.01, 0.01];
    private static readonly double[] _damping = [0.03125, 0, 0, 0, 0, 0, 0, 0.4375];
    private static readonly double[] _stiffness = [3.5, 0, 7.25];
    private static readonly double[] _range = [-1.5, 1.5, -2.5, 2.5, -3.5, 3.5, -4.5, 4.5, -5.5, 5.5];
    private static readonly int[] _freedom = [0, 1, 7];

    /// <summary>nq = 9, nv = 8, nu = 5, na = 2, nsensordata = 7; joints a, b, c have the degrees of freedom 0, 1 to 6 and 7.</summary>
    private const string _body = """
        <mujoco>
          <option timestep="0.0071"/>
          <worldbody>
            <body name="a"><joint name="a" damping="0.03125" stiffness="3.5"/><geom type="sphere" size="0.5" mass="1.25"/></body>
            <body name="b" pos="9 9 9"><freejoint name="b"/><geom type="sphere" size="0.25" mass="2.75"/>
              <body name="c" pos="2 0 0">
                <joint name="c" damping="0.4375" stiffness="7.25"/><geom type="sphere" size="0.2" mass="0.625"/>
              </body>
            </body>
          </worldbody>
          <actuator>
            <motor joint="a" ctrllimited="true" ctrlrange="-1.5 1.5"/>
            <motor joint="c" ctrllimited="true" ctrlrange="-2.5 2.5"/>
            <motor joint="a" ctrllimited="true" ctrlrange="-3.5 3.5"/>
            <general joint="c" dyntype="integrator" ctrllimited="true" ctrlrange="-4.5 4.5"/>
            <general joint="c" dyntype="integrator" ctrllimited="true" ctrlrange="-5.5 5.5"/>
          </actuator>
          <sensor>
            <jointpos joint="c"/><jointpos joint="a"/><jointpos joint="c"/><jointpos joint="a"/>
            <framepos objtype="body" objname="b"/>
          </sensor>
          <keyframe>
            <key time="12.5" qpos="0.3 1 2 3 0.5 0.5 0.5 0.5 -0.7" qvel="0.11 0.12 0.13 0.14 0.15 0.16 0.17 0.18"
                 act="0.375 -0.875" ctrl="0.21 0.22 0.23 0.24 0.25"/>
          </keyframe>
        </mujoco>
        """;

    /// <summary>nq = 11, nv = 10, nu = 4, na = 1, nsensordata = 12, to tell sizes from what merely equals them.</summary>
    private const string _otherBody = """
        <mujoco>
          <worldbody>
            <body><joint name="a"/><geom size="0.5"/>
              <body><joint/><geom size="0.5"/></body>
              <body><joint/><geom size="0.5"/></body>
            </body>
            <body name="b"><freejoint/><geom size="0.25"/><body><joint/><geom size="0.2"/></body></body>
          </worldbody>
          <actuator><motor joint="a"/><motor joint="a"/><motor joint="a"/><general joint="a" dyntype="integrator"/></actuator>
          <sensor>
            <jointpos joint="a"/><jointpos joint="a"/><jointpos joint="a"/>
            <framepos objtype="body" objname="b"/><framepos objtype="body" objname="b"/><framepos objtype="body" objname="b"/>
          </sensor>
        </mujoco>
        """;

    private static readonly Dictionary<nint, nuint> _blocks = [];
    private readonly MuJoCoLibrary _library;

    private MuJoCoProbe(MuJoCoLibrary library) => _library = library;

    /// <summary>
    /// The places; <paramref name="allocate"/> and <paramref name="free"/> are the addresses of mju_user_malloc and mju_user_free.
    /// </summary>
    public static MuJoCoLayout Measure(MuJoCoLibrary library, nint allocate, nint free)
    {
        var allocateHook = (delegate* unmanaged[Cdecl]<nuint, void*>*)allocate;
        var freeHook = (delegate* unmanaged[Cdecl]<void*, void>*)free;
        *allocateHook = &Allocate;
        *freeHook = &Free;
        try
        {
            return new MuJoCoProbe(library).Measure();
        }
        finally
        {
            *allocateHook = null;
            *freeHook = null;
        }
    }

    private MuJoCoLayout Measure()
    {
        var model = Compiled(_body);
        var other = Compiled(_otherBody);
        var data = _library.MakeData(model);
        _library.ResetToKeyframe(model, data, 0);
        var layout = new MuJoCoLayout
        {
            PositionCount = Size("nq", model, 9, other, 11),
            VelocityCount = Size("nv", model, 8, other, 10),
            ControlCount = Size("nu", model, 5, other, 4),
            ActivationCount = Size("na", model, 2, other, 1),
            SensorCount = Size("nsensordata", model, 7, other, 12),
            Timestep = Number("timestep", model, _timestep),
            BodyMass = Array("body_mass", model, _mass),
            BodyInertia = Array("body_inertia", model, _inertia),
            JointStiffness = Array("jnt_stiffness", model, _stiffness),
            Damping = Array("dof_damping", model, _damping),
            JointFreedom = Array("jnt_dofadr", model, _freedom),
            ControlRange = Array("actuator_ctrlrange", model, _range),
            Time = Number("time", data, _time),
            Position = Array("qpos", data, _position),
            Velocity = Array("qvel", data, _velocity),
            Activation = Array("act", data, _activation),
            Control = Array("ctrl", data, _control),
            Sensors = SensorsAfterForward(model, data),
        };
        _library.DeleteData(data);
        _library.DeleteModel(other);
        _library.DeleteModel(model);
        return layout;
    }

    /// <summary>Last, since the computation leaves copies of its inputs in its working memory.</summary>
    private int SensorsAfterForward(nint model, nint data)
    {
        _library.Forward(model, data);
        return Array("sensordata", data, _sensors);
    }

    private nint Compiled(string mjcf)
    {
        var model = _library.Compile(mjcf, out var reason);
        return model != 0 ? model : throw Unknown($"refuses a model that MLSpec measures it with ({reason})");
    }

    /// <summary>The first int of the structure that counts right in both models: the sizes lead the structure.</summary>
    private int Size(string field, nint model, int count, nint other, int otherCount) =>
        Words(model, sizeof(int), offset => *(int*)(model + offset) == count && *(int*)(other + offset) == otherCount)
            .Cast<int?>().FirstOrDefault() ?? throw Unfound(field);

    private int Number(string field, nint structure, double value) =>
        One(field, Words(structure, sizeof(double), offset => *(double*)(structure + offset) == value));

    /// <summary>
    /// The pointer to these values. What lies first in a buffer has two: the buffer's own, which stands before all fields, and the field's.
    /// </summary>
    private int Array<T>(string field, nint structure, T[] values) where T : unmanaged, IEquatable<T>
    {
        var offsets = Words(structure, sizeof(nint), offset => PointsTo(*(nint*)(structure + offset), values));
        return One(field, offsets is [var buffer, var own] && *(nint*)(structure + buffer) == *(nint*)(structure + own) ? [own] : offsets);
    }

    private static bool PointsTo<T>(nint address, T[] values) where T : unmanaged, IEquatable<T>
    {
        var length = values.Length * sizeof(T);
        if (address % sizeof(T) != 0 || !_blocks.Any(block => address >= block.Key && address + length <= block.Key + (nint)block.Value))
            return false;
        var found = new ReadOnlySpan<T>((void*)address, values.Length);
        for (var i = 0; i < values.Length; i++)
            if (!(found[i].Equals(values[i]) || (found[i] is double x && values[i] is double y && Math.Abs(x - y) < 1e-12)))
                return false;
        return true;
    }

    private int One(string field, List<int> offsets) => offsets is [var offset] ? offset : throw Unfound(field);

    private static List<int> Words(nint structure, int step, Func<int, bool> fits) =>
        [.. Enumerable.Range(0, (int)_blocks[structure] / step).Select(i => i * step).Where(fits)];

    private UserError Unfound(string field) => Unknown($"keeps {field} where MLSpec cannot find it");

    private UserError Unknown(string what) =>
        new($"MuJoCo {_library.Version} ('{_library.Path}') {what}: this version is not supported. {MuJoCoFinder.Advice}");

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void* Allocate(nuint size)
    {
        var block = NativeMemory.AlignedAlloc((size + 63) & ~(nuint)63, 64);
        _blocks[(nint)block] = size;
        return block;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(void* block)
    {
        _blocks.Remove((nint)block);
        NativeMemory.AlignedFree(block);
    }
}
