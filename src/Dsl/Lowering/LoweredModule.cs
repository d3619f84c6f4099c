using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Lowering;

/// <summary>A module without binders, closures or uncertain symbols: all that emission reads. Every list is in source order.</summary>
public sealed record LoweredModule(
    string Name,
    string? Documentation,
    SourceText Source,
    ImmutableArray<LoweredParam> Params,
    ImmutableArray<LoweredConstant> Constants,
    ImmutableArray<LoweredExtern> Externs,
    ImmutableArray<LoweredFunction> Functions,
    ImmutableArray<LoweredData> Data,
    ImmutableArray<LoweredModel> Models,
    ImmutableArray<LoweredSchedule> Schedules,
    ImmutableArray<LoweredTraining> Trainings,
    ImmutableArray<LoweredProtocol> Protocols);

/// <summary>A hyper-parameter.</summary>
/// <param name="Default">A host scalar over earlier parameters, or a text.</param>
/// <param name="Unit">1 for none.</param>
public sealed record LoweredParam(
    GlobalSymbol Symbol, Types.Type Type, PartArgument Default, ExactDecimal? Low, ExactDecimal? High, Unit Unit, TextSpan Span);

/// <summary>A top-level <c>let</c> that is a number: <see cref="Value"/> is a host scalar.</summary>
public sealed record LoweredConstant(GlobalSymbol Symbol, Node Value, Unit Unit, TextSpan Span);

/// <summary>A function that the user implements; <see cref="Ir.Operations.CallOperation.IsExtern"/> calls have its name.</summary>
/// <param name="Type">As the spec states it, for people.</param>
public sealed record LoweredExtern(GlobalSymbol Symbol, string Type, TextSpan Span);

/// <summary>
/// A top-level <c>let</c> that is a function of tensors and numbers whose shapes its types tell: batched, with one output, or one for each
/// item of a tuple. Uses of it are inlined all the same.
/// </summary>
public sealed record LoweredFunction(GlobalSymbol Symbol, FunctionGraph Function, TextSpan Span);

/// <summary>A data set.</summary>
/// <param name="Source">How it is loaded, mapped and split.</param>
public sealed record LoweredData(GlobalSymbol Symbol, ImmutableArray<LoweredField> Fields, PartValue Source, TextSpan Span)
{
    /// <summary>Whether its rows come while something is trained: nothing is loaded.</summary>
    public bool IsReplay => ((BoundData)Symbol.Declaration!).IsReplay;

    /// <summary>How often the parts of the source deal rows to training, validation and test; where they never do, all are for training.</summary>
    public int Divisions => DivisionsOf(Source);

    private static int DivisionsOf(PartValue source) =>
        (source.Member is "Data.Rows.Split" or "Data.Idx.ReadSplits" || source.Arguments.Any(a => a is EnvironmentArgument) ? 1 : 0)
        + source.Arguments.OfType<NestedArgument>().Sum(a => DivisionsOf(a.Value));
}

public enum FieldKind
{
    Float,
    Int,
    Class,
}

/// <summary>A column.</summary>
/// <param name="Shape">Of one row; empty for a scalar.</param>
/// <param name="Classes">The number of classes of a class column.</param>
public sealed record LoweredField(string Name, FieldKind Kind, ImmutableArray<Extent> Shape, Extent? Classes, Unit Unit);

/// <summary>A model as a pure function of its weights.</summary>
/// <param name="Instance">Its own single instance: the one whose weights <see cref="Forward"/> reads.</param>
/// <param name="Forward">First the arguments, then the weights in order; batched.</param>
public sealed record LoweredModel(
    GlobalSymbol Symbol, ImmutableArray<LoweredWeight> Weights, ModelInstance Instance, FunctionGraph Forward, TextSpan Span);

/// <summary>A weight of a model.</summary>
/// <param name="Path">From the layers' names and the local name in the layer: <c>dense1.weight</c>; unique in the model.</param>
/// <param name="Initial">Its initial value: a draw, or any node over host scalars; of the weight's shape (a scalar is repeated).</param>
public sealed record LoweredWeight(string Path, ImmutableArray<Extent> Shape, Node Initial, TextSpan Span)
{
    /// <summary>
    /// For a statistic: the share of its way to the batch's value that it goes at every step, a host scalar. Optimisers leave it alone, and in
    /// the place of its gradient stands the batch's value.
    /// </summary>
    public Node? Follow { get; init; }
}

/// <summary>A schedule of the spec; <see cref="Value"/> is a part, or another schedule.</summary>
public sealed record LoweredSchedule(GlobalSymbol Symbol, Unit Clock, PartArgument Value, TextSpan Span);

/// <summary>A training with its arguments fixed.</summary>
/// <param name="Name">The spec's name, followed by the arguments' where it takes some; unique.</param>
/// <param name="Batch">What a step draws; null where nothing is drawn.</param>
/// <param name="Instances">Every model instance that it reads or moves, in order of first use.</param>
public sealed record LoweredTraining(
    GlobalSymbol Symbol,
    string Name,
    LoweredTime Budget,
    ImmutableArray<LoweredTraining> After,
    LoweredBatch? Batch,
    ImmutableArray<ModelInstance> Instances,
    ImmutableArray<LoweredStep> Steps,
    TextSpan Span)
{
    /// <summary>
    /// Whether replicates of it can be trained side by side, as one computation along the axis <see cref="AxisKind.Replicate"/>: every
    /// step does the same to all of them.
    /// </summary>
    public bool IsSideBySide { get; init; }

    public bool Equals(LoweredTraining? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Name);
}

/// <summary>A length of training on a clock: <c>1_000&lt;step&gt;</c>.</summary>
public sealed record LoweredTime(Node Amount, Unit Clock);

/// <param name="Size">Samples a step: a host integer.</param>
public sealed record LoweredBatch(Node Size, ImmutableArray<LoweredRows> Sources, TextSpan Span);

/// <summary>A split of a data set, or all that a replay holds.</summary>
public sealed record LoweredRows(GlobalSymbol Data, string Split)
{
    /// <summary>The split of a replay, which has none.</summary>
    public const string Whole = "";

    public bool IsReplay => Split == Whole;

    public override string ToString() => IsReplay ? Data.Name : $"{Data.Name}.{Split}";
}

public abstract record LoweredStep(TextSpan Span);

/// <summary>Plays, and keeps the transitions in a replay.</summary>
/// <param name="Amount">Env steps, a host scalar: for each step of the training, or (<paramref name="IsOnce"/>) all before the first.</param>
/// <param name="Episodes">How many are played side by side, a host integer; null for as many as suit the amount.</param>
/// <param name="Policy">From what is seen to actions: batched, and drawn anew for each.</param>
public sealed record CollectStep(
    Node Amount, bool IsOnce, WorldGraph World, Node? Episodes, FunctionGraph Policy, GlobalSymbol Replay, TextSpan Span) : LoweredStep(Span)
{
    /// <summary>Everything that is computed while it plays.</summary>
    public IEnumerable<FunctionGraph> Functions => World.Functions.Append(Policy);

    /// <summary>Numbers that are known before it plays, beside those inside the functions.</summary>
    public IEnumerable<Node> Numbers => World.Numbers.Concat(new[] { Amount, Episodes }.OfType<Node>());
}

/// <summary>One move of an optimiser.</summary>
/// <param name="Name">The objective's name, or <c>loss</c>.</param>
/// <param name="Value">One output: the scalar objective as the spec states it.</param>
/// <param name="ValueAndGradients">Outputs: the objective, then per moved instance and weight, in order, its gradient (of the objective
/// itself, also when it is maximised).</param>
/// <param name="Moved">The instances that the optimiser moves.</param>
/// <param name="BoundKind">How the value relates to the objective, where that has a <c>sup</c> or <c>inf</c>.</param>
public sealed record OptimizeStep(
    string Name,
    bool Maximize,
    FunctionGraph Value,
    FunctionGraph ValueAndGradients,
    ImmutableArray<ModelInstance> Moved,
    PartValue Optimiser,
    BoundKind BoundKind,
    TextSpan Span) : LoweredStep(Span)
{
    /// <summary>
    /// <see cref="ValueAndGradients"/> for replicates side by side: weights, batches and draws have the axis
    /// <see cref="AxisKind.Replicate"/>, which leads and which a single replicate lacks at run time. Null where they cannot be.
    /// </summary>
    public FunctionGraph? SideBySide { get; init; }
}

/// <summary>Moves target instances towards those that they follow: <c>target += rate (source - target)</c>.</summary>
public sealed record TrackStep(ImmutableArray<ModelInstance> Targets, PartArgument Rate, TextSpan Span) : LoweredStep(Span);

/// <summary>Projects the weights of instances onto a set.</summary>
public sealed record ProjectStep(ImmutableArray<ModelInstance> Instances, PartValue Method, TextSpan Span) : LoweredStep(Span);

/// <summary>Statements that run once every so often.</summary>
public sealed record EveryStep(LoweredTime Period, ImmutableArray<LoweredStep> Steps, TextSpan Span) : LoweredStep(Span);

/// <summary>A phase: its own statements for a time, while a condition (a host bool) held at its start.</summary>
public sealed record PhaseStep(LoweredTime Budget, Node? Condition, ImmutableArray<LoweredStep> Steps, TextSpan Span) : LoweredStep(Span);

/// <summary>A host scalar measured during training.</summary>
public sealed record MeasureStep(
    MeasureSymbol Symbol, Node Value, BoundKind BoundKind, ImmutableArray<Derivation> Derivations, TextSpan Span) : LoweredStep(Span);

/// <summary>Ends the training when a host bool over the measures holds.</summary>
public sealed record StopStep(Node Condition, TextSpan Span) : LoweredStep(Span);

/// <summary>Says something when a host bool over the measures holds.</summary>
public sealed record WarnStep(string Text, Node Condition, TextSpan Span) : LoweredStep(Span);

/// <summary>A protocol. What needs no lowering (statistics, reports, plots, claims) is the bound tree's.</summary>
public sealed record LoweredProtocol(
    GlobalSymbol Symbol,
    ImmutableArray<LoweredGrid> Grid,
    ImmutableArray<LoweredRun> Runs,
    ImmutableArray<LoweredMeasure> Measures,
    ImmutableArray<BoundReport> Reports,
    ImmutableArray<BoundPlot> Plots,
    ImmutableArray<BoundClaim> Claims,
    int Cells,
    TextSpan Span)
{
    public ImmutableArray<LoweredPicture> Pictures { get; init; } = ImmutableArray<LoweredPicture>.Empty;

    /// <summary>All host scalars that the protocol computes.</summary>
    public IEnumerable<Node> Hosts => Measures.Concat(Pictures.Select(p => p.Played)).SelectMany(m => m.Variants).Select(v => v.Value);

    /// <summary>The parameters of a cell that differ from the experiment's: what every run sets, and to the same value. Measures see them.</summary>
    public ImmutableArray<LoweredOverride> Settings =>
        Runs.IsEmpty ? ImmutableArray<LoweredOverride>.Empty
        : Runs[0].Overrides.Where(o => Runs.All(r => r.Overrides.Contains(o))).ToImmutableArray();
}

/// <summary>One <c>for</c> of a grid.</summary>
/// <param name="Values">Per value, one argument for each symbol: a host scalar, a text, a training or a part.</param>
/// <param name="Condition">A host bool over grid inputs.</param>
public sealed record LoweredGrid(
    ImmutableArray<GridSymbol> Symbols,
    ImmutableArray<ImmutableArray<PartArgument>> Values,
    ImmutableArray<ImmutableArray<string>> Labels,
    bool IsReplicates,
    Node? Condition,
    TextSpan Span)
{
    /// <summary>The values as the spec writes them, by which conditions name them.</summary>
    public ImmutableArray<ImmutableArray<BoundExpression>> Written { get; init; } = ImmutableArray<ImmutableArray<BoundExpression>>.Empty;
}

/// <summary>A run: a training, which may depend on variables of the grid.</summary>
/// <param name="Variants">One for each combination of the grid variables in it (a method, an objective): one without selections where there
/// are none.</param>
/// <param name="Overrides">Parameters with other values, host scalars over grid inputs or texts.</param>
public sealed record LoweredRun(
    ImmutableArray<RunVariant> Variants,
    ImmutableArray<LoweredOverride> Overrides,
    string? Alias,
    TextSpan Span)
{
    public IEnumerable<LoweredTraining> Trainings => Variants.Select(v => v.Training);
}

/// <param name="Selections">The values of the grid under which this training is the run's.</param>
public sealed record RunVariant(ImmutableArray<BoundSelection> Selections, LoweredTraining Training);

public sealed record LoweredOverride(GlobalSymbol Param, PartArgument Value);

/// <summary>A measure: a host scalar for each cell of the grid.</summary>
/// <param name="Variants">One for each combination of those grid variables in it that are no numbers (a method, a function): usually one
/// without selections.</param>
/// <param name="DependsOn">The grid variables in the expression itself, in order of declaration: training's dependence comes on
/// top.</param>
/// <param name="Instances">The trained models that it reads.</param>
public sealed record LoweredMeasure(
    MeasureSymbol Symbol,
    ImmutableArray<MeasureVariant> Variants,
    bool IsFraction,
    bool InSample,
    Unit Unit,
    ImmutableArray<GridSymbol> DependsOn,
    ImmutableArray<ModelInstance> Instances,
    TextSpan Span);

/// <summary>A picture.</summary>
/// <param name="Played">What is played, in the place of a measure: its values are <see cref="Ir.Operations.EpisodeOperation"/>s.</param>
public sealed record LoweredPicture(LoweredMeasure Played, ImmutableArray<GridSymbol> By, BoundExpression? Condition);

/// <param name="Selections">The values of the grid under which this variant is the measure.</param>
/// <param name="Value">A host scalar: arithmetic over data means, grid values, parameters and earlier measures.</param>
public sealed record MeasureVariant(
    ImmutableArray<BoundSelection> Selections, Node Value, BoundKind BoundKind, ImmutableArray<Derivation> Derivations)
{
    /// <summary>What the value bounds, whatever computes it: variants of one quantity have one node. Null where nothing is uncertain.</summary>
    internal Node? Quantity { get; init; }
}
