using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Types;

namespace MLSpec.Generators.Emission;

/// <summary>A lowered module as C# files, one a role, in the order in which a reader wants them.</summary>
internal static class ModuleEmitter
{
    /// <param name="previous">What was kept of an earlier version of the module: what has not changed is taken from it. The files are the same without.</param>
    public static (EquatableList<GeneratedFile> Files, EmissionMemo Memo) Emit(LoweredModule module, EmissionOptions options, EmissionMemo? previous)
    {
        var context = new ModuleContext(module, options, previous);
        var trainings = TrainingEmitter.Emit(context);
        var files = new List<GeneratedFile?>
        {
            ExperimentEmitter.Emit(context),
            ParamsEmitter.Emit(context),
            DefinitionsEmitter.Emit(context),
            ExternsEmitter.Emit(context),
            DataEmitter.Emit(context),
            ModelsEmitter.Emit(context),
            ObjectivesEmitter.Emit(context),
            trainings,
        };
        files.AddRange(module.Protocols.Select(p => ProtocolEmitter.Emit(context, p)));
        return (files.OfType<GeneratedFile>().ToEquatableList(), context.Memo);
    }
}
