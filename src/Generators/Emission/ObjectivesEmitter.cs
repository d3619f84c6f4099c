using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Generators.Emission;

/// <summary>Objectives: a method for the value, and one for the value and its gradients, with the backward pass written out.</summary>
internal static class ObjectivesEmitter
{
    public static GeneratedFile? Emit(ModuleContext context) =>
        context.Objectives.Texts.ToArray() is { Length: > 0 } members ? context.File("Objectives", members) : null;

    public static Function Value(ModuleContext context, OptimizeStep step, string name) =>
        context.Function(name, step.Value with { Documentation = step.Value.Documentation ?? $"The objective {step.Name}." });

    public static Function Gradient(ModuleContext context, OptimizeStep step, string name)
    {
        var graph = step.SideBySide ?? step.ValueAndGradients;
        var signature = MethodSignature.Of(graph, step.Moved, context.Host);
        var body = new IndentedText(0);
        var writer = context.Writer(signature, graph, LayersOf(context, step));
        var targets = Targets(context, step, signature);
        var inPlace = graph.Outputs.Skip(1).Where(o => InPlace(o) is not null).SelectMany(o => o.Inputs);
        writer.WriteLocals(body, [.. graph.Outputs.Where((o, i) => i == 0 || InPlace(o) is null), .. inPlace]);
        for (var i = 1; i < graph.Outputs.Length; i++)
        {
            var gradient = graph.Outputs[i];
            body.Line(InPlace(gradient) is not null
                ? $"Linear.OuterSum({writer.CodeOf(gradient.Inputs[0])}, {writer.CodeOf(gradient.Inputs[1])}, {targets[i - 1]});"
                : gradient.IsHost
                    ? $"{targets[i - 1]}.fill_({writer.CodeOf(gradient)});"
                    : $"{targets[i - 1]}.copy_({writer.CodeOf(gradient)});");
        }

        var written = string.Join(" and ", step.Moved.Select(signature.Gradient));
        var documented = graph with { Documentation = $"The value of {step.Name}; its gradient is written to {written}." };
        return new(name, [.. signature.Parameters], Method.Render(documented, $"public static Tensor {name}", signature, body, writer.CodeOf(graph.Outputs[0]).Text, context.Lines));
    }

    /// <summary>What the backward pass computes on the way: the gradient with respect to the result of each layer.</summary>
    private static IEnumerable<(Node, string)> LayersOf(ModuleContext context, OptimizeStep step) => step.Moved
        .SelectMany(instance => context.Module.Models.First(m => ReferenceEquals(m.Symbol, instance.Model)).Weights)
        .Zip((step.SideBySide ?? step.ValueAndGradients).Outputs.Skip(1), (w, gradient) => (w.Path, gradient))
        .Where(g => g.gradient.Operation is ContractOperation && LocalNicknames.Layer(g.Path) is not null)
        .Select(g => (g.gradient.Inputs[0], LocalNicknames.Layer(g.Path) + "_gradient"));

    /// <summary>The gradient views, in the order of the outputs.</summary>
    private static List<string> Targets(ModuleContext context, OptimizeStep step, MethodSignature signature) => step.Moved
        .SelectMany(instance => context.Module.Models.First(m => ReferenceEquals(m.Symbol, instance.Model)).Weights
            .Select(w => $"{signature.Gradient(instance)}.{context.Names.Weight(instance, w.Path)}"))
        .ToList();

    /// <summary>The contraction of a gradient that one product can write where it belongs.</summary>
    private static ContractOperation? InPlace(Node gradient) =>
        gradient.Operation is ContractOperation contract
        && ((gradient.Inputs.All(i => Alignment.HasReplicates(i) == Alignment.HasReplicates(gradient)) && ContractionCode.IsMemberOuterSum(contract, gradient))
            || (gradient.Inputs.All(i => Alignment.Items(i).Length > 0 && i.Shape.Length == 1) && ContractionCode.IsOuterSum(contract, gradient.Inputs[0], gradient.Inputs[1])))
            ? contract
            : null;
}
