using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

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
        Subscripts = Subscripts
            .Select(s => s with { Position = mapper.Map(s.Position), Kept = s.Kept is { } k ? mapper.Map(k) : null }).ToImmutableArray(),
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
                    $"{Words.Count(Subscripts.Length, "subscript")} on {TypeNames.Of(target)}, "
                        + $"which has {Words.Count(Arrays.Split(target).Shape.Rank, "dimension")}.");
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

        if (subscript.Constant is { } constant && inference.Solver.Resolve(dimension) is FixedDimension size
            && (constant < 0 || constant >= size.Value))
        {
            inference.Diagnostics.Report(
                UnitDiagnostics.OutOfRange,
                Span,
                $"The subscript {constant} is out of range: the dimension has {size.Value} positions, 0 to {size.Value - 1}.");
        }

        if (position is not DimensionType && !inference.Solver.TryUnify(new IntType(Unit.One), position))
            inference.Diagnostics.Report(
                TypeDiagnostics.Subscript,
                Span,
                $"A subscript is an int or a label, but this is {TypeNames.Of(position)}.");
    }
}
