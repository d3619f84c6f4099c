using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
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
            new Template("Experiment").Render(new
            {
                context.Class,
                Name = CSharpText.Literal(module.Name),
                Doc = CSharpText.Literal(module.Documentation ?? ""),
                Path = CSharpText.Literal(context.RelativePath),
                Spec = SpecText(module.Source.Content),
                Files = module.Data.SelectMany(d => DataEmitter.Files(new NestedArgument(d.Source))).Distinct().Select(CSharpText.Literal).ToList(),
                Parameters = module.Params.Select(ParamsEmitter.Descriptor).ToList(),
                Trainings = module.Trainings.Select(t => Training(context, t)).ToList(),
                Protocols = module.Protocols.Select(ProtocolEmitter.Descriptor).ToList(),
            }));
    }

    /// <summary>The spec, a literal a line.</summary>
    private static string SpecText(string content)
    {
        var lines = content.Replace("\r\n", "\n").TrimEnd('\n').Split('\n');
        return string.Join("\n    + ", lines.Select(line => CSharpText.Literal(line + "\n")));
    }

    private static object Training(ModuleContext context, LoweredTraining training) => new
    {
        Summary = CSharpText.Documentation("summary", training.Symbol.Documentation ?? $"The training {training.Name}."),
        Name = CSharpText.Literal(training.Name),
        Descriptor = TrainingEmitter.Descriptor(training),
        Models = TrainingEmitter.ModelsType(training),
        Method = TrainingEmitter.Method(training),
        Budget = Budget(training),
        Fingerprint = CSharpText.Literal(Fingerprint.Of(context, training)),
        Reads = context.Module.Params.Where(p => Reads(context, training).Contains(p.Symbol)).Select(ParamsEmitter.Descriptor).ToList(),
        After = training.After.Select(TrainingEmitter.Descriptor).ToList(),
    };

    /// <summary>The number of steps: a time on the clock of epochs needs the data.</summary>
    private static string Budget(LoweredTraining training)
    {
        var amount = HostCode.Of(training.Budget.Amount);
        if (training.Budget.Clock.Equals(Dsl.Types.Unit.Of("step")) || training.Batch is not { } batch)
            return $"(p, session) => {Whole(training.Budget.Amount, amount)}";
        var rows = $"{DataEmitter.Loader(batch.Sources[0].Data)}(session).{CSharpName.Pascal(batch.Sources[0].Split)}.Count()";
        return $"(p, session) => (int)Math.Round({amount.At(Precedence.Multiplicative)} * ({rows} / {HostCode.Of(batch.Size).At(Precedence.Unary)}))";
    }

    private static string Whole(Node node, Code amount) => node.Element == ElementKind.Int || node.Operation is NumberOperation { Value.IsInteger: true }
        ? amount.Text.EndsWith(".0", StringComparison.Ordinal) ? amount.Text.Substring(0, amount.Text.Length - 2) : amount.Text
        : $"(int)Math.Round({amount})";

    /// <summary>The parameters that a training depends on.</summary>
    private static HashSet<Dsl.Binding.GlobalSymbol> Reads(ModuleContext context, LoweredTraining training) => new(ParamReader.Of(context.Module, training));
}
