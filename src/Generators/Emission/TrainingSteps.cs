using MLSpec.Dsl.Lowering;

namespace MLSpec.Generators.Emission;

/// <summary>The statements of a training, those inside of phases and of <c>every</c> included.</summary>
internal static class TrainingSteps
{
    public static IEnumerable<LoweredStep> All(IEnumerable<LoweredStep> steps) => steps.SelectMany(s => s switch
    {
        PhaseStep phase => All(phase.Steps).Prepend(s),
        EveryStep every => All(every.Steps).Prepend(s),
        _ => [s],
    });

    public static IEnumerable<OptimizeStep> Optimised(IEnumerable<LoweredStep> steps) => All(steps).OfType<OptimizeStep>();
}
