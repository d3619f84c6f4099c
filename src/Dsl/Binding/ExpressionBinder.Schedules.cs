using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

/// <summary>
/// Schedules with their clocks, and dimensions given as ints: the two places where the expected type changes what an expression means.
/// </summary>
internal sealed partial class ExpressionBinder
{
    private const string ConstantSchedule = "schedule";
    private const string ThenSchedule = "then";

    /// <summary>
    /// The expected clock reaches both sides of <c>then</c>, so that either may be on its own clock where clocks convert.
    /// </summary>
    private BoundExpression CheckSchedule(Expression expression, ScheduleType expected, Scope scope)
    {
        var inside = scope with { Schedules = true };
        switch (expression)
        {
            case SequenceExpression sequence:
                return ApplyWord(
                    ThenSchedule,
                    sequence.Span,
                    CheckSchedule(sequence.First, expected, scope),
                    CheckSchedule(sequence.Second, expected, scope));
            case IfExpression choice:
                return new BoundIf(
                    Check(choice.Condition, new BoolType(), scope),
                    CheckSchedule(choice.Then, expected, scope),
                    CheckSchedule(choice.Else, expected, scope),
                    expected,
                    choice.Span);
            default:
                return AsSchedule(Infer(expression, inside), expected, scope);
        }
    }

    private BoundExpression InferSequence(SequenceExpression sequence, Scope scope, Type? hint)
    {
        var expected = hint is not null && inference.Head(hint) is ScheduleType known
            ? known
            : new ScheduleType(inference.Solver.FreshUnit(), inference.Fresh());
        return CheckSchedule(sequence, expected, scope);
    }

    private BoundExpression AsSchedule(BoundExpression bound, ScheduleType expected, Scope scope)
    {
        switch (inference.Head(bound.Type))
        {
            case ScheduleType actual:
                if (!inference.Unify(expected.Value, actual.Value, bound.Span))
                    return new BoundError(bound.Span);
                return inference.Solver.TryUnify(new FloatType(expected.Clock), new FloatType(actual.Clock))
                    ? bound
                    : ConvertClock(bound, expected, actual, scope);
            case FloatType or IntType or ArrayType:
                return Constant(bound, expected);
            case VariableType literal when inference.Solver.LiteralOf(literal) is not null:
                return Constant(bound, expected);
            default:
                return Coerce(bound, expected);
        }
    }

    /// <summary>A number where a schedule is expected is that number at all times.</summary>
    private BoundExpression Constant(BoundExpression value, ScheduleType expected)
    {
        var constant = ApplyWord(ConstantSchedule, value.Span, Coerce(value, expected.Value));
        return inference.Unify(expected, constant.Type, value.Span) ? constant : new BoundError(value.Span);
    }

    private BoundExpression ConvertClock(BoundExpression bound, ScheduleType expected, ScheduleType actual, Scope scope)
    {
        var (from, to) = (inference.Solver.Resolve(actual.Clock), inference.Solver.Resolve(expected.Clock));
        if (scope.ConvertsClocks && LanguageTypes.Clocks.Contains(from) && LanguageTypes.Clocks.Contains(to))
            return new BoundClock(bound, from, to, new ScheduleType(to, actual.Value), bound.Span);
        var convertible = LanguageTypes.Clocks.Contains(from) && LanguageTypes.Clocks.Contains(to);
        Diagnostics.Report(
            UnitDiagnostics.ClockMismatch,
            bound.Span,
            $"The unit of measure '{from}' does not match the unit of measure '{to}': "
                + $"a schedule on the clock of {to}s is expected, but this one runs on {from}s.",
            convertible
                ? $"convert {from}s to {to}s inside a `train` block with `batch N<sample/step> from DATA`, or write the duration in <{to}>."
                : $"write the duration in <{to}>.");
        return new BoundError(bound.Span);
    }

    private BoundExpression CheckDimension(Expression expression, DimensionType expected, Scope scope)
    {
        var bound = Infer(expression, scope);
        switch (inference.Head(bound.Type))
        {
            case DimensionType or ErrorType:
                return Coerce(bound, expected);
            case VariableType literal when inference.Solver.LiteralOf(literal) is not null && bound is BoundNumber:
                return Coerce(bound, expected);
            case IntType or VariableType when DimensionReader.Of(bound, inference.Head) is { } formula:
                inference.Require(new DimensionConstraint(formula, expected.Dimension, 0, bound.Span));
                return bound;
            case VariableType v when inference.Solver.IsUnknown(v):
                return Coerce(bound, expected);
            case IntType or VariableType:
                Diagnostics.Report(
                    UnitDiagnostics.NotADimension,
                    bound.Span,
                    "A dimension is known before the start: a number, an int `param`, or arithmetic on such.");
                return new BoundError(bound.Span);
            default:
                return Coerce(bound, new IntType(Unit.One));
        }
    }
}
