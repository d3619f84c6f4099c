using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>Writes one training as a method: what it sets up once, and the loop.</summary>
internal sealed class TrainingLoop : IRowCaller
{
    private readonly ModuleContext _context;
    private readonly LoweredTraining _training;
    private readonly NameScope _names;
    private readonly RowMeans _means;
    private readonly IndentedText _setup = new(0);
    private readonly IndentedText _loop = new(1);
    private readonly List<string> _tracked = [];
    private readonly Dictionary<ModelInstance, string> _instances = [];
    private readonly Dictionary<ModelInstance, string> _gradients = [];
    private readonly Dictionary<GlobalSymbol, string> _schedules = [];
    private readonly Dictionary<GlobalSymbol, (string Source, string Batch)> _batches = [];
    private readonly Worlds _worlds;
    private readonly Dictionary<MeasureSymbol, string> _measures = [];
    private readonly Dictionary<string, string> _objectives = [];
    private readonly Dictionary<string, string> _randoms = [];
    private readonly Dictionary<(StateOf State, string Purpose), string> _kept = [];
    private readonly string _loss;
    private readonly string _rate;
    private readonly bool _losesInBlocks;
    private string? _epochs;
    private string? _stepsPerEpoch;
    private string? _phaseEnd;
    private bool _hasLoss;

    public TrainingLoop(ModuleContext context, LoweredTraining training)
    {
        (_context, _training, _names, _means) = (context, training, context.Names.Locals(), new RowMeans(context));
        foreach (var name in new[] { "p", "run", "step", "scope", "mode", "observation", "random", "episodes" })
            _names.Take(name);
        foreach (var instance in training.Instances)
            _instances[instance] = _names.Take(instance.Name);
        _worlds = new Worlds(context, _means.Texts);
        (_loss, _rate) = (_names.Take("loss"), _names.Take("rate"));
        _losesInBlocks = !training.Steps.Any(s => s is OptimizeStep);
    }

    public string Session => "run.Session";

    /// <summary>The method, and the functions of a row that its measures average.</summary>
    public IEnumerable<string> Render()
    {
        SetUpBatches();
        SetUpModels();
        var collected = new IndentedText(1);
        foreach (var collect in _training.Steps.OfType<CollectStep>())
            WriteCollect(collected, collect);
        foreach (var measure in TrainingSteps.All(_training.Steps).OfType<MeasureStep>())
            SetUpMeasure(measure);
        WriteSteps(_loop, _training.Steps);
        var text = new IndentedText(0);
        text.Line(CSharpText.Documentation("summary", _training.Symbol.Documentation ?? $"Trains {string.Join(" and ", _training.Instances.Where(i => !i.IsTarget).Select(i => i.Name))}."));
        text.Line($"public static {_context.Names.Models(_training)} {_context.Names[_training, "Train"]}(Params p, TrainingRun run)");
        text.Line("{");
        var body = text.Indented();
        body.Line(_setup.ToString().TrimEnd('\n'));
        body.Line($"run{string.Concat(_tracked)};");
        body.Line("");
        body.Line("using var mode = torch.inference_mode();");
        body.Line("for (var step = run.Start(); step < run.Steps; step++)");
        body.Line("{");
        var loop = body.Indented();
        loop.Line("using var scope = torch.NewDisposeScope();");
        if (collected.ToString() is { Length: > 0 } playing)
            body.Line(playing.TrimEnd('\n'));
        foreach (var (source, batch) in _batches.Values)
            loop.Line($"var {batch} = {source}.Next();");
        if (_losesInBlocks)
        {
            loop.Line($"Tensor? {_loss} = null;");
            loop.Line($"var {_rate} = 0.0;");
        }

        body.Line(_loop.ToString().TrimEnd('\n'));
        loop.Line($"run.Completed(step, {_loss}, {_rate});");
        body.Line("}");
        body.Line("");
        body.Line($"return new {_context.Names.Models(_training)}({string.Join(", ", _training.Instances.Select(Instance))});");
        text.Line("}");
        return _means.Texts.Prepend(text.ToString());
    }

    public string Instance(ModelInstance instance) => _instances[instance];

    public Code Leaf(Input input) => input switch
    {
        ScheduleInput schedule => Code.Primary($"{ScheduleOf(schedule.Schedule)}.At(step)"),
        MeasureInput measure => Code.Primary($"{_measures[measure.Measure]}.Latest"),
        _ => _context.Host.Leaf(input),
    };

    public string Random(string purpose)
    {
        if (_randoms.TryGetValue(purpose, out var known))
            return known;
        var local = _names.Take(purpose.Replace(' ', '_') + "_random");
        _setup.Line($"var {local} = run.Random({CSharpText.Literal(purpose)});");
        return _randoms[purpose] = local;
    }

    /// <summary>A host scalar as an int.</summary>
    public static string Whole(Node node, Code amount) => node switch
    {
        { Element: ElementKind.Int } => amount.Text,
        { Operation: NumberOperation { Value: { IsInteger: true } value } } => value.ToString(),
        _ => $"(int)Math.Round({amount})",
    };

    /// <summary>A number of epochs in steps, as an int.</summary>
    public static string Steps(Node node, Code amount, string stepsPerEpoch) => node is { Element: ElementKind.Int } or { Operation: NumberOperation { Value.IsInteger: true } }
        ? $"(int)({new Code(Whole(node, amount), amount.Precedence).At(Precedence.Multiplicative)} * {stepsPerEpoch})"
        : $"(int)Math.Round({amount.At(Precedence.Multiplicative)} * {stepsPerEpoch})";

    private void SetUpBatches()
    {
        if (_training.Batch is not { } batch)
            return;
        var single = batch.Sources.Length == 1;
        foreach (var rows in batch.Sources)
        {
            var source = _names.Take(rows.IsReplay ? rows.Data.Name : single ? "batches" : rows.Data.Name + "_batches");
            _batches[rows.Data] = (source, _names.Take(single ? "batch" : rows.Data.Name + "_batch"));
            if (!rows.IsReplay)
                _epochs ??= source;
            var type = _context.Names.Rows(rows.Data);
            var random = $"run.Random({CSharpText.Literal("batch " + rows.Data.Name)})";
            if (rows.IsReplay)
            {
                var settings = _context.Module.Data.First(d => ReferenceEquals(d.Symbol, rows.Data)).Source.Arguments.Select(Part);
                _setup.Line($"using var {source} = new Replay<{type}>({string.Join(", ", settings)}, size: {_context.Host.Of(batch.Size)}, {random});");
            }
            else
            {
                _setup.Line($"var {source} = new Minibatches<{type}>(");
                _setup.Line($"    {DataEmitter.Rows(_context, rows.Data, rows.Split, "run.Session")}, {_context.Host.Of(batch.Size)}, {random});");
            }

            Track(source);
        }
    }

    /// <summary>What is played at the beginning of a step, before the batch is drawn.</summary>
    private void WriteCollect(IndentedText text, CollectStep collect)
    {
        var replay = _batches[collect.Replay].Source;
        var rows = _context.Names.Rows(collect.Replay);
        var label = Label(collect);
        string Given(MethodParameter parameter) => Argument(parameter, label);
        var world = _worlds.Of(collect.World, Given, Leaf);
        var documented = collect.Policy with { Documentation = $"{_training.Name}: the policy that collects." };
        var policy = _worlds.Lambda(documented, $"{_training.Name} {label} policy".Replace(' ', '_'), ["observation", "random"], Given);
        var (random, choices) = (Random(label + " world"), Random(label + " policy"));
        var amount = _context.Host.Of(collect.Amount);
        List<string> episodes = collect.Episodes is { } count ? [$"episodes: {_context.Host.Of(count)}"] : [];
        if (collect.IsOnce)
        {
            List<string> once = [world, policy, $"size: {Whole(collect.Amount, amount)}", random, choices, .. episodes];
            text.Line(_context.Lines.Map(
                collect.Span, $"if (step == 0)\n    {replay}.Add(Offline.OfEpisodes<{rows}>({Items(once, 2)}));"));
            return;
        }

        var returns = _names.Take(label + "_return");
        _setup.Line($"var {returns} = run.Measure({CSharpText.Literal(label + " return")});");
        var collection = _names.Take(label + "_collection");
        List<string> settings = [world, replay, $"rate: {amount}", random, choices, returns + ".Record", .. episodes];
        _setup.Line($"using var {collection} = new Collection<{rows}>({Items(settings, 1)});");
        Track(collection);
        text.Line(_context.Lines.Map(collect.Span, $"{collection}.Step(step, {policy});"));
    }

    /// <summary>The replay's name, numbered where a training collects into it again.</summary>
    private string Label(CollectStep collect)
    {
        var alike = _training.Steps.OfType<CollectStep>().Where(c => ReferenceEquals(c.Replay, collect.Replay) && c.IsOnce == collect.IsOnce).ToList();
        var place = alike.IndexOf(collect);
        return collect.Replay.Name + (collect.IsOnce ? " start" : "") + (place == 0 ? "" : " " + Alignment.Number(place + 1));
    }

    /// <summary>Arguments, one a line, so many levels further in.</summary>
    private static string Items(IEnumerable<string> items, int depth)
    {
        var margin = "\n" + new string(' ', 4 * depth);
        return margin + string.Join("," + margin, items.Select(i => i.Replace("\n", margin)));
    }

    private void SetUpModels()
    {
        var earlier = new Dictionary<ModelInstance, string>();
        foreach (var before in _training.After)
        {
            var local = _names.Take(before.Name);
            _setup.Line($"var {local} = run.After({_context.Names[before, "Training"]}, p, {_context.Names.Models(before)}.Join);");
            foreach (var instance in before.Instances)
                earlier[instance] = $"{local}.{_context.Names.Trained(before, instance)}";
        }

        foreach (var instance in _training.Instances.OrderBy(i => i.IsTarget))
        {
            var local = Instance(instance);
            _setup.Line(
                earlier.TryGetValue(instance, out var trained) ? $"var {local} = {trained}.Clone();"
                : instance.Of is { } source ? $"var {local} = {Instance(source)}.Clone();"
                : $"var {local} = {_context.Names.Parameters(instance)}.Initialise(p, run.Device, run.Random({CSharpText.Literal(instance.Name)}));");
            Track(local);
        }
    }

    private void SetUpMeasure(MeasureStep measure)
    {
        var local = _names.Take(measure.Symbol.Name);
        _setup.Line($"var {local} = run.Measure({CSharpText.Literal(measure.Symbol.Name)});");
        _measures[measure.Symbol] = local;
    }

    private void WriteSteps(IndentedText text, ImmutableArray<LoweredStep> steps)
    {
        foreach (var step in steps)
        {
            switch (step)
            {
                case CollectStep:
                    break;
                case OptimizeStep optimize:
                    WriteOptimize(text, optimize);
                    break;
                case TrackStep track:
                    WriteTrack(text, track);
                    break;
                case ProjectStep project:
                    WriteProject(text, project);
                    break;
                case PhaseStep phase:
                    WritePhase(text, phase);
                    break;
                case EveryStep every:
                    WriteBlock(text, $"if ((step + 1) % {Period(every.Period)} == 0)", every.Steps);
                    break;
                case MeasureStep measure:
                    var value = Value(measure.Value, measure);
                    text.Line(_context.Lines.Map(measure.Span, $"{_measures[measure.Symbol]}.Record(step, {value});"));
                    break;
                case StopStep stop:
                    text.Line(_context.Lines.Map(stop.Span, $"if ({_context.Host.Of(stop.Condition, Leaf)})\n    run.Stop(step);"));
                    break;
                case WarnStep warn:
                    var warning = _names.Take("warning");
                    _setup.Line($"var {warning} = run.Warning({CSharpText.Literal(warn.Text)});");
                    text.Line(_context.Lines.Map(warn.Span, $"{warning}.Look(step, {_context.Host.Of(warn.Condition, Leaf)});"));
                    break;
                default:
                    throw new InvalidOperationException($"No C# for a {step.GetType().Name}.");
            }
        }
    }

    private void WriteBlock(IndentedText text, string head, ImmutableArray<LoweredStep> steps)
    {
        _hasLoss &= !_losesInBlocks;
        text.Line(head);
        text.Line("{");
        WriteSteps(text.Indented(), steps);
        text.Line("}");
    }

    private Code Value(Node node, MeasureStep measure) => node.Operation switch
    {
        MeanOperation => _means.Of(node, $"{_training.Name} {measure.Symbol.Name}", measure.Derivations, this),
        InputOperation input => Leaf(input.Input),
        _ => OperationCode.Of(node, [.. node.Inputs.Select(i => Value(i, measure))], _context.Host),
    };

    private void WriteOptimize(IndentedText text, OptimizeStep step)
    {
        var optimizers = step.Moved.Select(instance => SetUpOptimizer(step, instance)).ToList();
        var isFirst = !_hasLoss;
        var method = _context.Objectives.Gradient(step);
        var call = Noted(step, method.Call(parameter => Argument(parameter, step.Name)));
        var target = isFirst ? $"{(_losesInBlocks ? "" : "var ")}{_loss} = " : "";
        text.Line(_context.Lines.Map(step.Span, $"{target}{call};"));
        foreach (var optimizer in optimizers)
            text.Line($"{optimizer}.Step(step);");
        foreach (var instance in step.Moved.Where(HasStatistics))
            text.Line($"{Instance(instance)}.All.Follow({_gradients[instance]}.All);");
        if (isFirst)
            text.Line($"{(_losesInBlocks ? "" : "var ")}{_rate} = {optimizers[0]}.RateAt(step);");
        _hasLoss = true;
    }

    /// <summary>Of several objectives each has a curve of its own.</summary>
    private string Noted(OptimizeStep step, string call)
    {
        var all = TrainingSteps.All(_training.Steps).OfType<OptimizeStep>().ToList();
        if (all.Count == 1)
            return call;
        var name = all.Count(s => s.Name == step.Name) == 1 ? step.Name : $"{step.Name} over {string.Join(", ", step.Moved.Select(m => m.Name))}";
        if (!_objectives.TryGetValue(name, out var objective))
        {
            objective = _objectives[name] = _names.Take(step.Name + "_objective");
            _setup.Line($"var {objective} = run.Objective({CSharpText.Literal(name)});");
        }

        return $"{objective}.Of(() => {call})";
    }

    private string SetUpOptimizer(OptimizeStep step, ModelInstance instance)
    {
        if (!_gradients.TryGetValue(instance, out var gradient))
        {
            gradient = _gradients[instance] = _names.Take(instance.Name + "_gradient");
            _setup.Line($"var {gradient} = {Instance(instance)}.ZerosLike();");
        }

        var optimizer = _names.Take(instance.Name + "_optimizer");
        var settings = string.Concat(step.Optimiser.Arguments.SelectMany(Settings).Select(a => ",\n    " + a));
        var moved = HasStatistics(instance) ? "All.Moved" : "Flat";
        _setup.Line(
            $"var {optimizer} = {OperationCode.Member(step.Optimiser.Member)}(\n    {Instance(instance)}.{moved},\n    {gradient}.{moved}{settings}){(step.Maximize ? ".Maximising()" : "")};");
        Track(optimizer);
        return optimizer;
    }

    private bool HasStatistics(ModelInstance instance) =>
        ModelsEmitter.HasStatistics(_context.Module.Models.First(m => ReferenceEquals(m.Symbol, instance.Model)));

    private IEnumerable<string> Settings(PartArgument argument) =>
        argument is RecordArgument record ? record.Fields.Select(f => $"{CSharpName.Camel(f.Name)}: {Part(f.Value)}") : [Part(argument)];

    private void WriteTrack(IndentedText text, TrackStep step)
    {
        foreach (var target in step.Targets)
        {
            var average = _names.Take(target.Name + "_average");
            _setup.Line($"var {average} = new PolyakAverage({Instance(target)}.Flat, {Instance(target.Of!)}.Flat, {Part(step.Rate)});");
            text.Line($"{average}.Step();");
        }
    }

    private void WriteProject(IndentedText text, ProjectStep step)
    {
        foreach (var instance in step.Instances)
        {
            var arguments = step.Method.Arguments.Select(Part).Prepend(Instance(instance) + ".All");
            text.Line(_context.Lines.Map(step.Span, $"{OperationCode.Member(step.Method.Member)}({string.Join(", ", arguments)});"));
        }
    }

    /// <summary>Phases follow each other; the time of one whose condition fails passes idly.</summary>
    private void WritePhase(IndentedText text, PhaseStep phase)
    {
        var start = _phaseEnd;
        _phaseEnd = _names.Take("phase_end");
        _setup.Line($"var {_phaseEnd} = {(start is null ? "" : start + " + ")}{Steps(phase.Budget)};");
        var condition = phase.Condition is { } when ? $" && {Condition(when)}" : "";
        WriteBlock(text, start is null ? $"if (step < {_phaseEnd}{condition})" : $"if (step >= {start} && step < {_phaseEnd}{condition})", phase.Steps);
    }

    /// <summary>A phase is entered or not: what may change from step to step is looked at when its time comes, and remembered.</summary>
    private string Condition(Node when)
    {
        var condition = _context.Host.Of(when, Leaf);
        if (!Graphs.Reachable([when]).Any(n => n.Operation is InputOperation { Input: MeasureInput or ScheduleInput }))
            return condition.At(Precedence.And);
        var phase = _names.Take("phase");
        _setup.Line($"var {phase} = run.Phase({CSharpText.Literal(phase)});");
        return $"{phase}.Runs({condition})";
    }

    private string Argument(MethodParameter parameter, string purpose) => parameter.Kind switch
    {
        ModelInstance instance => Instance(instance),
        GradientOf gradient => _gradients[gradient.Instance],
        ColumnInput column => $"{_batches[column.Data].Batch}.{_context.Names.Column(column.Data, column.Field)}",
        Input input => Leaf(input).Text,
        _ when parameter.Kind == MethodSignature.ParamsKind => "p",
        _ when parameter.Kind == MethodSignature.RandomKind => Random(purpose),
        StateOf state => Kept(state, purpose),
        _ => throw new InvalidOperationException($"Nothing in a training gives {parameter.Name}."),
    };

    /// <summary>What an objective keeps from step to step.</summary>
    private string Kept(StateOf state, string purpose)
    {
        if (_kept.TryGetValue((state, purpose), out var known))
            return known;
        var local = _names.Take(state.State.Name);
        var random = state.State.IsRandom ? $"run.Random({CSharpText.Literal(local)}), " : "";
        var arguments = string.Concat(state.Arguments.Select(a => $"{_context.Host.Of(a, Leaf)}, "));
        _setup.Line($"var {local} = new {OperationCode.Type(state.State.Type)}({arguments}{random}run.Device);");
        Track(local);
        return _kept[(state, purpose)] = local;
    }

    private string ScheduleOf(GlobalSymbol schedule)
    {
        if (_schedules.TryGetValue(schedule, out var known))
            return known;
        var declared = _context.Module.Schedules.First(s => ReferenceEquals(s.Symbol, schedule));
        var local = _names.Take(schedule.Name);
        var value = $"{_context.Names[schedule]}(p)";
        _setup.Line($"var {local} = {(declared.Clock.Equals(Dsl.Types.Unit.Of("step")) ? value : $"{value}.Stretched({StepsPerEpoch()})")};");
        return _schedules[schedule] = local;
    }

    private string Part(PartArgument argument) => new PartCode(_context.Host, NeedsClock(argument) ? StepsPerEpoch() : null).Of(argument);

    private static bool NeedsClock(PartArgument argument) => argument switch
    {
        ClockArgument => true,
        NestedArgument nested => nested.Value.Arguments.Any(NeedsClock),
        RecordArgument record => record.Fields.Any(f => NeedsClock(f.Value)),
        ListArgument list => list.Items.Any(NeedsClock),
        _ => false,
    };

    /// <summary>A period, computed once where the data decide it.</summary>
    private string Period(LoweredTime time)
    {
        if (time.Clock.Equals(Dsl.Types.Unit.Of("step")))
            return new Code(Steps(time), _context.Host.Of(time.Amount).Precedence).At(Precedence.Unary);
        var period = _names.Take("period");
        _setup.Line($"var {period} = {Steps(time)};");
        return period;
    }

    /// <summary>A time in steps, as a whole number.</summary>
    private string Steps(LoweredTime time)
    {
        var amount = _context.Host.Of(time.Amount);
        return time.Clock.Equals(Dsl.Types.Unit.Of("step")) ? Whole(time.Amount, amount) : Steps(time.Amount, amount, StepsPerEpoch());
    }

    private string StepsPerEpoch()
    {
        if (_stepsPerEpoch is null)
        {
            _stepsPerEpoch = _names.Take("steps_per_epoch");
            _setup.Line($"var {_stepsPerEpoch} = {_epochs}.StepsPerEpoch;");
        }

        return _stepsPerEpoch;
    }

    /// <summary>The local's name tells the part of a checkpoint; it is unique in the method.</summary>
    private void Track(string local) => _tracked.Add($"\n    .Track({CSharpText.Literal(local)}, {local})");
}
