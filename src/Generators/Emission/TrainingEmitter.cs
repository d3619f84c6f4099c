using MLSpec.Dsl.Lowering;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>The training loops, and the models that each yields.</summary>
internal static class TrainingEmitter
{
    public static GeneratedFile? Emit(ModuleContext context) => context.Module.Trainings.IsEmpty
        ? null
        : context.File("Training", [.. context.Module.Trainings.SelectMany(t => Loop(context, t).Prepend(Models(context, t)))]);

    /// <summary>The method that trains, and the functions of rows that it measures by.</summary>
    public static IReadOnlyList<string> Loop(ModuleContext context, LoweredTraining training) =>
        context.Members(training, () => context.Kept(training, "loop", Surroundings(context, training), () => new TrainingLoop(context, training).Render().ToList()));

    /// <summary>How the methods are called that a training uses.</summary>
    private static string Surroundings(ModuleContext context, LoweredTraining training) =>
        string.Join("\n", TrainingSteps.Optimised(training.Steps).Select(s => context.Objectives.Gradient(s).Name).Append(context.Loaders));

    private static string Models(ModuleContext context, LoweredTraining training) => context.Kept(training, "models", "", () => Written(context, training));

    private static string Written(ModuleContext context, LoweredTraining training) => Template.Named("TrainedModels").Render(new
    {
        Summary = CSharpText.Documentation("summary", $"What the training {training.Name} yields."),
        Type = context.Names.Models(training),
        Instances = training.Instances.Select(i => new
        {
            Type = context.Names.Parameters(i),
            Property = context.Names.Trained(training, i),
            Name = CSharpText.Literal(i.Name),
        }).ToList(),
    });
}
