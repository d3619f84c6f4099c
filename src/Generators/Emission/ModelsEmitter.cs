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

    public static IEnumerable<string> Members(ModuleContext context, LoweredModel model)
    {
        var ensembles = context.Module.Trainings.SelectMany(t => t.Instances)
            .Where(i => i.Members is not null && !i.IsTarget && ReferenceEquals(i.Model, model.Symbol))
            .Distinct();
        foreach (var instance in new[] { model.Instance }.Concat(ensembles))
            yield return Parameters(model, instance);
        yield return context.Function(CSharpName.Pascal(model.Symbol.Name), model.Forward);
    }

    private static string Parameters(LoweredModel model, ModelInstance instance)
    {
        var type = ModelCode.TypeOf(instance);
        var local = CSharpName.Camel(instance.Name);
        var members = instance.Members?.Extent;
        return new Template("Parameters").Render(new
        {
            Summary = CSharpText.Documentation(
                "summary", members is null ? $"The weights of {instance.Name}, views into one flat buffer." : $"The weights of {instance.Name}, the members one after another, views into one flat buffer."),
            Type = type,
            Local = local,
            Weights = model.Weights.Select((w, i) => new
            {
                Property = LeafCode.WeightProperty(w.Path),
                Index = i,
                Path = CSharpText.Literal(w.Path),
                Shape = ExtentCode.List(members is null ? w.Shape : w.Shape.Insert(0, members)),
                Initial = Initial(w, local + "." + LeafCode.WeightProperty(w.Path)),
            }).ToList(),
        });
    }

    /// <summary>The statement that writes a weight's initial value into its view, whose shape stands for the dimensions that a draw is given.</summary>
    private static string Initial(LoweredWeight weight, string view) => weight.Initial.Operation is DrawOperation draw
        ? $"{OperationCode.Member(draw.Member)}({string.Join(", ", new[] { view }.Concat(weight.Initial.Inputs.Where(i => i.Element == ElementKind.Float).Select(i => HostCode.Of(i).Text)))}, random);"
        : weight.Initial.IsHost
            ? $"{view}.fill_({HostCode.Of(weight.Initial)});"
            : $"{view}.copy_({HostCode.Of(weight.Initial)});";
}
