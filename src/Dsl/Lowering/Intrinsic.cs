using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Evaluation;

namespace MLSpec.Dsl.Lowering;

/// <summary>What a member that the compiler itself implements makes of its arguments.</summary>
internal delegate Value Intrinsic(Evaluator evaluator, ImmutableArray<TypedValue> arguments);
