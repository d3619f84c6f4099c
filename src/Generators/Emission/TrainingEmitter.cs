using MLSpec.Dsl.Lowering;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>The training loops, and the models that each yields.</summary>
internal static class TrainingEmitter
{
    public static GeneratedFile? Emit(ModuleContext context) => context.Module.Trainings.IsEmpty
        ? null
        : context.File("Training", [.. context.Module.Trainings.SelectMany(t => new[] { Models(t), new TrainingLoop(context, t).Render() })]);

    /// <summary>The record of what a training yields: every instance that it moves, and those that it only reads.</summary>
    public static string ModelsType(LoweredTraining training) => CSharpName.Pascal(training.Name) + "Models";

    public static string Method(LoweredTraining training) => "Train" + CSharpName.Pascal(training.Name);

    public static string Descriptor(LoweredTraining training) => CSharpName.Pascal(training.Name) + "Training";

    private static string Models(LoweredTraining training) => new Template("TrainedModels").Render(new
    {
        Summary = CSharpText.Documentation("summary", $"What the training {training.Name} yields."),
        Type = ModelsType(training),
        Instances = training.Instances.Select(i => new
        {
            Type = ModelCode.TypeOf(i),
            Property = CSharpName.Pascal(i.Name),
            Name = CSharpText.Literal(i.Name),
        }).ToList(),
    });
}
