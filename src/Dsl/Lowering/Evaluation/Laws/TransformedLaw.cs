using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Dsl.Lowering.Evaluation;

/// <summary>The law of f z for z of another law and an invertible map f, with the density p(z) / |det f'(z)| at f z.</summary>
/// <param name="LogStretch">log |det f'(z)|, a number.</param>
/// <param name="Conditions">What f depends on.</param>
internal sealed record TransformedLaw(
    Law Origin, Func<Value, Value> Forward, Func<Value, Value> Inverse, Func<Value, Node> LogStretch, ImmutableArray<Node> Conditions) : Law
{
    public override string Kind => $"a transformed law of {Origin.Kind}";

    public override bool IsFinite => Origin.IsFinite;

    public override IEnumerable<Node> Parameters(Evaluator evaluator) =>
        Origin.Parameters(evaluator).Concat(Conditions);

    public override Value Draw(Evaluator evaluator, string name, IEnumerable<Axis> axes) =>
        evaluator.Image(Origin.Draw(evaluator, name, axes), Forward);

    public override Atoms Atoms(Evaluator evaluator, string name, Extent? draws)
    {
        var atoms = Origin.Atoms(evaluator, name, draws);
        return atoms with { Item = evaluator.Image(atoms.Item, Forward) };
    }

    public override Value Expectation(Evaluator evaluator, Func<Law, Func<Value, Value>, Value> expect, Func<Value, Value> body) =>
        expect(Origin, z => body(evaluator.Image(z, Forward)));

    /// <summary>At a draw of this law by the z that it was made from, which stays exact where f is flat.</summary>
    public override Node? LogDensity(Evaluator evaluator, Value point)
    {
        var z = evaluator.PreImage(point, Forward) ?? Inverse(point);
        return Origin.LogDensity(evaluator, z) is { } density ? evaluator.Graph.Subtract(density, LogStretch(z)) : null;
    }

    public override Value? MostLikely(Evaluator evaluator) => Origin.MostLikely(evaluator) is { } z ? evaluator.Image(z, Forward) : null;

    /// <summary>Where both laws are the same map of others, the divergence of these.</summary>
    public override Node? Divergence(Evaluator evaluator, Law other)
    {
        if (other is not TransformedLaw q || Origin.MostLikely(evaluator) is not { } probe)
            return null;
        var z = evaluator.MapNodes(probe, n => evaluator.Graph.Variable("z", n.Axes, n.Shape));
        return evaluator.Flatten(Forward(z)).SequenceEqual(evaluator.Flatten(q.Forward(z))) ? Origin.Divergence(evaluator, q.Origin) : null;
    }
}
