using System.Collections.Immutable;

namespace MLSpec.Dsl.Lowering.Ir;

/// <summary>Where episodes are played.</summary>
/// <param name="Name">As the spec calls it, for messages of the running program.</param>
public abstract record WorldGraph(string Name)
{
    /// <summary>Everything that is computed while episodes are played.</summary>
    public abstract IEnumerable<FunctionGraph> Functions { get; }

    /// <summary>Numbers that are known before an episode starts, beside those inside the functions.</summary>
    public abstract IEnumerable<Node> Numbers { get; }
}

/// <summary>
/// An environment as functions of many states at once, along one batch axis. What a function draws, it draws for each of them by itself; an
/// output without the axis holds for all.
/// </summary>
/// <param name="State">The core shape of a state.</param>
/// <param name="Observation">The core shape of what is seen of it.</param>
/// <param name="Horizon">Steps: a host integer.</param>
/// <param name="Start">From <c>count</c> (a host integer) to that many states.</param>
/// <param name="Step">From states and actions to the states that follow.</param>
/// <param name="Reward">From states, actions and the states that follow to numbers.</param>
/// <param name="Stop">From the states that follow to conditions; null where no state ends an episode.</param>
/// <param name="Observe">From states to what is seen of them; null where that is the state itself.</param>
public sealed record EnvironmentGraph(
    string Name,
    ImmutableArray<Extent> State,
    ImmutableArray<Extent> Observation,
    ActionGraph Actions,
    Node Horizon,
    FunctionGraph Start,
    FunctionGraph Step,
    FunctionGraph Reward,
    FunctionGraph? Stop,
    FunctionGraph? Observe) : WorldGraph(Name)
{
    public override IEnumerable<FunctionGraph> Functions => new[] { Start, Step, Reward, Stop, Observe }.OfType<FunctionGraph>();

    public override IEnumerable<Node> Numbers => Actions.Numbers.Append(Horizon);
}

/// <summary>An environment that the runtime brings along, such as the simulation of a body.</summary>
public sealed record EnvironmentPart(PartValue Part) : WorldGraph(Part.Member)
{
    public override IEnumerable<FunctionGraph> Functions => [];

    public override IEnumerable<Node> Numbers => Hosts(Part);

    private static IEnumerable<Node> Hosts(PartValue part) => part.Arguments.SelectMany(Hosts);

    private static IEnumerable<Node> Hosts(PartArgument argument) => argument switch
    {
        HostArgument host => [host.Value],
        NestedArgument nested => Hosts(nested.Value),
        ListArgument list => list.Items.SelectMany(Hosts),
        RecordArgument record => record.Fields.SelectMany(f => Hosts(f.Value)),
        _ => [],
    };
}

/// <summary>What may be done in an environment.</summary>
public abstract record ActionGraph
{
    /// <summary>Host scalars that it is made from.</summary>
    public abstract IEnumerable<Node> Numbers { get; }
}

/// <summary>Numbers of a shape, each between two bounds: host scalars.</summary>
public sealed record BoxActions(Node Low, Node High, ImmutableArray<Extent> Shape) : ActionGraph
{
    public override IEnumerable<Node> Numbers => [Low, High];
}

/// <summary>The labels of a class.</summary>
public sealed record LabelActions(Extent Count) : ActionGraph
{
    public override IEnumerable<Node> Numbers => [];
}
