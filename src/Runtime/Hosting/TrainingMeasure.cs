using System.Runtime.InteropServices;
using MLSpec.Runtime.Store;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Hosting;

/// <summary>A value measured at a step of a training.</summary>
public sealed record MeasuredPoint(int Step, double Value);

/// <summary>What was measured during a training under one name.</summary>
public sealed record MeasuredCurve(string Name, IReadOnlyList<MeasuredPoint> Points);

/// <summary>A value that a training measures now and then: kept with the training's curve and in its checkpoints.</summary>
public sealed class TrainingMeasure : ICheckpointed
{
    private readonly List<MeasuredPoint> _points = [];

    internal TrainingMeasure(string name) => Name = name;

    /// <summary>The name in the spec.</summary>
    public string Name { get; }

    /// <summary>The value measured last; NaN, of which every comparison is false, before the first.</summary>
    public double Latest => _points.Count == 0 ? double.NaN : _points[^1].Value;

    /// <summary>The step of the value measured last; null before the first.</summary>
    internal int? LatestStep => _points.Count == 0 ? null : _points[^1].Step;

    /// <summary>Adds the value measured at the end of a step, counted from 0.</summary>
    public void Record(int step, double value) => _points.Add(new(step, value));

    internal MeasuredCurve Curve => new(Name, [.. _points]);

    void ICheckpointed.Save(StateWriter state)
    {
        state.Integer("length", _points.Count);
        using var numbers = zeros(_points.Count, 2, ScalarType.Float64);
        var flat = MemoryMarshal.Cast<byte, double>(numbers.bytes);
        for (var i = 0; i < _points.Count; i++) (flat[2 * i], flat[(2 * i) + 1]) = (_points[i].Step, _points[i].Value);
        state.Tensor("points", numbers);
    }

    void ICheckpointed.Restore(StateReader state)
    {
        var count = (int)state.Integer("length");
        using var numbers = zeros(count, 2, ScalarType.Float64);
        state.Tensor("points", numbers);
        var flat = MemoryMarshal.Cast<byte, double>(numbers.bytes);
        _points.Clear();
        for (var i = 0; i < count; i++) _points.Add(new((int)flat[2 * i], flat[(2 * i) + 1]));
    }
}
