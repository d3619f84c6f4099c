using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>Writes one training as a method: what it sets up once, and the loop.</summary>
internal sealed class TrainingLoop(ModuleContext context, LoweredTraining training)
{
    private readonly LocalNames _names = new();
    private readonly IndentedText _setup = new(0);
    private readonly IndentedText _loop = new(1);
    private readonly List<string> _tracked = [];
    private readonly Dictionary<GlobalSymbol, string> _schedules = [];
    private readonly Dictionary<GlobalSymbol, string> _batches = [];
    private string? _stepsPerEpoch;
    private string? _loss;
    private string? _optimizer;

    public string Render()
    {
        foreach (var name in new[] { "p", "run", "step", "scope" }.Concat(training.Instances.Select(i => i.Name)))
            _names.Take(name);
        SetUpBatches();
        SetUpModels();
        WriteSteps(_loop, training.Steps);
        var text = new IndentedText(0);
        text.Line(CSharpText.Documentation("summary", training.Symbol.Documentation ?? $"Trains {string.Join(" and ", training.Instances.Select(i => i.Name))}."));
        text.Line($"public static {TrainingEmitter.ModelsType(training)} {TrainingEmitter.Method(training)}(Params p, TrainingRun run)");
        text.Line("{");
        var body = text.Indented();
        body.Line(_setup.ToString().TrimEnd('\n'));
        if (_tracked.Count > 0)
            body.Line($"run{string.Concat(_tracked)};");
        body.Line("for (var step = run.Start(); step < run.Steps; step++)");
        body.Line("{");
        var loop = body.Indented();
        loop.Line("using var scope = torch.NewDisposeScope();");
        foreach (var batch in _batches)
            loop.Line($"var {BatchOf(batch.Key)} = {batch.Value}.Next();");
        body.Line(_loop.ToString().TrimEnd('\n'));
        if (_loss is not null)
            loop.Line($"run.Completed(step, {_loss}, {_optimizer}.RateAt(step));");
        body.Line("}");
        body.Line("");
        body.Line($"return new {TrainingEmitter.ModelsType(training)}({string.Join(", ", training.Instances.Select(i => CSharpName.Camel(i.Name)))});");
        text.Line("}");
        return text.ToString();
    }

    private void SetUpBatches()
    {
        if (training.Batch is not { } batch)
            return;
        foreach (var source in batch.Sources)
        {
            var rows = _names.Take(batch.Sources.Length == 1 ? "batches" : source.Data.Name + "_batches");
            _batches[source.Data] = rows;
            _setup.Line(
                $"var {rows} = new Minibatches<{DataEmitter.RowsType(source.Data)}>({DataEmitter.Loader(source.Data)}(run.Session).{CSharpName.Pascal(source.Split)}, "
                + $"{HostCode.Of(batch.Size)}, run.Random({CSharpText.Literal("batch " + source.Data.Name)}));");
            Track(source.Data.Name + " batches", rows);
        }
    }

    private void SetUpModels()
    {
        var earlier = new Dictionary<ModelInstance, string>();
        foreach (var before in training.After)
        {
            var local = _names.Take(before.Name);
            _setup.Line($"var {local} = run.After({TrainingEmitter.Descriptor(before)}, p);");
            foreach (var instance in before.Instances)
                earlier[instance] = $"{local}.{CSharpName.Pascal(instance.Name)}";
        }

        foreach (var instance in training.Instances.OrderBy(i => i.IsTarget))
        {
            var local = CSharpName.Camel(instance.Name);
            _setup.Line(
                earlier.TryGetValue(instance, out var trained) ? $"var {local} = {trained}.Clone();"
                : instance.Of is { } source ? $"var {local} = {CSharpName.Camel(source.Name)}.Clone();"
                : $"var {local} = {ModelCode.TypeOf(instance)}.Initialise(p, run.Device, run.Random({CSharpText.Literal(instance.Name)}));");
            Track(instance.Name, local);
        }
    }

    private void WriteSteps(IndentedText text, ImmutableArray<LoweredStep> steps)
    {
        string? end = null;
        foreach (var step in steps)
        {
            switch (step)
            {
                case OptimizeStep optimize:
                    WriteOptimize(text, optimize);
                    break;
                case TrackStep track:
                    WriteTrack(text, track);
                    break;
                case PhaseStep phase:
                    WritePhase(text, phase, ref end);
                    break;
                case EveryStep every:
                    text.Line($"if ((step + 1) % {Steps(every.Period)} == 0)");
                    text.Line("{");
                    WriteSteps(text.Indented(), every.Steps);
                    text.Line("}");
                    break;
                case StopStep stop:
                    text.Line($"if ({HostCode.Of(stop.Condition, Leaf)})");
                    text.Line("    run.Stop();");
                    break;
                default:
                    throw new InvalidOperationException($"No C# for a {step.GetType().Name}.");
            }
        }
    }

    private void WriteOptimize(IndentedText text, OptimizeStep step)
    {
        var optimizers = step.Moved.Select(instance => SetUpOptimizer(step, instance)).ToList();
        var signature = MethodSignature.Of(step.ValueAndGradients, step.Moved);
        var loss = _names.Take(_loss is null ? "loss" : step.Name);
        text.Line(context.Lines.Map(
            step.Span, $"var {loss} = {signature.Call(ObjectivesEmitter.GradientName(step), parameter => Argument(parameter, step.Name))};"));
        foreach (var optimizer in optimizers)
            text.Line($"{optimizer}.Step(step);");
        _loss ??= loss;
        _optimizer ??= optimizers[0];
    }

    private string SetUpOptimizer(OptimizeStep step, ModelInstance instance)
    {
        var local = CSharpName.Camel(instance.Name);
        var gradient = _names.Take(instance.Name + "_gradient");
        _setup.Line($"var {gradient} = {ModelCode.TypeOf(instance)}.Zeros(p, run.Device);");
        var optimizer = _names.Take(instance.Name + "_optimizer");
        var settings = string.Concat(step.Optimiser.Arguments.SelectMany(Settings).Select(a => ",\n    " + a));
        _setup.Line(
            $"var {optimizer} = {OperationCode.Member(step.Optimiser.Member)}(\n    {local}.Flat,\n    {gradient}.Flat{settings}){(step.Maximize ? ".Maximising()" : "")};");
        Track(step.Name + " " + instance.Name + " optimizer", optimizer);
        return optimizer;
    }

    private IEnumerable<string> Settings(PartArgument argument) =>
        argument is RecordArgument record ? record.Fields.Select(f => $"{CSharpName.Camel(f.Name)}: {Part(f.Value)}") : [Part(argument)];

    private void WriteTrack(IndentedText text, TrackStep step)
    {
        foreach (var target in step.Targets)
        {
            var average = _names.Take(target.Name + "_average");
            _setup.Line($"var {average} = new PolyakAverage({CSharpName.Camel(target.Name)}.Flat, {CSharpName.Camel(target.Of!.Name)}.Flat, {Part(step.Rate)});");
            text.Line($"{average}.Step();");
        }
    }

    private void WritePhase(IndentedText text, PhaseStep phase, ref string? end)
    {
        var start = end;
        end = _names.Take("phase_end");
        var length = Steps(phase.Budget);
        _setup.Line($"var {end} = {(start is null ? length : $"{start} + {length}")};");
        var condition = phase.Condition is null ? "" : $" && {HostCode.Of(phase.Condition, Leaf).At(Precedence.And)}";
        text.Line(start is null ? $"if (step < {end}{condition})" : $"else if (step < {end}{condition})");
        text.Line("{");
        WriteSteps(text.Indented(), phase.Steps);
        text.Line("}");
    }

    private string Argument(MethodParameter parameter, string purpose) => parameter.Kind switch
    {
        ModelInstance instance => CSharpName.Camel(instance.Name),
        GradientOf gradient => CSharpName.Camel(gradient.Instance.Name + "_gradient"),
        ColumnInput column => $"{BatchOf(column.Data)}.{CSharpName.Pascal(column.Field)}",
        ScheduleInput schedule => $"{ScheduleOf(schedule.Schedule)}.At(step)",
        _ when parameter.Kind == MethodSignature.ParamsKind => "p",
        _ when parameter.Kind == MethodSignature.RandomKind => RandomOf(purpose),
        _ => throw new InvalidOperationException($"Nothing in a training gives {parameter.Name}."),
    };

    private Code Leaf(Input input) => input is ScheduleInput schedule ? Code.Primary($"{ScheduleOf(schedule.Schedule)}.At(step)") : LeafCode.Host(input);

    private string BatchOf(GlobalSymbol data) => _batches.Count == 1 ? "batch" : CSharpName.Camel(data.Name + "_batch");

    private string ScheduleOf(GlobalSymbol schedule)
    {
        if (_schedules.TryGetValue(schedule, out var known))
            return known;
        var declared = context.Module.Schedules.First(s => ReferenceEquals(s.Symbol, schedule));
        var local = _names.Take(schedule.Name);
        var value = $"{CSharpName.Pascal(schedule.Name)}(p)";
        _setup.Line($"var {local} = {(declared.Clock.Equals(Dsl.Types.Unit.Of("step")) ? value : $"{value}.Stretched({StepsPerEpoch()})")};");
        return _schedules[schedule] = local;
    }

    private string RandomOf(string purpose)
    {
        var local = _names.Take(purpose + "_random");
        _setup.Line($"var {local} = run.Random({CSharpText.Literal(purpose)});");
        return local;
    }

    private string Part(PartArgument argument) => new PartCode(NeedsClock(argument) ? StepsPerEpoch() : null).Of(argument);

    private static bool NeedsClock(PartArgument argument) => argument switch
    {
        ClockArgument => true,
        NestedArgument nested => nested.Value.Arguments.Any(NeedsClock),
        RecordArgument record => record.Fields.Any(f => NeedsClock(f.Value)),
        ListArgument list => list.Items.Any(NeedsClock),
        _ => false,
    };

    /// <summary>A time in steps, as a whole number.</summary>
    private string Steps(LoweredTime time)
    {
        var amount = HostCode.Of(time.Amount);
        return time.Clock.Equals(Dsl.Types.Unit.Of("step"))
            ? amount.At(Precedence.Unary)
            : $"(int)Math.Round({amount.At(Precedence.Multiplicative)} * {StepsPerEpoch()})";
    }

    private string StepsPerEpoch()
    {
        if (_stepsPerEpoch is null)
        {
            _stepsPerEpoch = _names.Take("steps_per_epoch");
            _setup.Line($"var {_stepsPerEpoch} = {_batches.First().Value}.StepsPerEpoch;");
        }

        return _stepsPerEpoch;
    }

    private void Track(string name, string local) => _tracked.Add($"\n    .Track({CSharpText.Literal(name)}, {local})");
}
