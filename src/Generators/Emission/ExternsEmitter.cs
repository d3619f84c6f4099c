using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>The functions that the user implements, as partial methods: one for each way in which the spec calls them, on numbers or on tensors.</summary>
internal static class ExternsEmitter
{
    public static GeneratedFile? Emit(ModuleContext context) => context.Module.Externs.IsEmpty
        ? null
        : context.File("Externs", [.. context.Module.Externs.SelectMany(e => Methods(context, e))]);

    private static IEnumerable<string> Methods(ModuleContext context, LoweredExtern external)
    {
        if (Worlds(context.Module).FirstOrDefault(w => w.Part is { IsExtern: true } part && part.Member == external.Symbol.Name) is { } world)
            return [World(context, external, world.Part)];
        var calls = Graphs(context.Module)
            .SelectMany(g => MethodSignature.Nodes(g))
            .Where(n => n.Operation is CallOperation { IsExtern: true } call && call.Member == external.Symbol.Name)
            .GroupBy(n => string.Concat(n.Inputs.Select(i => i.IsHost ? MethodSignature.HostType(i) : "Tensor")), StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal);
        var used = calls.Select(g => Method(context, external, g.OrderBy(n => n.Id).First())).ToList();
        return used.Count > 0 ? used : [Unused(context, external)];
    }

    private static IEnumerable<EnvironmentPart> Worlds(LoweredModule module) => Hosts(module)
        .SelectMany(h => Dsl.Lowering.Ir.Graphs.Reachable([h]))
        .Select(n => n.Operation)
        .OfType<EpisodesOperation>()
        .Select(m => m.World)
        .Concat(module.Data.SelectMany(d => d.Source.Arguments).OfType<EnvironmentArgument>().Select(a => a.World))
        .Concat(Played(module).Select(c => c.World))
        .OfType<EnvironmentPart>();

    /// <summary>An environment takes numbers; the fields of a record are parameters by their names.</summary>
    private static string World(ModuleContext context, LoweredExtern external, PartValue part)
    {
        var names = context.Names.Locals();
        var parameters = part.Arguments
            .SelectMany(a => a is RecordArgument record ? record.Fields.Select(f => (f.Name, f.Value)) : [("x", a)])
            .Select(a => $"{(a.Item2 is HostArgument host ? MethodSignature.HostType(host.Value) : "string")} {names.Take(a.Item1)}");
        var summary = CSharpText.Documentation("summary", $"{external.Symbol.Documentation}\n{external.Symbol.Name} : {external.Type}, implemented by hand.".Trim());
        var head = $"public static partial IEnvironment {context.Names[external.Symbol]}({string.Join(", ", parameters)});";
        return summary + "\n" + context.Lines.Map(external.Symbol.Span, head);
    }

    /// <summary>What nothing calls takes tensors.</summary>
    private static string Unused(ModuleContext context, LoweredExtern external)
    {
        var (parameters, names) = (new List<string>(), context.Names.Locals());
        for (var type = external.Symbol.Scheme.Body; type is Dsl.Types.FunctionType function; type = function.Result)
        {
            var count = function.Parameter is Dsl.Types.TupleType tuple ? tuple.Items.Count : 1;
            parameters.AddRange(Enumerable.Range(0, count).Select(_ => $"Tensor {names.Take("x")}"));
        }

        var summary = CSharpText.Documentation("summary", $"{external.Symbol.Documentation}\n{external.Symbol.Name} : {external.Type}, implemented by hand.".Trim());
        var head = $"public static partial Tensor {context.Names[external.Symbol]}({string.Join(", ", parameters)});";
        return summary + "\n" + context.Lines.Map(external.Symbol.Span, head);
    }

    private static string Method(ModuleContext context, LoweredExtern external, Node call)
    {
        var names = context.Names.Locals();
        var parameters = call.Inputs.Select(i => (Node: i, Type: i.IsHost ? MethodSignature.HostType(i) : "Tensor", Name: names.Take("x"))).ToList();
        var lines = new List<string>
        {
            CSharpText.Documentation("summary", $"{external.Symbol.Documentation}\n{external.Symbol.Name} : {external.Type}, implemented by hand.".Trim()),
        };
        lines.AddRange(parameters.Select(p => CSharpText.Documentation($"param name=\"{p.Name}\"", p.Node.IsHost ? "A number." : Shape(p.Node))));
        if (!call.IsHost)
            lines.Add(CSharpText.Documentation("returns", Shape(call)));
        var head = $"public static partial {(call.IsHost ? MethodSignature.HostType(call) : "Tensor")} {context.Names[external.Symbol]}({string.Join(", ", parameters.Select(p => $"{p.Type} {p.Name}"))});";
        lines.Add(context.Lines.Map(external.Symbol.Span, head));
        return string.Join("\n", lines);
    }

    /// <summary><c>float32[digits, 64]</c>: the axes along which it varies, then its own shape.</summary>
    private static string Shape(Node node)
    {
        var element = node.Element switch
        {
            ElementKind.Int => "int64",
            ElementKind.Bool => "bool",
            _ => "float32",
        };
        var sizes = node.Axes.Select(a => a.Extent?.ToString() ?? "rows").Concat(node.Shape.Select(e => e.ToString()));
        return $"{element}[{string.Join(", ", sizes)}]";
    }

    private static IEnumerable<FunctionGraph> Graphs(LoweredModule module) =>
        module.Models.Select(m => m.Forward)
            .Concat(module.Functions.Select(f => f.Function))
            .Concat(module.Trainings.SelectMany(t => TrainingSteps.Optimised(t.Steps)).Select(s => s.ValueAndGradients))
            .Concat(Played(module).SelectMany(c => c.Functions))
            .Concat(Hosts(module).SelectMany(Rows));

    private static IEnumerable<CollectStep> Played(LoweredModule module) => module.Trainings.SelectMany(t => t.Steps).OfType<CollectStep>();

    /// <summary>Host scalars as graphs, with those of the rows that they average.</summary>
    private static IEnumerable<FunctionGraph> Rows(Node host) => Dsl.Lowering.Ir.Graphs.Reachable([host])
        .Select(n => n.Operation)
        .OfType<MeanOperation>()
        .SelectMany(m => m.Functions)
        .Prepend(GraphBuilder.Function("number", [host], [], null, default));

    private static IEnumerable<Node> Hosts(LoweredModule module) =>
        module.Constants.Select(c => c.Value)
            .Concat(module.Trainings.SelectMany(t => TrainingSteps.All(t.Steps)).OfType<MeasureStep>().Select(m => m.Value))
            .Concat(module.Protocols.SelectMany(p => p.Hosts));
}
