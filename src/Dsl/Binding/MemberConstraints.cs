using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

/// <summary><c>target.name : result</c>: a field of a record, or a split of a data set.</summary>
internal sealed record MemberConstraint(Type Target, string Name, Type Result, TextSpan Span) : Constraint(Span)
{
    public override IEnumerable<Type> Types => [Target, Result];

    public override TypeConstraint Map(TypeMapper mapper, TextSpan span) =>
        this with { Target = mapper.Map(Target), Result = mapper.Map(Result), Span = span };

    public override bool TrySolve(Inference inference)
    {
        var target = inference.Resolve(Target);
        if (target is VariableType)
            return false;
        inference.Unify(Result, Member(inference, target), Span);
        return true;
    }

    public override void Default(Inference inference)
    {
        inference.Diagnostics.Report(
            TypeDiagnostics.CannotInfer, Span, $"The record that `{Name}` is read from is not known.", "write the type of the parameter: `(row : Row)`.");
        inference.Solver.Unify(Target, ErrorType.Instance);
    }

    private Type Member(Inference inference, Type target)
    {
        switch (target)
        {
            case ErrorType:
                return target;
            case RecordType record:
                if (record.Fields.FirstOrDefault(f => f.Name == Name) is { } field)
                    return field.Type;
                Report(
                    inference,
                    NameDiagnostics.FieldNotFound,
                    $"The record has no field `{Name}`; its fields are {Words.List(record.Fields.Select(f => f.Name).ToList())}.",
                    record.Fields.Select(f => f.Name));
                return ErrorType.Instance;
            case AppliedType { Constructor: LanguageTypes.Data } data:
                if (LanguageTypes.Splits.Contains(Name))
                    return LanguageTypes.RowsOf(data.Arguments[0]);
                Report(
                    inference,
                    NameDiagnostics.SplitNotFound,
                    $"Data has the splits {Words.List(LanguageTypes.Splits)}, but no `{Name}`.",
                    LanguageTypes.Splits);
                return ErrorType.Instance;
            case AppliedType { Constructor: LanguageTypes.Rows }:
                inference.Diagnostics.Report(
                    TypeDiagnostics.NoFields, Span, $"`{Name}` is read from rows, but a field belongs to one row.", "bind a row first: `expect row in ... -> row." + Name + "`.");
                return ErrorType.Instance;
            default:
                inference.Diagnostics.Report(
                    TypeDiagnostics.NoFields,
                    Span,
                    $"{TypeNames.Of(target)} has no members, so there is no `{Name}`.");
                return ErrorType.Instance;
        }
    }

    private void Report(Inference inference, DiagnosticDescriptor descriptor, string message, IEnumerable<string> candidates) =>
        inference.Diagnostics.Report(descriptor, Span, message, Nearest.Fix(Name, candidates));
}

/// <summary>A tuple pattern on a value: its parts are those of a tuple, or the fields of a record in order.</summary>
internal sealed record PartsConstraint(Type Target, ImmutableArray<Type> Parts, TextSpan Span) : Constraint(Span)
{
    public override IEnumerable<Type> Types => Parts.Insert(0, Target);

    public override TypeConstraint Map(TypeMapper mapper, TextSpan span) =>
        this with { Target = mapper.Map(Target), Parts = Parts.Select(mapper.Map).ToImmutableArray(), Span = span };

    public override bool TrySolve(Inference inference)
    {
        var target = inference.Resolve(Target);
        if (inference.Solver.IsUnknown(target))
            return false;
        var parts = target switch
        {
            TupleType t => t.Items.ToList(),
            RecordType r => r.Fields.Select(f => f.Type).ToList(),
            _ => null,
        };
        if (target is not ErrorType && parts?.Count != Parts.Length)
            Report(inference, target, parts?.Count);
        for (var i = 0; i < Parts.Length; i++)
            inference.Unify(Parts[i], parts is not null && i < parts.Count ? parts[i] : ErrorType.Instance, Span);
        return true;
    }

    public override void Default(Inference inference) => inference.Solver.TryUnify(Target, new TupleType(Parts.ToEquatableList()));

    private void Report(Inference inference, Type target, int? count)
    {
        var fields = target is RecordType r ? $": {Words.List(r.Fields.Select(f => f.Name).ToList())}" : "";
        inference.Diagnostics.Report(
            TypeDiagnostics.TupleSize,
            Span,
            count is { } n
                ? $"The pattern has {Words.Count(Parts.Length, "part")}, but the value has {n}{fields}."
                : $"The pattern takes a value apart that has no parts: {TypeNames.Of(target)}.",
            count > Parts.Length ? "write `_` for a part that is not used." : null);
    }
}

/// <summary>One subscript of <c>target.[...]</c>.</summary>
/// <param name="Position">The type of the position; a slice keeps the dimension, of which <paramref name="Kept"/> is the length.</param>
internal sealed record SubscriptType(Type Position, Dimension? Kept, int? Constant);

/// <summary><c>target.[i, j] : result</c>; positions are ints or labels below the dimension.</summary>
internal sealed record IndexConstraint(Type Target, ImmutableArray<SubscriptType> Subscripts, Type Result, TextSpan Span) : Constraint(Span)
{
    public override IEnumerable<Type> Types =>
        new[] { Target, Result }.Concat(
            Subscripts.SelectMany(s => s.Kept is { } kept ? new[] { s.Position, new DimensionType(kept) } : [s.Position]));

    public override TypeConstraint Map(TypeMapper mapper, TextSpan span) => this with
    {
        Target = mapper.Map(Target),
        Result = mapper.Map(Result),
        Subscripts = Subscripts.Select(s => s with { Position = mapper.Map(s.Position), Kept = s.Kept is { } k ? mapper.Map(k) : null }).ToImmutableArray(),
        Span = span,
    };

    public override bool TrySolve(Inference inference)
    {
        var target = inference.Resolve(Target);
        if (inference.Solver.IsUnknown(target) || target is ArrayType { Shape.HasRow: true })
            return false;
        if (target is not ArrayType array || array.Shape.Rank < Subscripts.Length)
        {
            if (target is not ErrorType)
            {
                inference.Diagnostics.Report(
                    TypeDiagnostics.NotIndexable,
                    Span,
                    $"{Words.Count(Subscripts.Length, "subscript")} on {TypeNames.Of(target)}, which has {Words.Count(Arrays.Split(target).Shape.Rank, "dimension")}.");
            }

            inference.Unify(Result, ErrorType.Instance, Span);
            return true;
        }

        if (Subscripts.Any(s => inference.Solver.IsUnknown(inference.Resolve(s.Position))))
            return false;
        var kept = new List<Dimension>();
        for (var i = 0; i < Subscripts.Length; i++)
        {
            CheckPosition(inference, Subscripts[i], array.Shape.Dimensions[i]);
            if (Subscripts[i].Kept is { } length)
                kept.Add(length);
        }

        kept.AddRange(array.Shape.Dimensions.Skip(Subscripts.Length));
        inference.Unify(Result, Arrays.Of(array.Element, new Shape(kept.ToEquatableList())), Span);
        return true;
    }

    public override void Default(Inference inference)
    {
        foreach (var subscript in Subscripts)
            inference.Solver.TryUnify(subscript.Position, new IntType(Unit.One));
        if (inference.Solver.IsUnknown(inference.Resolve(Target)))
            inference.Solver.TryUnify(
                Target,
                new ArrayType(inference.Fresh(), new Shape(Subscripts.Select(_ => inference.Solver.FreshDimension()).ToEquatableList())));
        else if (inference.Resolve(Target) is ArrayType { Shape: { HasRow: true } shape })
            inference.Solver.UnifyShapes(shape, new Shape(Subscripts.Select(_ => inference.Solver.FreshDimension()).ToEquatableList()));
    }

    private void CheckPosition(Inference inference, SubscriptType subscript, Dimension dimension)
    {
        var position = inference.Resolve(subscript.Position);
        if (position is ErrorType)
            return;
        if (position is ClassType label)
        {
            inference.Unify(new ClassType(dimension), label, Span);
            return;
        }

        if (subscript.Constant is { } constant && inference.Solver.Resolve(dimension) is FixedDimension size && (constant < 0 || constant >= size.Value))
        {
            inference.Diagnostics.Report(
                UnitDiagnostics.OutOfRange, Span, $"The subscript {constant} is out of range: the dimension has {size.Value} positions, 0 to {size.Value - 1}.");
        }

        if (position is not DimensionType && !inference.Solver.TryUnify(new IntType(Unit.One), position))
            inference.Diagnostics.Report(
                TypeDiagnostics.Subscript,
                Span,
                $"A subscript is an int or a label, but this is {TypeNames.Of(position)}.");
    }
}

/// <summary>The body of a <c>sum</c>, <c>expect</c>, <c>sup</c> or <c>inf</c>: numbers, for <c>expect</c> floats.</summary>
internal sealed record BodyConstraint(BinderKind Kind, Type Body, TextSpan Span) : Constraint(Span)
{
    public override IEnumerable<Type> Types => [Body];

    public override TypeConstraint Map(TypeMapper mapper, TextSpan span) => this with { Body = mapper.Map(Body), Span = span };

    public override bool TrySolve(Inference inference)
    {
        var element = Arrays.Split(inference.Resolve(Body)).Element;
        if (inference.Solver.IsUnknown(element))
            return false;
        if (element is VariableType && Kind is not BinderKind.Expect)
            return false;
        if (element is VariableType literal)
            inference.Solver.Unify(literal, new FloatType(inference.Solver.LiteralOf(literal)!.Unit));
        else if (!IsNumber(Kind, element))
            Report(inference, element);
        return true;
    }

    /// <summary>Whether a known element type may be the body's.</summary>
    public static bool IsNumber(BinderKind kind, Type element) =>
        element is ErrorType or FloatType or VariableType || (element is IntType && kind is not BinderKind.Expect);

    public override void Default(Inference inference)
    {
        var element = Arrays.Split(inference.Resolve(Body)).Element;
        if (inference.Solver.IsUnknown(element))
            inference.Solver.TryUnify(element, inference.FreshFloat());
    }

    private void Report(Inference inference, Type element)
    {
        var word = Kind.ToString().ToLowerInvariant();
        inference.Diagnostics.Report(
            element is FunctionType ? TypeDiagnostics.MissingArgument : TypeDiagnostics.BodyNotANumber,
            Span,
            $"`{word}` is of a {(Kind is BinderKind.Expect ? "float" : "number")}, but this is {TypeNames.Of(element)}.",
            element switch
            {
                BoolType => "count with `if ... then 1.0 else 0.0`.",
                IntType => "convert it with `to_float`.",
                _ => null,
            });
    }
}
