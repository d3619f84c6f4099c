using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>Episodes, and means over them, as calls, with the methods of the environment and of the policy.</summary>
internal sealed class EpisodeMeans(ModuleContext context, List<string> texts)
{
    private readonly Worlds _worlds = new(context, texts);

    /// <summary><c>Rollout.Mean(CliffWorld(cell.Wind), (observation, random) => Policy(actor, observation), 1000, ..., episodes => episodes.Return)</c></summary>
    /// <remarks>Of one episode that is recorded: <c>Rollout.Watch(CliffWorld(cell.Wind), (observation, random) => Policy(actor, observation), ...)</c>.</remarks>
    /// <param name="name">What is measured, for the names of the methods and of the random numbers.</param>
    /// <param name="caller">How the surrounding method reaches what these need.</param>
    public Code Of(EpisodesOperation episodes, string name, IRowCaller caller)
    {
        string Argument(MethodParameter parameter) => parameter.Kind switch
        {
            ModelInstance instance => caller.Instance(instance),
            Input input => caller.Leaf(input).Text,
            _ => "p",
        };
        var member = name.Replace(' ', '_');
        var mean = episodes as EpisodeMeanOperation;
        string[] arguments =
        [
            _worlds.Of(episodes.World, Argument, caller.Leaf),
            _worlds.Lambda(Documented(episodes.Policy, name, "the policy"), member + "_policy", ["observation", "random"], Argument),
            .. mean is null ? (string[])[] : [context.Host.Of(mean.Episodes, caller.Leaf).Text],
            caller.Random(name + " world"),
            caller.Random(name + " policy"),
            .. mean is null ? (string[])[] : [Outcome(Documented(mean.Outcome, name, "what an episode counts"), member, Argument)],
        ];
        return Code.Primary($"Rollout.{(mean is null ? "Watch" : "Mean")}(\n    {string.Join(",\n    ", arguments.Select(Method.Continued))})");
    }

    private static FunctionGraph Documented(FunctionGraph function, string name, string purpose) =>
        function with { Documentation = $"{name.Substring(name.LastIndexOf(' ') + 1)}: {purpose}." };

    private string Outcome(FunctionGraph outcome, string member, Func<MethodParameter, string> argument)
    {
        if (outcome.Outputs[0].Operation is InputOperation { Input: ArgumentInput column })
            return $"episodes => {Column(column)}";
        var method = context.Function(context.Names.TakeMember(member + "_outcome"), outcome, "private");
        texts.Add(method.Text);
        return $"episodes => {method.Call(p => p.Kind is ArgumentInput own ? Column(own) : argument(p))}";
    }

    private static string Column(ArgumentInput column) => $"episodes.{CSharpName.Pascal(column.Argument)}";
}
