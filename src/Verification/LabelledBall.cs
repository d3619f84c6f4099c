using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Verification;

/// <summary>The points no further than a radius from a centre, of which all are to have one label.</summary>
public sealed record LabelledBall(Norm Norm, ImmutableArray<double> Center, double Radius, int Label);
