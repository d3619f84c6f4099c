using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

/// <summary>The types that the type <c>env 'state 'seen 'action</c> of an environment stands for.</summary>
internal static class EnvironmentTypes
{
    private const string Transition = "Transition";

    /// <summary>What can be read of an environment, and changed in a copy.</summary>
    public static IReadOnlyList<string> Fields { get; } = ["start", "step", "reward", "stop", "action", "horizon"];

    /// <summary>Whether a type of this name is a part of an environment's: <c>obs e</c>.</summary>
    public static bool IsPart(string name) => name is "obs" or "act" or Transition;

    public static Type PartOf(AppliedType environment, string name) => name switch
    {
        "obs" => environment.Arguments[1],
        "act" => environment.Arguments[2],
        _ => TransitionOf(environment),
    };

    /// <summary>The type of a field; null where there is none of the name.</summary>
    public static Type? FieldOf(AppliedType environment, string name)
    {
        var (state, action) = (environment.Arguments[0], environment.Arguments[2]);
        return name switch
        {
            "start" => Applied(LanguageTypes.Distribution, state),
            "step" => new FunctionType(state, new FunctionType(action, Applied(LanguageTypes.Distribution, state))),
            "reward" => new FunctionType(state, new FunctionType(action, new FunctionType(state, Reward))),
            "stop" => new FunctionType(state, new BoolType()),
            "action" => Applied(LanguageTypes.Set, action),
            "horizon" => new IntType(Unit.Of("envstep")),
            _ => null,
        };
    }

    private static FloatType Reward { get; } = new(Unit.Of("reward"));

    /// <summary>A row of logged data: what was seen, the action, the reward, what was seen next, and 1 where the episode stopped there.</summary>
    public static RecordType TransitionOf(AppliedType environment) => new(
        Transition,
        new FieldType[]
        {
            new("observation", environment.Arguments[1]), new("action", environment.Arguments[2]), new("reward", Reward),
            new("next", environment.Arguments[1]), new("stop", new FloatType(Unit.One)),
        }.ToEquatableList());

    private static AppliedType Applied(string constructor, Type argument) => new(constructor, new[] { argument }.ToEquatableList());
}
