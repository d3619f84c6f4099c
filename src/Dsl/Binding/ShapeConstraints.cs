using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

/// <summary>
/// A list of <see cref="Length"/> items is <see cref="Result"/>: items that are tensors give a tensor with one more leading dimension.
/// </summary>
internal sealed record ListConstraint(Type Item, Dimension Length, Type Result, TextSpan Span) : Constraint(Span)
{
    public override IEnumerable<Type> Types => [Item, new DimensionType(Length), Result];

    public override TypeConstraint Map(TypeMapper mapper, TextSpan span) =>
        this with { Item = mapper.Map(Item), Length = mapper.Map(Length), Result = mapper.Map(Result), Span = span };

    public override bool TrySolve(Inference inference)
    {
        var item = inference.Resolve(Item);
        if (inference.Solver.IsUnknown(item) || item is ArrayType { Shape.HasRow: true })
            return false;
        inference.Unify(Result, item is ErrorType ? item : Arrays.Of(item, Shape.Of(Length)), Span);
        return true;
    }

    public override void Default(Inference inference) =>
        inference.Solver.TryUnify(Result, new ArrayType(Arrays.Split(inference.Resolve(Item)).Element, Shape.Of(Length)));
}

/// <summary>What a binder or a comprehension ranges over, what it binds, and how many there are.</summary>
internal sealed record DomainConstraint(string Binder, Type Domain, Type Item, Dimension Length, TextSpan Span) : Constraint(Span)
{
    public override IEnumerable<Type> Types => [Domain, Item, new DimensionType(Length)];

    public override TypeConstraint Map(TypeMapper mapper, TextSpan span) =>
        this with { Domain = mapper.Map(Domain), Item = mapper.Map(Item), Length = mapper.Map(Length), Span = span };

    public override bool TrySolve(Inference inference)
    {
        var domain = inference.Resolve(Domain);
        if (inference.Solver.IsUnknown(domain))
            return false;
        switch (domain)
        {
            case ErrorType:
                inference.Unify(Item, domain, Span);
                return true;
            case ArrayType { Shape: { Rank: 1, HasRow: true } }:
                return false;
            case ArrayType { Shape: { HasRow: true } }:
                return false;
            case ArrayType array:
                inference.Unify(new DimensionType(array.Shape.Dimensions[0]), new DimensionType(Length), Span);
                inference.Unify(Item, Arrays.Of(array.Element, new Shape(array.Shape.Dimensions.Skip(1).ToEquatableList())), Span);
                return true;
            case AppliedType applied when LanguageTypes.IsDomain(applied):
                inference.Unify(Item, applied.Arguments[0], Span);
                return true;
            default:
                inference.Diagnostics.Report(
                    TypeDiagnostics.NotADomain,
                    Span,
                    $"`{Binder}` ranges over data, a set, a distribution, a list or a range, but this is {TypeNames.Of(domain)}.",
                    domain is FunctionType ? "give the function its arguments." : null);
                inference.Unify(Item, ErrorType.Instance, Span);
                return true;
        }
    }

    public override void Default(Inference inference) =>
        inference.Solver.TryUnify(Domain, new ArrayType(inference.Fresh(), Shape.Of(Length)));
}

/// <summary><c>if condition then a else b</c>: on a tensor of conditions it chooses element by element.</summary>
internal sealed record ConditionConstraint(Type Condition, Type Then, Type Else, Type Result, TextSpan ConditionSpan, TextSpan Span)
    : Constraint(Span)
{
    public override IEnumerable<Type> Types => [Condition, Then, Else, Result];

    public override TypeConstraint Map(TypeMapper mapper, TextSpan span) => this with
    {
        Condition = mapper.Map(Condition),
        Then = mapper.Map(Then),
        Else = mapper.Map(Else),
        Result = mapper.Map(Result),
        ConditionSpan = span == Span ? ConditionSpan : span,
        Span = span,
    };

    public override bool TrySolve(Inference inference)
    {
        var condition = inference.Resolve(Condition);
        switch (condition)
        {
            case BoolType or ErrorType:
                inference.Unify(Then, Else, Span);
                inference.Unify(Result, Then, Span);
                return true;
            case ArrayType { Element: BoolType } choice:
                return Choose(inference, choice.Shape);
            case VariableType when inference.Solver.IsUnknown(condition):
                return false;
            default:
                inference.Diagnostics.Report(
                    TypeDiagnostics.NotABool,
                    ConditionSpan,
                    $"A condition is a bool, but this is {(condition is VariableType ? "a number" : TypeNames.Of(condition))}.");
                inference.Unify(Result, ErrorType.Instance, Span);
                return true;
        }
    }

    public override void Default(Inference inference) => inference.Solver.TryUnify(Condition, new BoolType());

    private bool Choose(Inference inference, Shape shape)
    {
        var (first, second) = (Arrays.Split(inference.Resolve(Then)), Arrays.Split(inference.Resolve(Else)));
        if (inference.Solver.IsUnknown(first.Element) || inference.Solver.IsUnknown(second.Element))
            return false;
        if (!inference.Unify(first.Element, second.Element, Span))
        {
            inference.Unify(Result, ErrorType.Instance, Span);
            return true;
        }

        foreach (var side in new[] { first, second })
        {
            if (side.Shape.Rank > 0 && inference.Solver.UnifyShapes(shape, side.Shape) is { } mismatch)
                inference.Report(mismatch, new ArrayType(first.Element, shape), new ArrayType(first.Element, side.Shape), Span);
        }

        inference.Unify(Result, Arrays.Of(first.Element, shape), Span);
        return true;
    }
}
