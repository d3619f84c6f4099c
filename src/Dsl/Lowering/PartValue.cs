using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Lowering;

/// <summary>What is neither tensor nor number, as a call of a runtime member: a schedule, an optimiser, a data source, a method.</summary>
/// <param name="Member">Relative to <c>MLSpec.Runtime.</c>, or the name of an extern.</param>
public sealed record PartValue(string Member, ImmutableArray<PartArgument> Arguments)
{
    /// <summary>Whether the user implements it.</summary>
    public bool IsExtern { get; init; }
}

/// <summary>An argument of a part.</summary>
public abstract record PartArgument;

/// <summary>A host scalar; <paramref name="Unit"/> is the unit that the spec gives it (a file size in <c>sample</c>, a time in
/// <c>epoch</c>).</summary>
public sealed record HostArgument(Node Value, Unit Unit) : PartArgument;

public sealed record TextArgument(string Value) : PartArgument;

public sealed record NestedArgument(PartValue Value) : PartArgument;

/// <summary>A parameter that is a text.</summary>
public sealed record ParamArgument(Binding.GlobalSymbol Param) : PartArgument;

/// <summary>A schedule of the spec, by name.</summary>
public sealed record ScheduleArgument(Binding.GlobalSymbol Schedule) : PartArgument;

public sealed record ListArgument(ImmutableArray<PartArgument> Items) : PartArgument;

/// <summary>A record; fields in the order of its type.</summary>
public sealed record RecordArgument(ImmutableArray<NamedArgument> Fields) : PartArgument;

public sealed record NamedArgument(string Name, PartArgument Value);

/// <summary>A function given to a part, as a batched method: <c>map (fun row
/// -> ...)</c>; a record result has one output a field, in order.</summary>
public sealed record FunctionArgument(FunctionGraph Function) : PartArgument;

/// <summary>A schedule on the clock <paramref name="From"/> read on the clock <paramref name="To"/>, by the batch and data of the
/// training around it.</summary>
public sealed record ClockArgument(PartArgument Schedule, Unit From, Unit To) : PartArgument;

/// <summary>An environment given to a part.</summary>
public sealed record EnvironmentArgument(WorldGraph World) : PartArgument;

/// <summary>A training, as a value of a protocol's grid.</summary>
public sealed record TrainingArgument(LoweredTraining Training) : PartArgument;
