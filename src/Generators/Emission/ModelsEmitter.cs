using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>Models: typed parameters over one flat buffer, and a pure function of these.</summary>
internal static class ModelsEmitter
{
    public static GeneratedFile? Emit(ModuleContext context) => context.Module.Models.IsEmpty
        ? null
        : context.File("Models", [.. context.Module.Models.SelectMany(m => Members(context, m))]);

    public static IReadOnlyList<string> Members(ModuleContext context, LoweredModel model) => context.Members(model, () => context.Kept(model, "model", Instances(context, model), () => Written(context, model).ToList()));

    /// <summary>The parameters that a model has beside its own depend on the trainings.</summary>
    private static string Instances(ModuleContext context, LoweredModel model) => string.Join(
        "\n", ModuleNames.Instances(context.Module, model).Select(i => $"{i.Name} {context.Names.Parameters(i)} {(i.Members?.Extent is { } members ? context.Host.Extent(members).Text : "")}"));

    private static IEnumerable<string> Written(ModuleContext context, LoweredModel model)
    {
        foreach (var instance in ModuleNames.Instances(context.Module, model))
            yield return Parameters(context, model, instance);
        var forward = model.Forward with { Documentation = model.Forward.Documentation ?? $"The model {model.Symbol.Name}." };
        yield return context.Function(context.Names[model.Symbol], forward).Text;
    }

    private static string Parameters(ModuleContext context, LoweredModel model, ModelInstance instance)
    {
        var type = context.Names.Parameters(instance);
        var locals = context.Names.Locals();
        foreach (var taken in new[] { "p", "device", "random" })
            locals.Take(taken);
        var local = locals.Take(instance.Name);
        var members = instance.Members?.Extent;
        return Template.Named("Parameters").Render(new
        {
            Summary = CSharpText.Documentation(
                "summary", members is null ? $"The weights of {instance.Name}, views into one flat buffer." : $"The weights of {instance.Name}, the members one after another, views into one flat buffer."),
            Type = type,
            Local = local,
            Members = members is not null,
            Weights = model.Weights.Select((w, i) => Weight(context, model, instance, w, i, local)).ToList(),
        });
    }

    private static object Weight(ModuleContext context, LoweredModel model, ModelInstance instance, LoweredWeight weight, int index, string local)
    {
        var property = context.Names.Weight(instance, weight.Path);
        var shape = context.Host.Shape(instance.Members?.Extent is { } members ? weight.Shape.Insert(0, members) : weight.Shape);
        return new
        {
            Property = property,
            Index = index,
            Path = CSharpText.Literal(weight.Path),
            Shape = shape,
            DocumentedShape = shape.Replace("p.", ""),
            Follow = !HasStatistics(model) ? null : weight.Follow is { } follow ? context.Host.Of(follow).Text : "0",
            Initial = Initial(context, weight, $"{local}.{property}"),
        };
    }

    /// <summary>Whether a model has weights that follow batches and that optimisers leave alone.</summary>
    public static bool HasStatistics(LoweredModel model) => model.Weights.Any(w => w.Follow is not null);

    /// <summary>The statement that writes a weight's initial value into its view, whose shape stands for the dimensions that a draw is given.</summary>
    private static string Initial(ModuleContext context, LoweredWeight weight, string view) => weight.Initial.Operation is DrawOperation draw
        ? $"{OperationCode.Member(draw.Member)}({string.Join(", ", new[] { view }.Concat(weight.Initial.Inputs.Where(i => i.Element == ElementKind.Float).Select(i => context.Host.Of(i).Text)))}, random);"
        : weight.Initial.IsHost
            ? $"{view}.fill_({context.Host.Of(weight.Initial)});"
            : $"{view}.copy_({context.Host.Of(weight.Initial)});";
}
