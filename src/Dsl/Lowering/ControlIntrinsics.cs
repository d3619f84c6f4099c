using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Dsl.Lowering;

/// <summary>The members of the compiler that control problems are made of: environments, episodes, logged transitions.</summary>
internal static class ControlIntrinsics
{
    public static IEnumerable<KeyValuePair<string, Intrinsic>> All { get; } = new Dictionary<string, Intrinsic>(StringComparer.Ordinal)
    {
        ["Language.Environment"] = static (e, a) => new EnvironmentValue(e.DefinitionName ?? "world", (RecordValue)a[0].Value, null),
        ["Language.Observed"] = static (e, a) => Own(e, a[1].Value) with { Observe = a[0].Value },
        ["Language.Labels"] = static (e, a) => new SetValue(new LabelsSet(GraphBuilder.ToExtent(e.ToNode(a[0].Value)))),
        ["Language.UniformPolicy"] = static (e, a) => new LawValue(Anything(e, ActionsOf(e, a[0].Value), e.ShapeOf(a[0]))),
        ["Language.Rollout"] = static (e, a) => new EpisodesValue(e.World(a[0]), e.Policy(a[0], a[1].Value)),
        ["Language.Offline"] = static (e, a) => Offline(e, "Control.Offline.FromStates", a[0] with { Value = Own(e, a[0].Value) }, (RecordValue)a[1].Value, "states"),
        ["Language.OfflineEpisodes"] = static (e, a) => Offline(e, "Control.Offline.FromEpisodes", a[0], (RecordValue)a[1].Value),
        ["Language.Replay"] = static (e, a) => new PartResult(
            new PartValue("Control.Replay", ImmutableArray.Create(e.ToArgument(a[0].Value, a[0].Type)))),
    };

    /// <summary>The actions of an environment; where the runtime brings it along these are numbers from -1 to 1.</summary>
    public static Value ActionsOf(Evaluator e, Value environment) => environment is PartResult { Part.IsExtern: false }
        ? new SetValue(new BoxSet(e.Graph.Negate(e.Graph.One), e.Graph.One))
        : Own(e, environment).Parts["action"];

    private static EnvironmentValue Own(Evaluator e, Value value) => value as EnvironmentValue
        ?? throw e.Failure(
            ControlDiagnostics.NotDescribed, "The inside of this environment is not described in MLSpec, so that nothing can be said of it here.",
            "use it as it is, in `rollout`, or name its actions: `uniform -1.0 1.0`");

    /// <summary>The uniform law on the actions.</summary>
    private static Law Anything(Evaluator e, Value actions, EnvironmentShape shape)
    {
        if (actions is SetValue { Set: LabelsSet labels })
        {
            var share = e.Graph.Divide(e.Graph.One, e.Graph.ToFloat(e.Graph.Length(labels.Count)));
            return new LabelsLaw(e.Graph.Broadcast(share, [0], [labels.Count]));
        }

        if (actions is not SetValue { Set: BoxSet box })
            throw e.Failure(ControlDiagnostics.Actions, "All actions are equally likely only in a box or among labels.");
        Node Repeated(Node bound) => shape.Action.Shape.IsEmpty || !bound.IsScalar
            ? bound
            : e.Graph.Broadcast(bound, Enumerable.Range(0, shape.Action.Shape.Length), shape.Action.Shape);
        return UniformLaw.Of(e.Graph, Repeated(box.Low), Repeated(box.High));
    }

    private static PartResult Offline(Evaluator e, string member, TypedValue environment, RecordValue settings, params string[] laws) =>
        new(new PartValue(member, laws.Select(law => (PartArgument)new FunctionArgument(e.DrawsOf(law, settings[law])))
            .Prepend(new EnvironmentArgument(e.World(environment)))
            .Append(new FunctionArgument(e.Policy(environment, settings["behaviour"])))
            .Append(e.ToArgument(settings["size"], Types.ErrorType.Instance))
            .Append(e.ToArgument(settings["seed"], Types.ErrorType.Instance))
            .ToImmutableArray()));
}
