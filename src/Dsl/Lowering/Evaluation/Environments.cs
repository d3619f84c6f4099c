using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Dsl.Lowering.Evaluation;

/// <summary>An environment of the spec.</summary>
/// <param name="Parts">The fields of <c>environment { ... }</c>.</param>
/// <param name="Observe">What is seen of a state; null for the state itself.</param>
internal sealed record EnvironmentValue(string Name, RecordValue Parts, Value? Observe) : Value
{
    public override string Kind => "an environment";

    /// <summary>The environment with other fields.</summary>
    public EnvironmentValue With(IReadOnlyCollection<FieldValue> changes) => this with { Parts = Parts.With(changes) };
}

/// <summary>The episodes of a policy in an environment: a law whose points are what an episode came to.</summary>
internal sealed record EpisodesValue(WorldGraph World, FunctionGraph Policy) : Value
{
    public override string Kind => "the episodes of a policy";
}

/// <summary>All labels of a class.</summary>
internal sealed record LabelsSet(Extent Count) : UncertainSet;

/// <summary>What the type of an environment says: of states, of what is seen of them, and of actions.</summary>
/// <param name="Labels">Where an action is a label: how many there are.</param>
internal sealed record EnvironmentShape(NodeType State, NodeType Observation, NodeType Action, Extent? Labels);
