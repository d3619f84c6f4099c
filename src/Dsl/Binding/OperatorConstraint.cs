using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

/// <summary>
/// <c>left op right : result</c>. Two scalars, two tensors of one shape elementwise, or a scalar with every element of a tensor. Units
/// follow F#: equal under
/// <c>+ - %</c> and comparisons, combined by <c>* /</c>, raised by a whole literal exponent; any other power needs unit 1.
/// </summary>
/// <param name="Exponent">The exponent of a power where it is a whole literal.</param>
internal sealed record OperatorConstraint(Operator Operator, Type Left, Type Right, Type Result, int? Exponent, TextSpan Span)
    : Constraint(Span)
{
    public override IEnumerable<Type> Types => [Left, Right, Result];

    public override TypeConstraint Map(TypeMapper mapper, TextSpan span) =>
        this with { Left = mapper.Map(Left), Right = mapper.Map(Right), Result = mapper.Map(Result), Span = span };

    public override bool TrySolve(Inference inference)
    {
        var (left, right) = (inference.Resolve(Left), inference.Resolve(Right));
        if (left is ErrorType || right is ErrorType)
            return Finish(inference, ErrorType.Instance);
        var (leftElement, leftShape) = Arrays.Split(left);
        var (rightElement, rightShape) = Arrays.Split(right);
        if (inference.Solver.IsUnknown(leftElement) || inference.Solver.IsUnknown(rightElement))
            return ScalarResult(inference);
        if (CommonShape(inference, leftShape, rightShape) is not { } shape)
            return Finish(inference, ErrorType.Instance);
        var element = Element(inference, AsNumber(leftElement), AsNumber(rightElement));
        return Finish(inference, element is ErrorType ? element : Arrays.Of(element, shape));
    }

    public override void Default(Inference inference)
    {
        var (left, right) = (inference.Resolve(Left), inference.Resolve(Right));
        if (inference.Solver.IsUnknown(Arrays.Split(left).Element) && !inference.Solver.IsUnknown(Arrays.Split(right).Element))
            inference.Solver.TryUnify(left, IsProduct ? inference.FreshFloat() : right);
        else if (!inference.Solver.IsUnknown(Arrays.Split(left).Element))
            inference.Solver.TryUnify(right, IsProduct ? inference.FreshFloat() : left);
        else if (Operators.IsLogic(Operator))
            inference.Solver.TryUnify(left, new BoolType());
        else
            inference.Solver.TryUnify(Arrays.Split(left).Element, inference.FreshFloat());
        if (inference.Solver.IsUnknown(Arrays.Split(inference.Resolve(Right)).Element))
            inference.Solver.TryUnify(
                Arrays.Split(inference.Resolve(Right)).Element,
                IsProduct ? inference.FreshFloat() : Arrays.Split(inference.Resolve(Left)).Element);
    }

    private bool IsProduct => Operator is Operator.Multiply or Operator.Divide or Operator.Power;

    /// <summary>A dimension counts as the int that it is.</summary>
    private static Type AsNumber(Type element) => element is DimensionType ? new IntType(Unit.One) : element;

    /// <summary>Nothing but scalars gives a scalar float.</summary>
    private bool ScalarResult(Inference inference)
    {
        if (inference.Resolve(Result) is not FloatType)
            return false;
        var progress = false;
        foreach (var operand in new[] { Left, Right })
        {
            if (inference.Solver.IsUnknown(inference.Resolve(operand)))
                progress |= inference.Solver.TryUnify(operand, inference.FreshFloat());
        }

        return progress && TrySolve(inference);
    }

    private bool Finish(Inference inference, Type result)
    {
        inference.Unify(Result, result, Span);
        return true;
    }

    private Shape? CommonShape(Inference inference, Shape left, Shape right)
    {
        if (left.Rank == 0 || right.Rank == 0)
            return left.Rank == 0 ? right : left;
        if (inference.Solver.UnifyShapes(left, right) is not { } mismatch)
            return left;
        var names = new TypeNames();
        var isRank = mismatch is RankMismatch;
        inference.Diagnostics.Report(
            isRank ? UnitDiagnostics.RankMismatch : UnitDiagnostics.DimensionMismatch,
            Span,
            $"`{Operators.Sign(Operator)}` needs two equal shapes, or a scalar: "
                + $"its sides are {names.Print(inference.Resolve(Left))} and {names.Print(inference.Resolve(Right))}.");
        return null;
    }

    private Type Element(Inference inference, Type left, Type right)
    {
        if (Operators.IsLogic(Operator))
            return Logic(inference, left, right);
        if (Operators.IsEquality(Operator))
            return inference.Unify(left, right, Span) ? new BoolType() : ErrorType.Instance;
        if (!IsNumber(inference, left) || !IsNumber(inference, right))
            return NotNumbers(inference, IsNumber(inference, left) ? right : left);
        if ((left, right) is (FloatType, IntType) or (IntType, FloatType))
            return Mixed(inference, left, right);
        if (Operators.IsOrder(Operator))
            return inference.Unify(left, right, Span) ? new BoolType() : ErrorType.Instance;
        return Operator switch
        {
            Operator.Multiply => Product(inference, left, right, (a, b) => a * b),
            Operator.Divide => Product(inference, left, right, (a, b) => a / b),
            Operator.Power => Power(inference, left, right),
            _ => inference.Unify(left, right, Span) ? left : ErrorType.Instance,
        };
    }

    private Type Logic(Inference inference, Type left, Type right)
    {
        foreach (var side in new[] { left, right })
        {
            if (side is BoolType || inference.Solver.TryUnify(new BoolType(), side))
                continue;
            inference.Diagnostics.Report(
                TypeDiagnostics.NotABool, Span, $"`{Operators.Sign(Operator)}` joins conditions, but one side is {TypeNames.Of(side)}.");
            return ErrorType.Instance;
        }

        return new BoolType();
    }

    private bool IsNumber(Inference inference, Type element) =>
        element is FloatType or IntType || inference.Solver.LiteralOf(element) is not null;

    private Type NotNumbers(Inference inference, Type side)
    {
        var isFunction = side is FunctionType;
        inference.Diagnostics.Report(
            isFunction ? TypeDiagnostics.MissingArgument : TypeDiagnostics.NotANumber,
            Span,
            isFunction
                ? $"`{Operators.Sign(Operator)}` works on numbers, but one side is a function without its argument: {TypeNames.Of(side)}."
                : $"`{Operators.Sign(Operator)}` works on numbers, but one side is {TypeNames.Of(side)}.",
            side is BoolType ? "turn the condition into a number: `if ... then 1.0 else 0.0`." : null);
        return ErrorType.Instance;
    }

    private Type Mixed(Inference inference, Type left, Type right)
    {
        var names = new TypeNames();
        inference.Diagnostics.Report(
            TypeDiagnostics.MixedNumbers,
            Span,
            $"`{Operators.Sign(Operator)}` has {names.Print(left)} on its left and {names.Print(right)} on its right.",
            "convert the int with `to_float`.");
        return ErrorType.Instance;
    }

    private Type Product(Inference inference, Type left, Type right, Func<Unit, Unit, Unit> combine)
    {
        var (leftLiteral, rightLiteral) = (inference.Solver.LiteralOf(left), inference.Solver.LiteralOf(right));
        if (leftLiteral is { Unit.IsOne: true } && rightLiteral is { Unit.IsOne: true })
        {
            inference.Unify(left, right, Span);
            return left;
        }

        left = Settle(inference, left, right);
        right = Settle(inference, right, left);
        return left is FloatType f
            ? new FloatType(combine(f.Unit, ((FloatType)right).Unit))
            : new IntType(combine(((IntType)left).Unit, ((IntType)right).Unit));
    }

    /// <summary>A literal becomes the kind of number that it meets, with its own unit.</summary>
    private static Type Settle(Inference inference, Type side, Type other)
    {
        if (inference.Solver.LiteralOf(side) is not { } literal)
            return side;
        Type settled = other is FloatType ? new FloatType(literal.Unit) : new IntType(literal.Unit);
        inference.Solver.Unify(side, settled);
        return settled;
    }

    private Type Power(Inference inference, Type left, Type right)
    {
        if (Exponent is { } power && left is FloatType or IntType)
        {
            var unit = left is FloatType f ? f.Unit : ((IntType)left).Unit;
            inference.Solver.Unify(right, left is FloatType ? new FloatType(Unit.One) : new IntType(Unit.One));
            return left is FloatType ? new FloatType(unit.Power(power)) : new IntType(unit.Power(power));
        }

        foreach (var side in new[] { left, right })
        {
            if (side is FloatType { Unit: var u } && inference.Solver.UnifyUnits(Unit.One, u) is not null)
            {
                inference.Diagnostics.Report(
                    UnitDiagnostics.PowerNeedsOne,
                    Span,
                    $"`**` with an exponent that is no whole number needs numbers without a unit, but one side is {TypeNames.Of(side)}.",
                    $"divide by `1.0<{new TypeNames().Print(u)}>` first.");
                return ErrorType.Instance;
            }
        }

        return inference.Unify(left, right, Span) ? left : ErrorType.Instance;
    }
}
