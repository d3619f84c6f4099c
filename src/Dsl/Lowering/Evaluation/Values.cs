using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Dsl.Lowering.Evaluation;

/// <summary>What an expression is when compiling: a node where it is a number or tensor, otherwise the thing itself.</summary>
internal abstract record Value
{
    /// <summary>What it is, for messages: <c>a function</c>.</summary>
    public abstract string Kind { get; }
}

internal sealed record NodeValue(Node Node) : Value
{
    public override string Kind => Node.IsHost ? "a number" : Node.IsScalar ? "a number that varies with the data" : "a tensor";
}

internal sealed record TextValue(string Text) : Value
{
    public override string Kind => "a text";
}

/// <summary>A parameter that is a text.</summary>
internal sealed record TextParamValue(GlobalSymbol Param) : Value
{
    public override string Kind => "a text";
}

internal sealed record VoidValue : Value
{
    public override string Kind => "()";
}

internal sealed record TupleValue(ImmutableArray<Value> Items) : Value
{
    public override string Kind => "a tuple";
}

internal sealed record RecordValue(ImmutableArray<FieldValue> Fields) : Value
{
    public override string Kind => "a record";

    public Value this[string name] => Fields.First(f => f.Name == name).Value;

    /// <summary>The record with other fields.</summary>
    public RecordValue With(IReadOnlyCollection<FieldValue> changes) =>
        new(Fields.Select(f => changes.FirstOrDefault(c => c.Name == f.Name) ?? f).ToImmutableArray());
}

internal sealed record FieldValue(string Name, Value Value);

internal sealed record ListValue(ImmutableArray<Value> Items) : Value
{
    public override string Kind => "a list";
}

/// <summary>A function of the spec or the prelude, with the arguments it has so far.</summary>
/// <param name="Name">The top-level name it has, if any.</param>
/// <param name="Instance">For a model: whose weights it reads.</param>
internal sealed record ClosureValue(
    BoundLambda Lambda, Locals Locals, ImmutableArray<Value> Arguments, string? Name, ModelInstance? Instance = null,
    Node? Member = null) : Value
{
    public override string Kind => Instance is null ? "a function" : "a model";
}

/// <summary>An objective given to a training: evaluated where the training uses it, over that training's batch.</summary>
internal sealed record ObjectiveValue(GlobalSymbol Symbol) : Value
{
    public override string Kind => "an objective";
}

/// <summary>A member of the runtime, or the user's own, with the arguments it has so far.</summary>
internal sealed record ExternValue(BoundExtern Extern, ImmutableArray<TypedValue> Arguments) : Value
{
    public override string Kind => "a function";
}

/// <summary>An argument with the type that the call site gives it, for its unit and its number of classes, and what that type's variables
/// are there.</summary>
internal sealed record TypedValue(Value Value, Types.Type Type, DimensionBindings Dimensions);

/// <summary>Where an application stands: the type of its result there, and what that type's variables are.</summary>
internal sealed record CallSite(Types.Type Type, DimensionBindings Dimensions);

/// <summary>An array of models that is evaluated in one batched product.</summary>
internal sealed record EnsembleValue(ModelInstance Instance) : Value
{
    public override string Kind => "an ensemble of models";
}

internal sealed record DataValue(GlobalSymbol Data) : Value
{
    public override string Kind => "a data set";
}

/// <summary>The rows of a split; <paramref name="Take"/>: only the first so many.</summary>
internal sealed record RowsValue(GlobalSymbol Data, string Split, Node? Take = null) : Value
{
    public override string Kind => "rows of data";
}

/// <summary>The values of a function of a row on all rows, for statistics that need them at once.</summary>
/// <param name="Columns">A host node that only such statistics take.</param>
/// <param name="Derivations">Of the worst cases in the function.</param>
internal sealed record CollectedValue(Node Columns, ImmutableArray<Derivation> Derivations) : Value
{
    public override string Kind => "the values of all rows";
}

/// <summary>A schedule, as such.</summary>
internal sealed record ScheduleValue(GlobalSymbol Schedule) : Value
{
    public override string Kind => "a schedule";
}

internal sealed record ClockValue(Value Schedule, Types.Unit From, Types.Unit To) : Value
{
    public override string Kind => "a schedule";
}

/// <summary>A training with the arguments it has so far.</summary>
internal sealed record TrainingValue(BoundTrain Training, ImmutableArray<Value> Arguments) : Value
{
    public override string Kind => "a training";
}

/// <summary>An application of a runtime member that yields neither a tensor nor a number.</summary>
internal sealed record PartResult(PartValue Part) : Value
{
    public override string Kind => "a value of the runtime";
}

/// <summary>An uncertainty set.</summary>
internal sealed record SetValue(UncertainSet Set) : Value
{
    public override string Kind => "an uncertainty set";
}

/// <summary>What <c>sup</c> and <c>inf</c> may range over, as the spec composes it.</summary>
internal abstract record UncertainSet;

internal sealed record BallSet(Ir.Operations.Norm Norm, Node Radius, Node Center) : UncertainSet;

internal sealed record BoxSet(Node Low, Node High) : UncertainSet;

internal sealed record IntersectionSet(ImmutableArray<UncertainSet> Sets) : UncertainSet;

/// <summary>A list, a range, an ensemble, or a tensor's items.</summary>
internal sealed record FiniteSet(Value Items) : UncertainSet;

/// <summary>The labels of a class other than one.</summary>
internal sealed record OtherLabelsSet(Node Label, Extent Count) : UncertainSet;

/// <summary>Distributions around the centre: rows or a law.</summary>
/// <param name="Member">The prelude's name for the set: which rule computes worst cases over it.</param>
/// <param name="Description">For messages: <c>a KL ball</c>.</param>
/// <param name="Arguments">All but the centre: a radius, a function of a point.</param>
internal sealed record DistributionSet(string Member, string Description, ImmutableArray<Value> Arguments, Value Center) : UncertainSet;

/// <summary>A set that the compiler knows by its runtime member alone, and for which no rule exists yet.</summary>
internal sealed record OpaqueSet(PartValue Part) : UncertainSet;
