using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>What a host needs to list and run the experiment.</summary>
internal static class ExperimentEmitter
{
    public static GeneratedFile Emit(ModuleContext context)
    {
        var module = context.Module;
        var experiment = Template.Named("Experiment").Render(new
        {
            context.Class,
            Name = CSharpText.Literal(module.Name),
            Doc = CSharpText.Literal(module.Documentation ?? ""),
            Path = CSharpText.Literal(context.RelativePath),
            Files = module.Data.SelectMany(d => DataEmitter.Files(module, new NestedArgument(d.Source))).Distinct().Select(CSharpText.Literal).ToList(),
            Parameters = module.Params.Select(p => ParamsEmitter.Descriptor(context, p)).ToList(),
            Trainings = module.Trainings.Select(t => context.Names[t, "Training"]).ToList(),
            Protocols = module.Protocols.Select(p => context.Names[p.Symbol, "Protocol"]).ToList(),
            Derivations = PlacedDerivation.AllOf(module).Select(d => Derivation(d, module)).ToList(),
        });
        return context.Documented(
            "Experiment",
            module.Documentation ?? $"The experiment {module.Name}.",
            [.. module.Trainings.Select(t => Training(context, t)), experiment, SpecText(module.Source.Content)]);
    }

    /// <summary>The arguments of a derivation, as the report shows it.</summary>
    private static List<string> Derivation(PlacedDerivation placed, LoweredModule module)
    {
        var derivation = placed.Derivation;
        return
        [
            CSharpText.Literal(placed.Subject(module.Source)), CSharpText.Literal(derivation.Rule), CSharpText.Literal(placed.BoundWords), List(derivation.Text),
            CSharpText.Literal(derivation.Latex), CSharpText.Literal(derivation.Theorem), CSharpText.Literal(derivation.Reference), List(placed.Places),
        ];

        static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(CSharpText.Literal))}]";
    }

    /// <summary>The spec, a literal a line.</summary>
    private static string SpecText(string content)
    {
        var lines = content.Replace("\r\n", "\n").TrimEnd('\n').Split('\n');
        return $"private const string SpecText =\n    {string.Join("\n    + ", lines.Select(line => CSharpText.Literal(line + "\n")))};";
    }

    private static string Training(ModuleContext context, LoweredTraining training)
    {
        var fingerprint = Fingerprint.Of(context, training);
        var read = context.Kept(training, "reads", context.Module.Data, () => new HashSet<GlobalSymbol>(ParamReader.Of(context.Module, training)));
        var reads = context.Module.Params.Where(p => read.Contains(p.Symbol)).Select(p => ParamsEmitter.Descriptor(context, p)).ToList();
        return context.Kept(training, "descriptor", $"{fingerprint}\n{string.Join(", ", reads)}\n{context.Loaders}", () => Template.Named("Training").Render(new
        {
            Summary = CSharpText.Documentation("summary", training.Symbol.Documentation ?? $"The training {training.Name}."),
            Name = CSharpText.Literal(training.Name),
            Descriptor = context.Names[training, "Training"],
            Models = context.Names.Models(training),
            Method = context.Names[training, "Train"],
            Budget = Budget(context, training),
            Length = IsInSteps(training) ? null : OnClock(context, training.Budget.Amount),
            Clock = CSharpText.Literal(training.Budget.Clock.ToString()),
            Batch = training.Batch is { } batch ? OnClock(context, batch.Size) : null,
            Fingerprint = CSharpText.Literal(fingerprint),
            Reads = reads,
            After = training.After.Select(t => context.Names[t, "Training"]).ToList(),
            SideBySide = training.IsSideBySide,
        }));
    }

    private static bool IsInSteps(LoweredTraining training) => training.Budget.Clock.Equals(Dsl.Types.Unit.Of("step"));

    /// <summary>A number of the spec as a function of the parameters.</summary>
    private static string OnClock(ModuleContext context, Node number) => $"{(context.Host.ReadsParams(number) ? "p" : "_")} => {context.Host.Of(number)}";

    /// <summary>The number of steps: a time on the clock of epochs needs the data.</summary>
    public static string Budget(ModuleContext context, LoweredTraining training)
    {
        var amount = training.Budget.Amount;
        var p = context.Host.ReadsParams(amount) ? "p" : "_";
        if (IsInSteps(training) || training.Batch is not { } batch)
            return $"({p}, _) => {TrainingLoop.Whole(amount, context.Host.Of(amount))}";
        var source = batch.Sources.First(s => !s.IsReplay);
        var rows = DataEmitter.Rows(context, source.Data, source.Split, "session") + ".Count()";
        var epoch = $"{rows} / {context.Host.Of(batch.Size).At(Precedence.Unary)}";
        p = p == "p" || context.Host.ReadsParams(batch.Size) || rows.Contains(", p)") ? "p" : "_";
        return $"({p}, session) => {TrainingLoop.Steps(amount, context.Host.Of(amount), $"({epoch})")}";
    }
}
