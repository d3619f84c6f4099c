using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>The method that measures one cell of a protocol, and the functions of one row that it averages.</summary>
internal sealed class MeasurementEmitter(ModuleContext context, LoweredProtocol protocol, GridCode grid)
{
    private readonly string _name = CSharpName.Pascal(protocol.Symbol.Name);
    private readonly List<string> _rowFunctions = [];
    private readonly Dictionary<DataMeanOperation, (string Method, MethodSignature Signature)> _rows = [];
    private readonly Dictionary<MeasureSymbol, string> _measured = [];

    /// <summary>The lambda that tells what a cell rests on; known after <see cref="Render"/>.</summary>
    public string Fingerprint { get; private set; } = "";

    public IReadOnlyList<string> Render()
    {
        var names = new LocalNames();
        foreach (var name in new[] { "cell", "p", "session", "rows" })
            names.Take(name);
        var body = new IndentedText(0);
        WriteRuns(body, names);
        foreach (var measure in protocol.Measures)
            WriteMeasure(body, names, measure);
        var method = $"private static {_name}Values Measure{_name}({_name}Cell cell, Params p, Session session)\n{{\n{Method.Indent(body.ToString())}"
            + $"    return new({string.Join(", ", protocol.Measures.Select(m => _measured[m.Symbol]))});\n}}\n";
        var rests = Emission.Fingerprint.OfText(_rowFunctions.Concat([method]));
        Fingerprint = FingerprintOf(rests);
        return [method, .. _rowFunctions];
    }

    private void WriteRuns(IndentedText body, LocalNames names)
    {
        foreach (var run in protocol.Runs)
        {
            var settings = "p";
            if (!run.Overrides.IsEmpty)
            {
                settings = names.Take("settings");
                body.Line($"var {settings} = p with {{ {string.Join(", ", run.Overrides.Select(o => $"{CSharpName.Pascal(o.Param.Name)} = {Part(o.Value)}"))} }};");
            }

            foreach (var instance in Read(run))
            {
                var local = names.Take(instance.Name);
                body.Line($"var {local} = {Trained(run, instance, settings)};");
            }
        }
    }

    /// <summary>The instances of a run that some measure reads.</summary>
    private IEnumerable<ModelInstance> Read(LoweredRun run) =>
        protocol.Measures.SelectMany(m => m.Instances).Distinct().Where(i => run.Trainings.All(t => t.Instances.Contains(i)));

    private string Trained(LoweredRun run, ModelInstance instance, string settings)
    {
        var seed = protocol.Grid.FirstOrDefault(g => g.IsReplicates) is { } replicates ? "cell." + CSharpName.Pascal(replicates.Symbols[0].Name) : "1";
        string Model(LoweredTraining training) => $"session.Trained({TrainingEmitter.Descriptor(training)}, {settings}, {seed}).{CSharpName.Pascal(instance.Name)}";
        return run.Selector is { } selector
            ? Switch(selector, protocol.Grid.First(g => g.Symbols.Contains(selector)).Labels.Select(l => l[protocol.Grid.First(g => g.Symbols.Contains(selector)).Symbols.IndexOf(selector)]).ToList(), i => Model(run.Trainings[i]))
            : Model(run.Trainings[0]);
    }

    private string Switch(GridSymbol selector, IReadOnlyList<string> labels, Func<int, string> value) =>
        $"cell.{CSharpName.Pascal(selector.Name)} switch\n{{\n"
        + string.Concat(labels.Select((l, i) => $"    {grid.TypeOf(selector)}.{grid.Member(selector, l)} => {value(i)},\n"))
        + "    _ => throw new UnreachableException(),\n}";

    private void WriteMeasure(IndentedText body, LocalNames names, LoweredMeasure measure)
    {
        var local = names.Take(measure.Symbol.Name);
        var values = measure.Variants.Select(v => Value(measure, v).Text).ToList();
        if (values.Count == 1)
        {
            body.Line(context.Lines.Map(measure.Span, $"var {local} = {values[0]};"));
        }
        else
        {
            body.Line($"var {local} = 0.0;");
            for (var i = 0; i < values.Count; i++)
            {
                var condition = string.Join(" && ", measure.Variants[i].Selections.Select(s =>
                    $"cell.{CSharpName.Pascal(s.Variable.Name)} == {grid.TypeOf(s.Variable)}.{grid.Member(s.Variable, s.Label)}"));
                body.Line($"{(i == 0 ? "" : "else ")}if ({condition})");
                body.Line($"    {local} = {values[i]};");
            }
        }

        _measured[measure.Symbol] = local;
    }

    private Code Value(LoweredMeasure measure, MeasureVariant variant) => Value(variant.Value, measure, variant);

    private Code Value(Node node, LoweredMeasure measure, MeasureVariant variant) => node.Operation switch
    {
        DataMeanOperation mean => Mean(mean, measure, variant),
        InputOperation input => Leaf(input.Input),
        _ => OperationCode.Of(node, [.. node.Inputs.Select(i => Value(i, measure, variant))]),
    };

    private Code Leaf(Input input) => input switch
    {
        GridInput variable => Code.Primary("cell." + CSharpName.Pascal(variable.Variable.Name)),
        MeasureInput earlier => Code.Primary(_measured[earlier.Measure]),
        _ => LeafCode.Host(input),
    };

    /// <summary><c>Evaluation.Mean(rows, chunk => F(net, chunk.Image, chunk.Label))</c></summary>
    private Code Mean(DataMeanOperation mean, LoweredMeasure measure, MeasureVariant variant)
    {
        if (!_rows.TryGetValue(mean, out var function))
        {
            var signature = MethodSignature.Of(mean.Row, []);
            var method = $"{_name}{CSharpName.Pascal(measure.Symbol.Name)}Row" + (_rows.Count(r => r.Value.Method.StartsWith($"{_name}{CSharpName.Pascal(measure.Symbol.Name)}Row", StringComparison.Ordinal)) is > 0 and var n ? CSharpText.Number(n + 1) : "");
            var documented = mean.Row with { Documentation = $"{measure.Symbol.Name}, row by row.", Derivations = variant.Derivations };
            _rowFunctions.Add(context.Function(method, documented, "private"));
            _rows[mean] = function = (method, signature);
        }

        var rows = $"{DataEmitter.Loader(mean.Data)}(session).{CSharpName.Pascal(mean.Split)}";
        if (mean.Take is { } take)
            rows += $".Take({HostCode.Of(take, input => Leaf(input))})";
        var stream = CSharpText.Literal($"{protocol.Symbol.Name} {measure.Symbol.Name}");
        var replicate = protocol.Grid.FirstOrDefault(g => g.IsReplicates) is { } replicates ? "cell." + CSharpName.Pascal(replicates.Symbols[0].Name) : "1";
        var usesRandom = function.Signature.Parameters.Any(p => p.Kind == MethodSignature.RandomKind);
        var call = function.Signature.Call(function.Method, parameter => parameter.Kind switch
        {
            ModelInstance instance => CSharpName.Camel(instance.Name),
            ColumnInput column => $"rows.{CSharpName.Pascal(column.Field)}",
            Input input => Leaf(input).Text,
            _ when parameter.Kind == MethodSignature.ParamsKind => "p",
            _ => "random",
        });
        return usesRandom
            ? Code.Primary($"Evaluation.Mean({rows}, session.Random({stream}, {replicate}), (rows, random) => {call})")
            : Code.Primary($"Evaluation.Mean({rows}, rows => {call})");
    }

    private string Part(PartArgument argument) => argument is HostArgument host ? HostCode.Of(host.Value, Leaf).Text : new PartCode().Of(argument);

    /// <summary>What is measured together with what it is measured on: it differs between the trainings of a grid.</summary>
    private string FingerprintOf(string rests)
    {
        if (protocol.Runs.FirstOrDefault(r => r.Selector is not null) is not { Selector: { } selector } run)
            return $"_ => {CSharpText.Literal(Emission.Fingerprint.OfText(protocol.Runs.SelectMany(r => r.Trainings).Select(t => Emission.Fingerprint.Of(context, t)).Concat([rests])))}";
        var variable = protocol.Grid.First(g => g.Symbols.Contains(selector));
        var labels = variable.Labels.Select(l => l[variable.Symbols.IndexOf(selector)]).ToList();
        return "cell => " + Method.Continued(Switch(selector, labels, i => CSharpText.Literal(Emission.Fingerprint.OfText([Emission.Fingerprint.Of(context, run.Trainings[i]), rests]))));
    }
}
