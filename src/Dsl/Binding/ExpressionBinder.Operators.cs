using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

/// <summary>Operators and <c>if</c>.</summary>
internal sealed partial class ExpressionBinder
{
    private BoundExpression InferUnary(UnaryExpression unary, Scope scope)
    {
        var operand = Infer(unary.Operand, scope);
        if (unary.Operator == "+")
            return operand;

        // A negated literal is a literal, so that -1.5 is an argument like any other.
        if (operand is BoundNumber number)
            return number with { Value = -number.Value, Span = unary.Span };
        var result = inference.Fresh();
        inference.Require(new OperatorConstraint(Operator.Negate, operand.Type, operand.Type, result, null, unary.Span));
        return new BoundOperation(Operator.Negate, ImmutableArray.Create<BoundExpression>(operand), result, unary.Span);
    }

    private BoundExpression InferBinary(BinaryExpression binary, Scope scope)
    {
        var (left, right) = (Infer(binary.Left, scope), Infer(binary.Right, scope));
        if (Operators.Of(binary.Operator) is not { } operation)
            return new BoundError(binary.Span);
        var exponent = operation == Operator.Power && right is BoundNumber { Value: { IsInteger: true } value } number
            && inference.Solver.LiteralOf(number.Type) is not null
            ? (int?)(int)value.ToDouble()
            : null;
        if (operation == Operator.Divide)
            WarnIntegerDivision(left, right, binary.Span);
        var result = inference.Fresh();
        inference.Require(new OperatorConstraint(operation, left.Type, right.Type, result, exponent, binary.Span));
        return new BoundOperation(operation, ImmutableArray.Create<BoundExpression>(left, right), result, binary.Span);
    }

    /// <summary><c>1 / 3</c> is 0 where nothing makes it a float.</summary>
    private void WarnIntegerDivision(BoundExpression left, BoundExpression right, TextSpan span)
    {
        if (left is BoundNumber a && right is BoundNumber b && !b.Value.Digits.IsZero && a.Value.ToDouble() % b.Value.ToDouble() != 0
            && inference.Solver.LiteralOf(inference.Resolve(a.Type)) is not null
            && inference.Solver.LiteralOf(inference.Resolve(b.Type)) is not null)
        {
            _divisions.Add((left, span));
        }
    }

    /// <summary>Warns of divisions of whole literals that stayed whole.</summary>
    public void ReportIntegerDivisions()
    {
        foreach (var (operand, span) in _divisions)
        {
            if (inference.Resolve(operand.Type) is IntType)
                Diagnostics.Report(
                    TypeDiagnostics.IntegerDivision,
                    span,
                    "This divides whole numbers and drops the remainder.",
                    "write the numbers with a point: `1.0 / 3.0`.");
        }

        _divisions.Clear();
    }

    private readonly List<(BoundExpression Operand, TextSpan Span)> _divisions = [];

    private BoundExpression InferIf(IfExpression choice, Scope scope, Type? hint)
    {
        var condition = Infer(choice.Condition, scope);
        var whole = inference.Head(condition.Type) is BoolType ? hint : null;
        var then = Infer(choice.Then, scope, whole);
        var otherwise = Infer(choice.Else, scope, whole ?? then.Type);
        var result = inference.Fresh();
        inference.Require(new ConditionConstraint(condition.Type, then.Type, otherwise.Type, result, choice.Condition.Span, choice.Span));
        return new BoundIf(condition, then, otherwise, result, choice.Span);
    }
}
