using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>The method that measures one cell of a protocol, and the functions of one row that it averages.</summary>
internal sealed class MeasurementEmitter : IRowCaller
{
    private readonly ModuleContext _context;
    private readonly LoweredProtocol _protocol;
    private readonly GridCode _grid;
    private readonly RowMeans _means;
    private readonly NameScope _names;
    private readonly Dictionary<ModelInstance, string> _models = [];
    private readonly Dictionary<MeasureSymbol, string> _measured = [];
    private readonly Dictionary<MeasureSymbol, string> _elapsed = [];

    public MeasurementEmitter(ModuleContext context, LoweredProtocol protocol, GridCode grid)
    {
        (_context, _protocol, _grid, _means, _names) = (context, protocol, grid, new RowMeans(context), context.Names.Locals());
        foreach (var name in new[] { "cell", "p", "parameters", "session", "rows", "random" })
            _names.Take(name);
    }

    public string Session => "session";

    /// <summary>The method, then the functions of a row.</summary>
    public IReadOnlyList<string> Render() => Render(
        _context.Names.Values(_protocol), _context.Names[_protocol.Symbol, "Measure"], () => $"new({string.Join(", ", _protocol.Measures.Select(m => _measured[m.Symbol]))})");

    /// <summary>The method that plays a picture's episode in a cell, then what it calls.</summary>
    public static IReadOnlyList<string> Picture(ModuleContext context, LoweredProtocol protocol, GridCode grid, LoweredPicture picture)
    {
        var played = picture.Played;
        var emitter = new MeasurementEmitter(context, protocol with { Measures = ImmutableArray.Create(played) }, grid);
        return emitter.Render("Episode", context.Names[played.Symbol, "Picture"], () => emitter._measured[played.Symbol]);
    }

    private IReadOnlyList<string> Render(string type, string name, Func<string> result)
    {
        var body = new IndentedText(0);
        var given = _protocol.Settings.IsEmpty ? "p" : "parameters";
        if (!_protocol.Settings.IsEmpty)
            body.Line($"var p = {given} with {With(_protocol.Settings)};");
        foreach (var run in _protocol.Runs)
            WriteRun(body, run);
        foreach (var measure in _protocol.Measures)
            WriteMeasure(body, measure);
        var head = $"private static {type} {name}({_context.Names.Cell(_protocol)} cell, Params {given}, Session session)";
        var method = $"{head}\n{{\n{Method.Indent(body.ToString())}    return {result()};\n}}\n";
        return [method, .. _means.Texts];
    }

    public string Instance(ModelInstance instance) => _models[instance];

    public Code Leaf(Input input) => input switch
    {
        GridInput variable => Code.Primary(_grid.Coordinate(variable.Variable)),
        MeasureInput earlier => Code.Primary(_measured[earlier.Measure]),
        ElapsedInput earlier => Code.Primary(_elapsed[earlier.Measure]),
        _ => _context.Host.Leaf(input),
    };

    /// <summary>The same numbers in every cell of a replicate, so that what differs between cells is not chance; whatever the order of the cells.</summary>
    public string Random(string purpose) => $"session.Random({CSharpText.Literal(purpose)}, {_grid.Replicate})";

    private void WriteRun(IndentedText body, LoweredRun run)
    {
        var (settings, own) = ("p", run.Overrides.RemoveRange(_protocol.Settings));
        if (!own.IsEmpty)
        {
            settings = _names.Take("settings");
            body.Line($"var {settings} = p with {With(own)};");
        }

        foreach (var instance in Read(run))
        {
            var local = _models[instance] = _names.Take(instance.Name);
            var trained = _grid.Switch([.. run.Variants.Select(v => (v.Selections, Trained(v.Training, instance, settings, DiffersByReplicate(run))))]);
            body.Line(_context.Lines.Map(run.Span, $"var {local} = {trained};"));
        }
    }

    /// <summary>The instances that some measure reads from this run: those by its alias, and those that no later run trains.</summary>
    private IEnumerable<ModelInstance> Read(LoweredRun run) => _protocol.Measures.SelectMany(m => m.Instances).Distinct().Where(i =>
        i.Run is { } alias ? alias == run.Alias : ReferenceEquals(run, _protocol.Runs.LastOrDefault(r => !IsNamed(r) && r.Trainings.All(t => t.Instances.Contains(i)))));

    private bool IsNamed(LoweredRun run) => run.Alias is { } alias && _protocol.Measures.SelectMany(m => m.Instances).Any(i => i.Run == alias);

    /// <summary>Whether replicates differ by more than the seed.</summary>
    private static bool DiffersByReplicate(LoweredRun run) => run.Overrides
        .Select(o => o.Value)
        .OfType<HostArgument>()
        .SelectMany(o => Graphs.Leaves([o.Value]))
        .Any(n => n.Operation is InputOperation { Input: GridInput { Variable.IsReplicates: true } });

    private string Trained(LoweredTraining training, ModelInstance instance, string settings, bool alone) =>
        $"session.{(alone ? "TrainedAlone" : "Trained")}({_context.Names[training, "Training"]}, {settings}, {_grid.Replicate}).{_context.Names.Trained(training, instance)}";

    private void WriteMeasure(IndentedText body, LoweredMeasure measure)
    {
        var value = _grid.Switch([.. measure.Variants.Select(v => (v.Selections, Value(v.Value, measure, v).Text))]);
        _measured[measure.Symbol] = _names.Take(measure.Symbol.Name);
        if (!IsTimed(measure))
        {
            body.Line(_context.Lines.Map(measure.Span, $"var {_measured[measure.Symbol]} = {value};"));
            return;
        }

        _elapsed[measure.Symbol] = _names.Take(measure.Symbol.Name + "_seconds");
        var counts = measure.Variants.Select(v => (v.Selections, Rows: RowsOf(v.Value))).ToList();
        var rows = counts.All(c => c.Rows == counts[0].Rows) ? counts[0].Rows : _grid.Switch(counts).Text;
        body.Line(_context.Lines.Map(
            measure.Span,
            $"var ({_measured[measure.Symbol]}, {_elapsed[measure.Symbol]}) = Evaluation.Timed(\n    {rows},\n    () => {Method.Continued(value.Text)});"));
    }

    private bool IsTimed(LoweredMeasure measure) => _protocol.Measures.SelectMany(m => m.Variants)
        .SelectMany(v => Graphs.Reachable([v.Value]))
        .Any(n => n.Operation is InputOperation { Input: ElapsedInput elapsed } && elapsed.Measure == measure.Symbol);

    /// <summary>The number of rows that a measure goes through; one where it has no expectation.</summary>
    private string RowsOf(Node value)
    {
        var counts = Graphs.Reachable([value])
            .Select(n => n.Operation)
            .OfType<DataMeanOperation>()
            .Select(m => _means.RowsOf(m, this) + ".Count()")
            .Distinct()
            .ToList();
        return counts.Count == 0 ? "1" : string.Join(" + ", counts);
    }

    private Code Value(Node node, LoweredMeasure measure, MeasureVariant variant) => node.Operation switch
    {
        MeanOperation => _means.Of(node, $"{_protocol.Symbol.Name} {measure.Symbol.Name}", Own(variant), this),
        InputOperation input => Leaf(input.Input),
        _ => OperationCode.Of(node, [.. node.Inputs.Select(i => Value(i, measure, variant))], _context.Host),
    };

    /// <summary>The derivations of a measure but for those of the earlier measures that it is made of.</summary>
    private IEnumerable<Derivation> Own(MeasureVariant variant)
    {
        var read = Graphs.Reachable([variant.Value]).Select(n => n.Operation).OfType<InputOperation>().Select(o => o.Input).OfType<MeasureInput>();
        return variant.Derivations.Except(_protocol.Measures.Where(m => read.Any(r => r.Measure == m.Symbol)).SelectMany(m => m.Variants).SelectMany(v => v.Derivations));
    }

    private string With(IEnumerable<LoweredOverride> overrides) =>
        $"{{ {string.Join(", ", overrides.Select(o => $"{_context.Names.Param(o.Param)} = {Override(o)}"))} }}";

    private string Override(LoweredOverride value) => value.Value is HostArgument host
        ? Number(value, host)
        : new PartCode(_context.Host).Of(value.Value);

    /// <summary>Grid values are doubles; a parameter that is an int takes them as one.</summary>
    private string Number(LoweredOverride value, HostArgument host)
    {
        var code = _context.Host.Of(host.Value, Leaf);
        return value.Param.Declaration is BoundParam { Type: Dsl.Types.IntType } && Graphs.Reachable([host.Value]).Any(n => n.Operation is InputOperation { Input: GridInput })
            ? $"(int){code.At(Precedence.Unary)}"
            : code.Text;
    }
}
