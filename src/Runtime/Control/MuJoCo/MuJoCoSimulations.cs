using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MLSpec.Runtime.Store;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Control.MuJoCo;

/// <summary>n simulations of one model, and their states in tensors that are made once and overwritten.</summary>
internal sealed unsafe class MuJoCoSimulations : ICheckpointed, IDisposable
{
    private readonly MuJoCoLibrary _library = MuJoCoLibrary.Loaded;
    private readonly MuJoCoEnvironment _environment;
    private readonly MuJoCoModel _model;
    private readonly nint _handle;
    private readonly MuJoCoData[] _data;
    private readonly Tensor _control;
    private readonly double* _controls;
    private readonly double* _positions;
    private readonly double* _velocities;
    private readonly double* _sensors;
    private readonly bool[] _rests;
    private readonly bool[] _diverged;
    private readonly OrderablePartitioner<Tuple<int, int>> _parts;
    private readonly ParallelOptions _options;
    private readonly Action<Tuple<int, int>> _step;

    /// <summary>All at rest at time 0.</summary>
    public MuJoCoSimulations(MuJoCoEnvironment environment, int count)
    {
        (_environment, _model, _handle) = (environment, environment.Model, environment.Model.DangerousGetHandle());
        State = new(Made(count, _model.PositionCount), Made(count, _model.VelocityCount), Made(count, _model.SensorCount));
        _control = Made(count, _model.ControlCount);
        _positions = Address(State.Position);
        _velocities = Address(State.Velocity);
        _sensors = Address(State.Sensors);
        _controls = Address(_control);
        _data = [.. Enumerable.Range(0, count).Select(_ => new MuJoCoData(_library, _model))];
        (_rests, _diverged) = (new bool[count], new bool[count]);
        _parts = Partitioner.Create(0, count, Math.Max(1, count / (4 * environment.Threads)));
        _options = new() { MaxDegreeOfParallelism = environment.Threads };
        _step = StepPart;
        for (var i = 0; i < count; i++)
            Rest(i);
    }

    /// <summary>As it is now.</summary>
    public MuJoCoState State { get; }

    /// <summary>Simulation i in the rest pose, at time 0.</summary>
    public void Rest(int i)
    {
        _library.Reset(_handle, _data[i].Address);
        _library.Forward(_handle, _data[i].Address);
        Report(i);
    }

    /// <summary>Simulation i at time 0 with the positions and velocities that <see cref="State"/> has in row i.</summary>
    public void Place(int i)
    {
        var data = _data[i].Address;
        _library.Reset(_handle, data);
        Row(_positions, i, _model.PositionCount).CopyTo(Field(data, _library.Layout.Position, _model.PositionCount));
        Row(_velocities, i, _model.VelocityCount).CopyTo(Field(data, _library.Layout.Velocity, _model.VelocityCount));
        _library.Forward(_handle, data);
        Report(i);
    }

    /// <summary>
    /// One step of the environment, for every simulation that does not rest. Throws <see cref="UserError"/> when one of them diverged.
    /// </summary>
    public void Step(Tensor actions, ReadOnlySpan<bool> rests)
    {
        _control.copy_(actions);
        rests.CopyTo(_rests);
        Parallel.ForEach(_parts, _options, _step);
        if (_diverged.AsSpan().IndexOf(true) is >= 0 and var first)
            throw new UserError($"The simulation of {_environment.Name} diverged in episode {first}. "
                + $"MuJoCo says: {MuJoCoLibrary.LastWarning.TrimEnd('.')}. "
                + "Use a smaller timestep in its MJCF, smaller forces, or a milder change of the body.");
    }

    public void Save(StateWriter state)
    {
        state.Tensor("position", State.Position);
        state.Tensor("velocity", State.Velocity);
        state.Tensor("sensors", State.Sensors);
        using var activation = Activations();
        for (var i = 0; i < _data.Length; i++)
            Activation(i).CopyTo(Row(Address(activation), i, _model.ActivationCount));
        state.Tensor("activation", activation);
    }

    public void Restore(StateReader state)
    {
        using var activation = Activations();
        state.Tensor("position", State.Position);
        state.Tensor("velocity", State.Velocity);
        state.Tensor("activation", activation);
        for (var i = 0; i < _data.Length; i++)
        {
            Place(i);
            Row(Address(activation), i, _model.ActivationCount).CopyTo(Activation(i));
        }
        state.Tensor("sensors", State.Sensors);
    }

    public void Dispose()
    {
        foreach (var data in _data)
            data.Dispose();
        foreach (var tensor in (Tensor[])[State.Position, State.Velocity, State.Sensors, _control])
            tensor.Dispose();
    }

    private void StepPart(Tuple<int, int> part)
    {
        for (var i = part.Item1; i < part.Item2; i++)
            _diverged[i] = !_rests[i] && !TryStep(i);
    }

    /// <summary>False when MuJoCo found no finite state and started it again, which turns its clock back.</summary>
    private bool TryStep(int i)
    {
        var data = _data[i].Address;
        Row(_controls, i, _model.ControlCount).CopyTo(Field(data, _library.Layout.Control, _model.ControlCount));
        ref var time = ref *(double*)(data + _library.Layout.Time);
        var expected = time + _environment.Elapsed;
        for (var frame = 0; frame < _environment.Task.FrameSkip; frame++)
            _library.Step(_handle, data);
        if (!(Math.Abs(time - expected) < 0.5 * _model.Timestep))
            return false;
        if (_model.SensorCount > 0)
            _library.Forward(_handle, data); // A step leaves the sensors as they were before it.
        Report(i);
        return true;
    }

    private void Report(int i)
    {
        var data = _data[i].Address;
        Field(data, _library.Layout.Position, _model.PositionCount).CopyTo(Row(_positions, i, _model.PositionCount));
        Field(data, _library.Layout.Velocity, _model.VelocityCount).CopyTo(Row(_velocities, i, _model.VelocityCount));
        Field(data, _library.Layout.Sensors, _model.SensorCount).CopyTo(Row(_sensors, i, _model.SensorCount));
    }

    private Span<double> Activation(int i) => Field(_data[i].Address, _library.Layout.Activation, _model.ActivationCount);

    private Tensor Activations() => zeros([_data.Length, _model.ActivationCount], ScalarType.Float64);

    private static Tensor Made(int count, int width) => zeros([count, width], ScalarType.Float64).DetachFromDisposeScope();

    private static double* Address(Tensor tensor) =>
        (double*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));

    private static Span<double> Row(double* values, int i, int width) => new(values + ((long)i * width), width);

    private static Span<double> Field(nint data, int offset, int width) => new(*(double**)(data + offset), width);
}
