using System.Runtime.InteropServices;
using MLSpec.Runtime.Store;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Hosting;

/// <summary>A point of a training curve.</summary>
public sealed record CurvePoint(int Step, double Loss, double Rate);

/// <summary>A training curve as a part of a checkpoint.</summary>
internal static class CurveState
{
    public static void Save(StateWriter state, IReadOnlyList<CurvePoint> curve, int replicate = 0)
    {
        state.Integer(ReplicateState.Name("curve.length", replicate), curve.Count);
        using var numbers = zeros(curve.Count, 3, ScalarType.Float64);
        var flat = MemoryMarshal.Cast<byte, double>(numbers.bytes);
        for (var i = 0; i < curve.Count; i++)
            (flat[3 * i], flat[(3 * i) + 1], flat[(3 * i) + 2]) = (curve[i].Step, curve[i].Loss, curve[i].Rate);
        state.Tensor(ReplicateState.Name("curve", replicate), numbers);
    }

    public static CurvePoint[] Restore(StateReader state, int replicate = 0)
    {
        var curve = new CurvePoint[state.Integer(ReplicateState.Name("curve.length", replicate))];
        using var numbers = zeros(curve.Length, 3, ScalarType.Float64);
        state.Tensor(ReplicateState.Name("curve", replicate), numbers);
        var flat = MemoryMarshal.Cast<byte, double>(numbers.bytes);
        for (var i = 0; i < curve.Length; i++) curve[i] = new CurvePoint((int)flat[3 * i], flat[(3 * i) + 1], flat[(3 * i) + 2]);
        return curve;
    }
}
