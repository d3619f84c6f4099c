using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Lowering.Evaluation;

internal sealed partial class Evaluator
{
    private static readonly Axis _episodes = new(AxisKind.Batch, "episodes", null);

    private string? _functionName;

    /// <summary>What to call a thing that is made here: the name of its definition, or else of the function around it.</summary>
    public string? DefinitionName => _letName ?? _functionName;

    /// <summary>An environment as functions that can be emitted.</summary>
    /// <param name="environment">With its type <c>env 'state 'seen 'action</c> at the place where it is used.</param>
    public WorldGraph World(TypedValue environment)
    {
        if (environment.Value is PartResult part)
            return new EnvironmentPart(part.Part);
        if (environment.Value is not EnvironmentValue value)
            throw Failure(LoweringDiagnostics.NotYet, $"An environment was expected here, not {environment.Value.Kind}.");
        var shape = ShapeOf(environment);
        var stop = Played(value, "stop", [("next", shape.State)]);
        return new EnvironmentGraph(
            value.Name,
            shape.State.Shape,
            shape.Observation.Shape,
            Actions(value.Parts["action"], shape),
            ToNode(value.Parts["horizon"]),
            DrawsOf("start", value.Parts["start"]),
            Played(value, "step", [("state", shape.State), ("action", shape.Action)], next => One(next, "next")),
            Played(value, "reward", [("state", shape.State), ("action", shape.Action), ("next", shape.State)]),
            stop.Outputs[0].Operation is BooleanOperation { Value: false } ? null : stop,
            value.Observe is { } observe ? Batched("observe", [("state", shape.State)], arguments => Apply(observe, arguments)) : null);
    }

    /// <summary>A policy, <c>'seen -> dist 'action</c>, as a function that can be emitted.</summary>
    public FunctionGraph Policy(TypedValue environment, Value policy) => Batched(
        "policy", [("observation", ShapeOf(environment).Observation)], arguments => One(Apply(policy, arguments), "action"));

    /// <summary>Independent draws of a law, as many as an argument <c>count</c> says.</summary>
    public FunctionGraph DrawsOf(string name, Value law)
    {
        var count = Graph.Input(new ArgumentInput("count", null, 0), NodeType.Host(ElementKind.Int));
        return Batched(name, _episodes with { Extent = GraphBuilder.ToExtent(count) }, [count], () => One(law, name));
    }

    /// <summary>The shapes in the type of an environment.</summary>
    public EnvironmentShape ShapeOf(TypedValue environment)
    {
        if (environment.Type is AppliedType { Constructor: Binding.LanguageTypes.Environment, Arguments: var parts }
            && parts.Select(p => environment.Dimensions.TypeOf(p, Session.NamedExtent)).OfType<NodeType>().ToList() is [var state, var seen, var action])
        {
            var labels = parts[2] is ClassType c ? environment.Dimensions.ExtentOf(c.Count, Session.NamedExtent) : null;
            return new EnvironmentShape(state, seen, action, labels);
        }

        throw Failure(
            ControlDiagnostics.EnvironmentShape, $"The states and actions of an environment are numbers or vectors of a known length; this is {environment.Type}.",
            "write their types where the functions take them: `fun (s : float[3]) (a : float[1]) -> ...`");
    }

    private ActionGraph Actions(Value action, EnvironmentShape shape) => action switch
    {
        SetValue { Set: BoxSet { Low.IsHost: true, High.IsHost: true } box } => new BoxActions(box.Low, box.High, shape.Action.Shape),
        SetValue { Set: LabelsSet labels } => new LabelActions(labels.Count),
        _ => throw Failure(
            ControlDiagnostics.Actions, "The actions of an environment are a box between two numbers, or the labels of a class.",
            "action = box -1.0 1.0, or action = labels 3"),
    };

    private FunctionGraph Played(
        EnvironmentValue environment, string part, IReadOnlyList<(string Name, NodeType Type)> arguments, Func<Value, Value>? then = null) =>
        Batched(part, arguments, given => (then ?? (static v => v))(Apply(environment.Parts[part], given)));

    private FunctionGraph Batched(string name, IReadOnlyList<(string Name, NodeType Type)> arguments, Func<Value[], Value> body)
    {
        var declared = arguments
            .Select((a, i) => Graph.Input(new ArgumentInput(a.Name, null, i), a.Type with { Axes = ImmutableArray.Create(_episodes) }))
            .ToList();
        return Batched(name, _episodes, declared, () => body([.. declared.Select(d => new NodeValue(d))]));
    }

    private FunctionGraph Batched(string name, Axis axis, List<Node> declared, Func<Value> body)
    {
        var output = ToNode(Within(axis, body));
        return GraphBuilder.Function(name, [GraphRewriter.Unmark(Graph, output)], [], null, Span, declared);
    }

    /// <summary>One draw from a law, a new one for each item along the axes around it.</summary>
    private Value One(Value value, string name)
    {
        if (value is not LawValue { Law: var law })
            throw Failure(LoweringDiagnostics.NotYet, $"A distribution was expected here, not {value.Kind}.");
        return law.Draw(this, name, OpenAxes);
    }

    private Node OverEpisodes(EpisodesValue episodes, string name, Extent? draws, Func<Value, Value> body)
    {
        if (Context.IsTraining)
        {
            throw Failure(
                ControlDiagnostics.EpisodesInTraining, "Episodes are played to judge a policy, not inside of an objective: an expectation over them has no gradient here.",
                "learn from transitions: `data ... = offline env { ... }`, and measure the return in the protocol");
        }

        if (draws is null)
        {
            throw Failure(
                DistributionDiagnostics.Draws, "A mean over episodes is over as many as are played: how many?", $"expect {name} in ... by 1_000 -> ...");
        }

        var columns = EpisodeMeanOperation.Columns.Select((c, i) => Graph.Input(
            new ArgumentInput(c, null, i), new NodeType(ImmutableArray.Create(_episodes), ImmutableArray<Extent>.Empty, ElementKind.Float))).ToList();
        var item = new RecordValue(EpisodeMeanOperation.Columns.Zip(columns, (c, n) => new FieldValue(c, new NodeValue(n))).ToImmutableArray());
        var outcome = GraphBuilder.Function("outcome", [Scalar(Within(_episodes, () => body(item)))], [], null, Span, columns);
        var count = Graph.Length(draws);
        var mean = new EpisodeMeanOperation(episodes.World, episodes.Policy, count, outcome);
        return Graph.Make(mean, [count, .. HostInputs(mean)]);
    }

    /// <summary>One episode as it was, step by step.</summary>
    public Node Recorded(EpisodesValue episodes)
    {
        var one = new EpisodeOperation(episodes.World, episodes.Policy);
        return Graph.Make(one, [.. HostInputs(one)]);
    }

    private static IEnumerable<Node> HostInputs(EpisodesOperation operation) => operation.Functions.SelectMany(f => f.Inputs)
        .Concat(operation.World.Numbers)
        .Where(i => i is { IsHost: true, Operation: not InputOperation { Input: ArgumentInput } })
        .Distinct();
}
