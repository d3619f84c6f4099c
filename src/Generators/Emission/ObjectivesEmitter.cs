using System.Collections.Immutable;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>Objectives: a method for the value, and one for the value and its gradients, with the backward pass written out.</summary>
internal static class ObjectivesEmitter
{
    public static GeneratedFile? Emit(ModuleContext context)
    {
        var members = context.Module.Trainings
            .SelectMany(t => Steps(t.Steps))
            .GroupBy(s => GradientName(s) + string.Concat(s.Moved), StringComparer.Ordinal)
            .SelectMany(g => Methods(context, g.First()))
            .ToArray();
        return members.Length == 0 ? null : context.File("Objectives", members);
    }

    /// <summary>The method of an objective's value and gradients.</summary>
    public static string GradientName(OptimizeStep step) => CSharpName.Pascal(step.Value.Name) + "WithGradient";

    /// <summary>The two methods of an objective.</summary>
    public static IEnumerable<string> Methods(ModuleContext context, OptimizeStep step) =>
        [context.Function(CSharpName.Pascal(step.Value.Name), step.Value), Gradient(context, step)];

    public static IEnumerable<OptimizeStep> Steps(ImmutableArray<LoweredStep> steps) => steps.SelectMany(s => s switch
    {
        OptimizeStep optimize => [optimize],
        PhaseStep phase => Steps(phase.Steps),
        _ => Enumerable.Empty<OptimizeStep>(),
    });

    private static string Gradient(ModuleContext context, OptimizeStep step)
    {
        var graph = step.ValueAndGradients;
        var signature = MethodSignature.Of(graph, step.Moved);
        var body = new IndentedText(0);
        var writer = context.Writer(signature);
        var targets = Targets(context, step);
        var roots = graph.Outputs.Where((o, i) => i == 0 || InPlace(o) is null).ToList();
        writer.Write(body, [.. roots, .. graph.Outputs.Skip(1).Where(o => InPlace(o) is not null).SelectMany(o => o.Inputs)]);
        for (var i = 1; i < graph.Outputs.Length; i++)
        {
            var gradient = graph.Outputs[i];
            body.Line(InPlace(gradient) is { } contract
                ? $"{targets[i - 1]}.addmm_({writer.CodeOf(gradient.Inputs[0]).Then("t")}, {writer.CodeOf(gradient.Inputs[1])}, beta: 0, alpha: 1);"
                : gradient.IsHost
                    ? $"{targets[i - 1]}.fill_({writer.CodeOf(gradient)});"
                    : $"{targets[i - 1]}.copy_({writer.CodeOf(gradient)});");
        }

        var documented = graph with
        {
            Documentation = $"The value of {step.Name}; its gradient is written to {string.Join(" and ", step.Moved.Select(m => CSharpName.Camel(m.Name + "_gradient")))}.",
        };
        return Method.Render(documented, $"public static Tensor {GradientName(step)}", signature, body, $"return {writer.CodeOf(graph.Outputs[0])};");
    }

    /// <summary>The gradient views, in the order of the outputs.</summary>
    private static List<string> Targets(ModuleContext context, OptimizeStep step) => step.Moved
        .SelectMany(instance => context.Module.Models.First(m => ReferenceEquals(m.Symbol, instance.Model)).Weights
            .Select(w => $"{CSharpName.Camel(instance.Name + "_gradient")}.{LeafCode.WeightProperty(w.Path)}"))
        .ToList();

    /// <summary>The contraction of a gradient that one product can write where it belongs.</summary>
    private static ContractOperation? InPlace(Node gradient) =>
        gradient.Operation is ContractOperation contract && gradient.Inputs.All(i => i.Axes.Length == 1 && i.Shape.Length == 1)
        && ContractionCode.IsOuterSum(contract, gradient.Inputs[0], gradient.Inputs[1])
            ? contract
            : null;
}
