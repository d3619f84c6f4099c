using System.Collections.Immutable;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Binding;

/// <summary>A whole file with its names resolved and every expression typed, in source order.</summary>
/// <param name="Opened">The modules it opens, transitively, each before those that open it; the core prelude first.</param>
public sealed record BoundModule(
    string Name, string? Documentation, SourceText Source, ImmutableArray<BoundModule> Opened, ImmutableArray<BoundDeclaration> Declarations);

public abstract record BoundDeclaration(GlobalSymbol Symbol, TextSpan Span);

/// <summary>A hyper-parameter with its default and, where stated, its inclusive range; its type is float, int, bool or text.</summary>
public sealed record BoundParam(GlobalSymbol Symbol, Types.Type Type, BoundExpression Value, ExactDecimal? Low, ExactDecimal? High, TextSpan Span)
    : BoundDeclaration(Symbol, Span);

/// <summary><c>let</c>; a function's body is a <see cref="BoundLambda"/>.</summary>
public sealed record BoundLet(GlobalSymbol Symbol, BoundExpression Value, TextSpan Span) : BoundDeclaration(Symbol, Span);

/// <summary>A named record type.</summary>
public sealed record BoundTypeDeclaration(GlobalSymbol Symbol, Types.Type Type, TextSpan Span) : BoundDeclaration(Symbol, Span);

/// <summary>A unit of measure: a base measure stands for itself, a derived one for a product of others.</summary>
public sealed record BoundUnitDeclaration(GlobalSymbol Symbol, Unit Unit, TextSpan Span) : BoundDeclaration(Symbol, Span);

/// <summary>A data source of rows.</summary>
public sealed record BoundData(GlobalSymbol Symbol, RecordType Row, BoundExpression Source, TextSpan Span) : BoundDeclaration(Symbol, Span)
{
    /// <summary>Whether the rows come while something is trained: there are no splits of them.</summary>
    public bool IsReplay => Source.Type is AppliedType { Constructor: LanguageTypes.Rows };
}

/// <summary>A model: a function (a <see cref="BoundLambda"/>) whose body's <c>weight</c>s are its parameters.</summary>
public sealed record BoundModel(GlobalSymbol Symbol, BoundLambda Function, TextSpan Span) : BoundDeclaration(Symbol, Span);

public sealed record BoundUncertainty(GlobalSymbol Symbol, BoundExpression Value, TextSpan Span) : BoundDeclaration(Symbol, Span);

/// <summary>A schedule on <see cref="Clock"/>; the value has a <see cref="ScheduleType"/>.</summary>
public sealed record BoundSchedule(GlobalSymbol Symbol, Unit Clock, BoundExpression Value, TextSpan Span) : BoundDeclaration(Symbol, Span);

/// <summary>An objective: a scalar expression, or a lambda with a scalar result.</summary>
public sealed record BoundObjective(GlobalSymbol Symbol, BoundExpression Value, TextSpan Span) : BoundDeclaration(Symbol, Span);

/// <summary>An external function: the user's own (member null) or one that the prelude maps to a runtime member.</summary>
/// <param name="Rules">What is stated of it beyond its type, in order: see <see cref="ExternRules"/>.</param>
public sealed record BoundExtern(GlobalSymbol Symbol, string? Member, ImmutableArray<BoundRule> Rules, TextSpan Span)
    : BoundDeclaration(Symbol, Span)
{
    /// <summary>The pullback <c>fun x1 .. xn g -&gt; (d1, .., dn)</c>, where one is stated.</summary>
    public BoundExpression? Gradient => Rule(ExternRules.Gradient);

    /// <summary>The function that a rule states, or null.</summary>
    public BoundExpression? Rule(string name) => Rules.FirstOrDefault(r => r.Name == name)?.Value;
}

/// <summary>A rule of an extern.</summary>
public sealed record BoundRule(string Name, BoundExpression Value);

/// <summary>A training: <see cref="Parameters"/> are its arguments (objectives or values), <see cref="Budget"/> has a unit of step or epoch.</summary>
public sealed record BoundTrain(
    GlobalSymbol Symbol, ImmutableArray<BoundPattern> Parameters, BoundExpression Budget, ImmutableArray<BoundTrainStatement> Statements, TextSpan Span)
    : BoundDeclaration(Symbol, Span);

public abstract record BoundTrainStatement(TextSpan Span);

public sealed record BoundAfter(ImmutableArray<GlobalSymbol> Trainings, TextSpan Span) : BoundTrainStatement(Span);

/// <summary>What a step draws: <see cref="Size"/> is in sample/step, each source a <c>rows</c> (a split of a data set).</summary>
public sealed record BoundBatch(BoundExpression Size, ImmutableArray<BoundExpression> Sources, TextSpan Span) : BoundTrainStatement(Span);

/// <summary>What is played and kept: <see cref="Amount"/> env steps for each step, or (<see cref="IsOnce"/>) all at once before the first.</summary>
/// <param name="Environment">Of an <c>env</c> type.</param>
/// <param name="Episodes">How many are played side by side; null for as many as suit the amount.</param>
/// <param name="Policy">From what is seen to a distribution of actions.</param>
public sealed record BoundCollect(
    BoundExpression Amount, bool IsOnce, BoundExpression Environment, BoundExpression? Episodes, BoundExpression Policy, GlobalSymbol Replay, TextSpan Span)
    : BoundTrainStatement(Span);

/// <param name="Models">The models moved: global symbols of models.</param>
public sealed record BoundOptimize(
    bool Maximize, BoundExpression Objective, ImmutableArray<GlobalSymbol> Models, BoundExpression Optimiser, TextSpan Span) : BoundTrainStatement(Span);

public sealed record BoundTrack(ImmutableArray<GlobalSymbol> Models, BoundExpression Rate, TextSpan Span) : BoundTrainStatement(Span);

public sealed record BoundProject(GlobalSymbol Model, BoundExpression Method, TextSpan Span) : BoundTrainStatement(Span);

public sealed record BoundPhase(BoundExpression Budget, BoundExpression? Condition, ImmutableArray<BoundTrainStatement> Statements, TextSpan Span)
    : BoundTrainStatement(Span);

public sealed record BoundEvery(BoundExpression Period, ImmutableArray<BoundTrainStatement> Statements, TextSpan Span) : BoundTrainStatement(Span);

public sealed record BoundTrainMeasure(MeasureSymbol Symbol, BoundExpression Value, TextSpan Span) : BoundTrainStatement(Span);

/// <param name="Condition">A bool over the measures of earlier <c>every</c> statements, the step and the parameters.</param>
public sealed record BoundStop(BoundExpression Condition, TextSpan Span) : BoundTrainStatement(Span);

/// <param name="Text">What is to be said where <paramref name="Condition"/>, a bool as that of <see cref="BoundStop"/>, holds.</param>
public sealed record BoundWarn(string Text, BoundExpression Condition, TextSpan Span) : BoundTrainStatement(Span);

/// <summary>A protocol; its items are in source order and split by role.</summary>
/// <param name="Cells">The number of cells of the grid, replicates included.</param>
public sealed record BoundProtocol(
    GlobalSymbol Symbol,
    ImmutableArray<BoundGrid> Grid,
    ImmutableArray<BoundRun> Runs,
    ImmutableArray<BoundMeasure> Measures,
    ImmutableArray<BoundReport> Reports,
    ImmutableArray<BoundPlot> Plots,
    ImmutableArray<BoundClaim> Claims,
    int Cells,
    TextSpan Span) : BoundDeclaration(Symbol, Span)
{
    /// <summary>The local definitions, in source order; measures may use them.</summary>
    public ImmutableArray<BoundProtocolLet> Lets { get; init; } = ImmutableArray<BoundProtocolLet>.Empty;

    public ImmutableArray<BoundPicture> Pictures { get; init; } = ImmutableArray<BoundPicture>.Empty;
}

/// <summary>A definition local to a protocol, evaluated once per cell.</summary>
public sealed record BoundProtocolLet(BoundPattern Pattern, BoundExpression Value, TextSpan Span);

/// <summary>
/// One <c>for</c> of a grid: the symbols it binds (several for a tuple pattern) and its values in order. A value is a <see cref="BoundNumber"/>, <see cref="BoundText"/>, <see cref="BoundBoolean"/>, or any
/// other expression (a training, a function, a method), labelled by its source text.
/// </summary>
/// <param name="Values">Per value, one expression for each symbol.</param>
/// <param name="Labels">Per value, one label for each symbol: how tables and claims name it.</param>
public sealed record BoundGrid(
    ImmutableArray<GridSymbol> Symbols,
    ImmutableArray<ImmutableArray<BoundExpression>> Values,
    ImmutableArray<ImmutableArray<string>> Labels,
    bool IsReplicates,
    BoundExpression? Condition,
    TextSpan Span);

/// <summary><c>run TRAINING with { param = value } as name</c>: the models it trains stand under their own names in the measures.</summary>
public sealed record BoundRun(BoundExpression Training, ImmutableArray<BoundOverride> Overrides, string? Alias, TextSpan Span)
{
    /// <summary>The alias as a record of the trained models (<c>robust.net</c>); null where there is no alias, or where it is the name of a trained model.</summary>
    public LocalSymbol? AliasSymbol { get; init; }
}

public sealed record BoundOverride(GlobalSymbol Param, BoundExpression Value);

/// <param name="IsFraction">Declared <c>: fraction</c>, or typed so: shown in per cent and known to lie in [0, 1].</param>
public sealed record BoundMeasure(MeasureSymbol Symbol, BoundExpression Value, bool IsFraction, bool InSample, TextSpan Span)
{
    /// <summary>The parameters of a measure that is a function: <c>measure accuracy (after, on) = ...</c>.</summary>
    public ImmutableArray<BoundPattern> Parameters { get; init; } = ImmutableArray<BoundPattern>.Empty;

    /// <summary>Declared <c>: certified TYPE</c>: every worst case in it is exact or bounded on its safe side.</summary>
    public bool IsCertified { get; init; }
}

/// <summary>One statistic: <c>mean</c>, <c>iqm</c>, ... with its numeric argument (<c>ci 95%</c>: 0.95).</summary>
public sealed record BoundStatistic(string Name, ExactDecimal? Argument, TextSpan Span)
{
    /// <summary>The member of the runtime that computes it.</summary>
    public string? Member { get; init; }

    /// <summary>The unit of the argument; null where the statistic asks for a pure number.</summary>
    public Unit? ArgumentUnit { get; init; }

    /// <summary>Whether it is no number of its own but says how the intervals of others are found.</summary>
    public bool IsInterval => Member?.StartsWith(Summaries, StringComparison.Ordinal) == false;

    /// <summary>Where the runtime keeps what summarises a sample.</summary>
    private const string Summaries = "Protocol.Statistic.";
}

public sealed record BoundReport(
    ImmutableArray<BoundStatistic> Statistics, ImmutableArray<MeasureSymbol> Measures, ImmutableArray<GridSymbol> By, TextSpan Span);

/// <summary>A plot: <c>line</c>, <c>points</c>, <c>bar</c>, <c>heatmap</c>, <c>profile</c>.</summary>
/// <param name="X">Null for a performance profile, whose horizontal axis are values of the measure.</param>
/// <param name="Y">What is drawn, of one unit: what is split by <paramref name="By"/>, and references. Of a profile its measure alone.</param>
public sealed record BoundPlot(
    string Kind, GridSymbol? X, ImmutableArray<BoundPlotted> Y, ImmutableArray<GridSymbol> By, BoundExpression? Condition, TextSpan Span)
{
    /// <summary>The vertical variable, where what is drawn is a colour over two variables; else null.</summary>
    public GridSymbol? Rows { get; init; }
}

/// <summary>A statistic of a measure as a plot draws it.</summary>
public sealed record BoundPlotted(BoundStatistic Statistic, MeasureSymbol Measure, TextSpan Span)
{
    /// <summary>Drawn once, for comparison: it stands <c>beside</c>, or it does not change along what the plot is split by.</summary>
    public bool IsReference { get; init; }
}

/// <summary>A picture of an episode: of the first replicate, for each value of <paramref name="By"/> under the condition.</summary>
/// <param name="Value">Episodes, <c>rollout ENVIRONMENT POLICY</c>: of type <c>dist Episode</c>.</param>
/// <param name="By">The variables of the grid that the episodes depend on, in order of declaration.</param>
public sealed record BoundPicture(
    MeasureSymbol Symbol, BoundExpression Value, ImmutableArray<GridSymbol> By, BoundExpression? Condition, TextSpan Span);

/// <summary>A claim: a comparison (or a conjunction of some) of <see cref="BoundEstimate"/>s, with the grid condition it is stated under.</summary>
public sealed record BoundClaim(string Text, BoundExpression Statement, BoundExpression? Condition, TextSpan Span)
{
    /// <summary>Of the measured values, whatever they say of the true ones: <c>claim "..." empirical : ...</c>.</summary>
    public bool IsEmpirical { get; init; }

    /// <summary>Of trainings that had different budgets, and says so: <c>claim "..." unequal : ...</c>.</summary>
    public bool IsUnequal { get; init; }
}

/// <summary>
/// Inside a claim: a statistic over the replicates of a measure at a selection of the grid, <c>mean attacked [hardened]</c>. What is neither selected nor fixed by the condition nor a replicate
/// is averaged over.
/// </summary>
public sealed record BoundEstimate(
    BoundStatistic Statistic, MeasureSymbol Measure, ImmutableArray<BoundSelection> Selections, Types.Type Type, TextSpan Span) : BoundExpression(Type, Span);

/// <summary>Inside a claim: two selections of one measure compared by the runs of one with those of the other, <c>improvement ret [robust] over [plain]</c>.</summary>
/// <param name="Contrast">What compares them.</param>
/// <param name="Left">The first selection; its statistic is of no account, and neither is that of <paramref name="Right"/>.</param>
public sealed record BoundContrast(GlobalSymbol Contrast, BoundEstimate Left, BoundEstimate Right, Types.Type Type, TextSpan Span) : BoundExpression(Type, Span)
{
    /// <summary>The member of the runtime that computes it.</summary>
    public string Member => ((BoundExtern)Contrast.Declaration!).Member!;
}

/// <summary>One grid variable held at the value with this index of its list.</summary>
public sealed record BoundSelection(GridSymbol Variable, int ValueIndex, string Label);
