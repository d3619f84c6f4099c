using System.Runtime.InteropServices;
using MLSpec.Runtime.Store;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Hosting;

/// <summary>A point of a training curve.</summary>
public sealed record CurvePoint(int Step, double Loss, double Rate);

/// <summary>A training curve as a part of a checkpoint.</summary>
internal static class CurveState
{
    public static void Save(StateWriter state, IReadOnlyList<CurvePoint> curve)
    {
        state.Integer("curve.length", curve.Count);
        using var numbers = zeros(curve.Count, 3, ScalarType.Float64);
        var flat = MemoryMarshal.Cast<byte, double>(numbers.bytes);
        for (var i = 0; i < curve.Count; i++)
            (flat[3 * i], flat[(3 * i) + 1], flat[(3 * i) + 2]) = (curve[i].Step, curve[i].Loss, curve[i].Rate);
        state.Tensor("curve", numbers);
    }

    public static CurvePoint[] Restore(StateReader state)
    {
        var curve = new CurvePoint[state.Integer("curve.length")];
        using var numbers = zeros(curve.Length, 3, ScalarType.Float64);
        state.Tensor("curve", numbers);
        var flat = MemoryMarshal.Cast<byte, double>(numbers.bytes);
        for (var i = 0; i < curve.Length; i++) curve[i] = new CurvePoint((int)flat[3 * i], flat[(3 * i) + 1], flat[(3 * i) + 2]);
        return curve;
    }
}
