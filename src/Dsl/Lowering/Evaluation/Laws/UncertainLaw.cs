using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Dsl.Lowering.Evaluation;

/// <summary>The bound variable of a <c>sup</c> or <c>inf</c> over distributions: expectations over it are unknowns until the body is
/// known.</summary>
/// <param name="Center">The rows or the law around which the set lies.</param>
/// <param name="PerPoint">What the set asks of a point beside its value, such as its group.</param>
/// <param name="FirstVariable">Variables with this number or a higher one are bound inside the body.</param>
internal sealed record UncertainLaw(Value Center, Func<Value, ImmutableArray<Node>> PerPoint, int FirstVariable) : Value
{
    /// <summary>The expectations over it so far.</summary>
    public List<UncertainExpectation> Expectations { get; } = [];

    public override string Kind => "a distribution that is being chosen";
}

/// <summary>An expectation over an uncertain law, in the body as <paramref name="Variable"/>.</summary>
/// <param name="Values">The function of a point, a scalar along <paramref name="Axis"/>; it may hold marks of inner <c>sup</c>s.</param>
/// <param name="PerPoint">Of the same points.</param>
/// <param name="Nominal">Probabilities along the axis; null where all points are equally likely.</param>
/// <param name="Rows">Where the points are all rows of a split, and the variable a host scalar.</param>
/// <param name="IsSample">Whether the points are a sample of the centre.</param>
internal sealed record UncertainExpectation(
    Node Variable, Node Values, ImmutableArray<Node> PerPoint, Axis Axis, Node? Nominal, RowsValue? Rows, bool IsSample);
