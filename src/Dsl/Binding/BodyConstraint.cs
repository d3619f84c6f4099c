using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

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
