using System.Collections.Immutable;

namespace MLSpec.Dsl.Lowering.Ir.Operations;

/// <summary>
/// The multiplier b > 0 of a dual, found by what a training keeps: a function of the conditions that each step moves on.
/// Inputs: the values of the atoms, larger is worse, as a core dimension; the conditions, a vector; the radius; the nominal probabilities,
/// unless all atoms are equally likely; and what the state is made from.
/// </summary>
/// <remarks>b is held fixed in derivatives: at the best b that of the dual is zero, and every b gives a bound.</remarks>
/// <param name="Member">The state's method.</param>
/// <param name="Arguments">How many of the inputs the state is made from: the last ones, host scalars.</param>
public sealed record MultiplierOperation(TrainingState State, string Member, int Arguments) : Operation
{
    public override string Name => "multiplier";

    public override string Details => $"{State.Name}; {Member}";

    internal override NodeType Infer(ImmutableArray<Node> inputs)
    {
        Shapes.Require(
            inputs[0].Shape.Length == 1 && inputs[1].Shape.Length == 1 && inputs[2].IsScalar, "A multiplier is found from atoms, conditions and a radius.");
        return new(Shapes.UnionAxes(inputs), ImmutableArray<Extent>.Empty, ElementKind.Float);
    }
}
