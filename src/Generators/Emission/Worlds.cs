using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>Environments as members of the class: a method for each of their functions, and one that puts them together.</summary>
/// <param name="texts">Where the methods go, in the order of their first use.</param>
internal sealed class Worlds(ModuleContext context, List<string> texts)
{
    private static readonly string[] _own = ["count", "state", "action", "next"];

    private readonly List<(string Text, Function Written)> _written = [];

    /// <summary>The C# of an environment.</summary>
    /// <param name="argument">What the surrounding method passes for what the environment depends on.</param>
    public string Of(WorldGraph world, Func<MethodParameter, string> argument, Func<Input, Code> leaf) => world switch
    {
        EnvironmentGraph environment => Described(environment).Call(argument),
        EnvironmentPart part => new PartCode(context.Host, leaf: leaf).Wrapped(part.Part),
        _ => throw new InvalidOperationException($"No C# for a {world.GetType().Name}."),
    };

    /// <summary>A method that is given to the runtime, and the lambda that calls it.</summary>
    /// <param name="parameters">Those of the lambda, by the names of the function's declared arguments, the random numbers included.</param>
    public string Lambda(FunctionGraph function, string name, string[] parameters, Func<MethodParameter, string> argument)
    {
        var method = context.Function(context.Names.TakeMember(name), function, "private");
        texts.Add(method.Text);
        return Lambda(method, function, parameters, argument);
    }

    private Function Described(EnvironmentGraph world)
    {
        var functions = new List<(string Field, FunctionGraph Graph, string[] Parameters, Function Method)>();
        void Add(string field, FunctionGraph? graph, params string[] parameters)
        {
            if (graph is null)
                return;
            var documented = graph with { Documentation = $"{world.Name}: {Purpose(field)}." };
            var method = Once($"{world.Name}_{field}", name => context.Function(name, documented, "private"));
            functions.Add((CSharpName.Pascal(field), graph, parameters, method));
        }

        Add("start", world.Start, "count", "random");
        Add("step", world.Step, "state", "action", "random");
        Add("reward", world.Reward, "state", "action", "next");
        Add("stop", world.Stop, "next");
        Add("observe", world.Observe, "state");
        var locals = context.Names.Locals();
        foreach (var taken in _own.Append("random"))
            locals.Take(taken);
        var given = functions.SelectMany(f => f.Method.Parameters.Where(p => !IsOwn(p))).Concat(Numbers(world))
            .GroupBy(p => p.Kind)
            .Select(g => g.First() with { Name = locals.Take(g.First().Name) })
            .ToList();
        string Given(MethodParameter parameter) => given.First(g => Equals(g.Kind, parameter.Kind)).Name;
        Code Leaf(Input input) => given.FirstOrDefault(g => Equals(g.Kind, input)) is { } parameter ? Code.Primary(parameter.Name) : context.Host.Leaf(input);
        var body = new IndentedText(0);
        body.Line($"Name = {CSharpText.Literal(world.Name)},");
        body.Line($"StateShape = {context.Host.Shape(world.State)},");
        body.Line($"Observations = BoxSpace.Unbounded({Sizes(world.Observation)}),");
        body.Line($"Actions = {Space(world.Actions, Leaf)},");
        body.Line($"Horizon = {context.Host.Of(world.Horizon, Leaf)},");
        foreach (var (field, graph, parameters, method) in functions)
            body.Line($"{field} = {Lambda(method, graph, parameters, Given)},");
        var summary = CSharpText.Documentation("summary", $"The environment {world.Name}.");
        string Head(string name) => Method.Wrapped($"private static TensorEnvironment {name}", [.. given.Select(p => p.ToString())]);
        string Text(string name) => $"{summary}\n{Head(name)} => new()\n{{\n{Method.Indent(body.ToString())}}};\n";
        return Once(world.Name + "_world", name => new Function(name, given, Text(name)));
    }

    /// <summary>A method of the class, or the one that is there already and differs in nothing but its name and its places in the spec.</summary>
    private Function Once(string name, Func<string, Function> write)
    {
        var anonymous = write("_");
        var text = string.Join("\n", LineMap.Pieces(anonymous.Text).Where(piece => piece.Mark is null).Select(piece => piece.Line));
        var kinds = anonymous.Parameters.Select(p => p.Kind);
        if (_written.FirstOrDefault(w => w.Text == text && w.Written.Parameters.Select(p => p.Kind).SequenceEqual(kinds)).Written is { } known)
            return known;
        var function = write(context.Names.TakeMember(name));
        _written.Add((text, function));
        texts.Add(function.Text);
        return function;
    }

    private static string Purpose(string field) => field switch
    {
        "start" => "first states",
        "step" => "the states that follow",
        "reward" => "what a step earns",
        "stop" => "which states end an episode",
        _ => "what is seen of a state",
    };

    private static bool IsOwn(MethodParameter parameter) =>
        parameter.Kind == MethodSignature.RandomKind || (parameter.Kind is ArgumentInput argument && _own.Contains(argument.Argument));

    /// <summary>What the numbers of an environment depend on.</summary>
    private IEnumerable<MethodParameter> Numbers(EnvironmentGraph world)
    {
        var inputs = Graphs.Reachable(world.Numbers).Select(n => (Node: n, (n.Operation as Dsl.Lowering.Ir.Operations.InputOperation)?.Input)).ToList();
        if (inputs.Any(i => i.Input is { } input && context.Host.ReadsParams(input)))
            yield return new("Params", "p", MethodSignature.ParamsKind);
        foreach (var (node, input) in inputs.Where(i => i.Input is GridInput or MeasureInput))
            yield return new(MethodSignature.HostType(node), CSharpName.Camel(input!.Name), input);
    }

    private string Space(ActionGraph actions, Func<Input, Code> leaf) => actions switch
    {
        BoxActions box => $"new BoxSpace({context.Host.Of(box.Low, leaf)}, {context.Host.Of(box.High, leaf)}{(box.Shape.IsEmpty ? "" : ", " + Sizes(box.Shape))})",
        LabelActions labels => $"new DiscreteSpace({context.Host.Extent(labels.Count)})",
        _ => throw new InvalidOperationException($"No C# for a {actions.GetType().Name}."),
    };

    private string Sizes(ImmutableArray<Extent> shape) => string.Join(", ", shape.Select(e => context.Host.Extent(e)));

    /// <summary>
    /// <c>(state, action, random) => Step(state, action, wind, random)</c>, or the method itself where it takes just that; what holds for all states at once is repeated for each.
    /// </summary>
    private string Lambda(Function method, FunctionGraph graph, string[] parameters, Func<MethodParameter, string> argument)
    {
        var call = method.Call(p => p.Kind switch
        {
            ArgumentInput own => p.Type == "int" ? "(int)" + own.Argument : own.Argument,
            _ when p.Kind == MethodSignature.RandomKind => "random",
            _ => argument(p),
        });
        string? Own(MethodParameter p) => p.Kind == MethodSignature.RandomKind ? "random" : (p.Kind as ArgumentInput)?.Argument;
        var isForAll = graph.Outputs[0].Axes.IsEmpty;
        if (!isForAll && parameters[0] != "count" && method.Parameters.Select(Own).SequenceEqual(parameters))
            return method.Name;
        var body = isForAll ? $"TensorEnvironment.ForEach({call}, {(parameters[0] == "count" ? "count" : parameters[0] + ".size(0)")})" : call;
        bool IsUsed(string name, int position) =>
            (isForAll && position == 0) || method.Parameters.Any(p => name == Own(p));
        var names = parameters.Select((p, i) => IsUsed(p, i) ? p : "_").ToList();
        return parameters.Length == 1 ? $"{names[0]} => {Method.Continued(body)}" : $"({string.Join(", ", names)}) => {Method.Continued(body)}";
    }
}
