using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

/// <summary>
/// The body of a <c>sum</c>, <c>expect</c>, <c>sup</c> or <c>inf</c> and the binder's value: numbers, for <c>expect</c> floats; the
/// expectation of a condition is the fraction of cases in which it holds.
/// </summary>
internal sealed record BodyConstraint(BinderKind Kind, Type Body, Type Result, TextSpan Span) : Constraint(Span)
{
    public override IEnumerable<Type> Types => [Body, Result];

    public override TypeConstraint Map(TypeMapper mapper, TextSpan span) =>
        this with { Body = mapper.Map(Body), Result = mapper.Map(Result), Span = span };

    public override bool TrySolve(Inference inference)
    {
        var element = Arrays.Split(inference.Resolve(Body)).Element;
        if (inference.Solver.IsUnknown(element))
            return false;
        if (element is VariableType && Kind is not BinderKind.Expect)
            return false;
        if (element is VariableType literal)
            inference.Solver.Unify(literal, new FloatType(inference.Solver.LiteralOf(literal)!.Unit));
        if (ResultOf(Kind, inference.Resolve(Body)) is { } result)
            inference.Unify(result, Result, Span);
        else
            Report(inference, element);
        return true;
    }

    /// <summary>The value of a binder over a body of this type; null where the body may not have it, or where too little is known of it.</summary>
    public static Type? ResultOf(BinderKind kind, Type body)
    {
        var (element, shape) = Arrays.Split(body);
        return element switch
        {
            ErrorType or FloatType => body,
            IntType when kind is not BinderKind.Expect => body,
            BoolType when kind is BinderKind.Expect => Arrays.Of(new FloatType(Unit.One), shape),
            _ => null,
        };
    }

    public override void Default(Inference inference)
    {
        var element = Arrays.Split(inference.Resolve(Body)).Element;
        if (inference.Solver.IsUnknown(element))
            inference.Solver.TryUnify(element, inference.FreshFloat());
        inference.Solver.TryUnify(Body, Result);
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
                BoolType => "count with `if ... then 1.0 else 0.0`, or take the fraction with `expect`.",
                IntType => "convert it with `to_float`.",
                _ => null,
            });
    }
}
