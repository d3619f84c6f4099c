using MLSpec.Dsl.Lowering;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>What a host needs to list and run the experiment.</summary>
internal static class ExperimentEmitter
{
    public static GeneratedFile Emit(ModuleContext context)
    {
        var module = context.Module;
        return context.Documented(
            "Experiment",
            module.Documentation ?? $"The experiment {module.Name}.",
            Template.Named("Experiment").Render(new
            {
                context.Class,
                Name = CSharpText.Literal(module.Name),
                Doc = CSharpText.Literal(module.Documentation ?? ""),
                Path = CSharpText.Literal(context.RelativePath),
                Spec = SpecText(module.Source.Content),
                Files = module.Data.SelectMany(d => DataEmitter.Files(module, new NestedArgument(d.Source))).Distinct().Select(CSharpText.Literal).ToList(),
                Parameters = module.Params.Select(p => ParamsEmitter.Descriptor(context, p)).ToList(),
                Trainings = module.Trainings.Select(t => Training(context, t)).ToList(),
                Protocols = module.Protocols.Select(p => context.Names[p.Symbol, "Protocol"]).ToList(),
            }));
    }

    /// <summary>The spec, a literal a line.</summary>
    private static string SpecText(string content)
    {
        var lines = content.Replace("\r\n", "\n").TrimEnd('\n').Split('\n');
        return string.Join("\n+ ", lines.Select(line => CSharpText.Literal(line + "\n")));
    }

    private static object Training(ModuleContext context, LoweredTraining training) => new
    {
        Summary = CSharpText.Documentation("summary", training.Symbol.Documentation ?? $"The training {training.Name}."),
        Name = CSharpText.Literal(training.Name),
        Descriptor = context.Names[training, "Training"],
        Models = context.Names.Models(training),
        Method = context.Names[training, "Train"],
        Budget = Budget(context, training),
        Fingerprint = CSharpText.Literal(Fingerprint.Of(context, training)),
        Reads = context.Module.Params.Where(p => Reads(context, training).Contains(p.Symbol)).Select(p => ParamsEmitter.Descriptor(context, p)).ToList(),
        After = training.After.Select(t => context.Names[t, "Training"]).ToList(),
    };

    /// <summary>The number of steps: a time on the clock of epochs needs the data.</summary>
    private static string Budget(ModuleContext context, LoweredTraining training)
    {
        var (amount, unit) = (training.Budget.Amount, training.Budget.Clock);
        var p = context.Host.ReadsParams(amount) ? "p" : "_";
        if (unit.Equals(Dsl.Types.Unit.Of("step")) || training.Batch is not { } batch)
            return $"({p}, _) => {TrainingLoop.Whole(amount, context.Host.Of(amount))}";
        var rows = DataEmitter.Rows(context, batch.Sources[0].Data, batch.Sources[0].Split, "session") + ".Count()";
        var epoch = $"{rows} / {context.Host.Of(batch.Size).At(Precedence.Unary)}";
        p = p == "p" || context.Host.ReadsParams(batch.Size) || rows.Contains(", p)") ? "p" : "_";
        return $"({p}, session) => {TrainingLoop.Steps(amount, context.Host.Of(amount), $"({epoch})")}";
    }

    /// <summary>The parameters that a training depends on.</summary>
    private static HashSet<Dsl.Binding.GlobalSymbol> Reads(ModuleContext context, LoweredTraining training) => new(ParamReader.Of(context.Module, training));
}
