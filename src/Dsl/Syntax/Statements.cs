using System.Collections.Immutable;

namespace MLSpec.Dsl.Syntax;

/// <summary>A line of a <c>train</c> block; they run in order, once a step.</summary>
public abstract record TrainStatement(TextSpan Span) : SyntaxNode(Span);

/// <summary><c>after other, another</c></summary>
public sealed record AfterStatement(ImmutableArray<Name> Trainings, TextSpan Span) : TrainStatement(Span);

/// <summary><c>batch SIZE from source, source</c></summary>
public sealed record BatchStatement(Expression Size, ImmutableArray<Expression> Sources, TextSpan Span) : TrainStatement(Span);

/// <summary><c>collect AMOUNT from ENV [by EPISODES] with POLICY into replay</c></summary>
public sealed record CollectStatement(
    Expression Amount, Expression Environment, Expression? Episodes, Expression Policy, Name Replay, TextSpan Span) : TrainStatement(Span);

/// <summary><c>minimize OBJECTIVE over model, model using OPTIMISER</c>, or <c>maximize</c></summary>
public sealed record OptimizeStatement(bool Maximize, Expression Objective, ImmutableArray<Expression> Models, Expression Optimiser, TextSpan Span)
    : TrainStatement(Span);

/// <summary><c>track target critic, target value rate 0.005</c>; the models are the names after <c>target</c>.</summary>
public sealed record TrackStatement(ImmutableArray<Name> Models, Expression Rate, TextSpan Span) : TrainStatement(Span);

/// <summary><c>project model by METHOD</c></summary>
public sealed record ProjectStatement(Name Model, Expression Method, TextSpan Span) : TrainStatement(Span);

/// <summary><c>phase BUDGET [when CONDITION]: statements</c></summary>
public sealed record PhaseStatement(Expression Budget, Expression? Condition, ImmutableArray<TrainStatement> Statements, TextSpan Span) : TrainStatement(Span);

/// <summary><c>every PERIOD: statements</c></summary>
public sealed record EveryStatement(Expression Period, ImmutableArray<TrainStatement> Statements, TextSpan Span) : TrainStatement(Span);

/// <summary><c>measure name [: type] = expression</c> inside <c>every</c></summary>
public sealed record TrainMeasureStatement(Name Name, TypeSyntax? Type, Expression Value, TextSpan Span) : TrainStatement(Span);

/// <summary><c>stop when CONDITION</c></summary>
public sealed record StopStatement(Expression Condition, TextSpan Span) : TrainStatement(Span);

/// <summary><c>warn "text" when CONDITION</c></summary>
public sealed record WarnStatement(string Text, Expression Condition, TextSpan Span) : TrainStatement(Span);

/// <summary>A statement whose word is reserved for later or that could not be read; it has been reported already.</summary>
public sealed record BrokenStatement(TextSpan Span) : TrainStatement(Span);

/// <summary>A line of a <c>protocol</c>.</summary>
public abstract record ProtocolItem(TextSpan Span) : SyntaxNode(Span);

/// <summary><c>for pattern in DOMAIN [where CONDITION]</c>; <c>for seed in replicates 5</c> has <see cref="IsReplicates"/> and the number as its domain.</summary>
public sealed record GridItem(Pattern Variable, Expression Domain, bool IsReplicates, Expression? Condition, TextSpan Span) : ProtocolItem(Span);

/// <summary><c>run TRAINING [with { fields }] [as name]</c></summary>
public sealed record RunItem(Expression Training, ImmutableArray<FieldSyntax> Overrides, Name? Alias, TextSpan Span) : ProtocolItem(Span);

public sealed record ProtocolLetItem(LocalLet Let, TextSpan Span) : ProtocolItem(Span);

/// <summary><c>measure name [: type] [in_sample] = expression</c></summary>
public sealed record MeasureItem(Name Name, ImmutableArray<Pattern> Parameters, TypeSyntax? Type, bool InSample, Expression Value, TextSpan Span)
    : ProtocolItem(Span)
{
    /// <summary>The text of its <c>///</c> lines, or null.</summary>
    public string? Documentation { get; init; }
}

/// <summary>One statistic of a report: <c>mean</c>, or <c>ci 95%</c> with its argument.</summary>
public sealed record StatisticSyntax(Name Name, Expression? Argument, TextSpan Span) : SyntaxNode(Span);

/// <summary><c>report mean, ci 95% of clean, attacked by method, eps</c></summary>
public sealed record ReportItem(ImmutableArray<StatisticSyntax> Statistics, ImmutableArray<Name> Measures, ImmutableArray<Name> By, TextSpan Span)
    : ProtocolItem(Span);

/// <summary><c>plot line { x = eps; y = attacked; by = method } [where CONDITION]</c></summary>
public sealed record PlotItem(Name Kind, ImmutableArray<FieldSyntax> Fields, Expression? Condition, TextSpan Span) : ProtocolItem(Span);

/// <summary><c>picture name = EXPRESSION [where CONDITION]</c></summary>
public sealed record PictureItem(Name Name, Expression Value, Expression? Condition, TextSpan Span) : ProtocolItem(Span)
{
    /// <summary>The text of its <c>///</c> lines, or null.</summary>
    public string? Documentation { get; init; }
}

/// <summary><c>claim "text" [empirical] [unequal] : EXPRESSION [when CONDITION]</c></summary>
public sealed record ClaimItem(string Text, TextSpan TextSpan, Expression Statement, Expression? Condition, TextSpan Span) : ProtocolItem(Span)
{
    /// <summary>The word <c>empirical</c>, where it stands.</summary>
    public Token? Empirical { get; init; }

    /// <summary>The word <c>unequal</c>, where it stands.</summary>
    public Token? Unequal { get; init; }
}

public sealed record BrokenItem(TextSpan Span) : ProtocolItem(Span);
