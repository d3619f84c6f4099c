using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Dsl.Lowering.Evaluation;

/// <summary>The law of f x for x of another law.</summary>
/// <param name="Map">f.</param>
/// <param name="Conditions">What f depends on.</param>
internal sealed record PushLaw(Law Origin, Func<Value, Value> Map, ImmutableArray<Node> Conditions) : Law
{
    public override string Kind => $"the image of {Origin.Kind} under a function";

    public override bool IsFinite => Origin.IsFinite;

    public override IEnumerable<Node> Parameters(Evaluator evaluator) =>
        Origin.Parameters(evaluator).Concat(Conditions);

    public override Value Draw(Evaluator evaluator, string name, IEnumerable<Axis> axes) => Map(Origin.Draw(evaluator, name, axes));

    public override Atoms Atoms(Evaluator evaluator, string name, Extent? draws)
    {
        var atoms = Origin.Atoms(evaluator, name, draws);
        return atoms with { Item = Map(atoms.Item) };
    }

    public override Value Expectation(Evaluator evaluator, Func<Law, Func<Value, Value>, Value> expect, Func<Value, Value> body) =>
        expect(Origin, x => body(Map(x)));
}
