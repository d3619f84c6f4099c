using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Dsl.Lowering.Robust;

namespace MLSpec.Dsl.Lowering.Evaluation;

internal sealed partial class Evaluator
{
    private readonly List<RowsValue> _open = [];
    private readonly List<Axis> _openAxes = [];

    /// <summary>The axes of the expectations around the expression: what is drawn in it is drawn anew for each item along them.</summary>
    public IEnumerable<Axis> OpenAxes => _openAxes;

    private Value Expect(BoundBinder binder, Value domain, Value? method, Func<Value, Value> body)
    {
        var name = NameOf(binder.Variable);
        var draws = Draws.Of(this, method);
        Value Counted(Value item) => MapNodes(body(item), Share);
        switch (domain)
        {
            case RowsValue rows:
                RefuseDraws(draws, rows);
                var value = OverRows(rows, Counted, out var axis);
                return axis is null ? MapNodes(value, n => DataMean(rows, n)) : MapNodes(value, n => Graph.Reduce(Reduction.Mean, n, [axis], []));
            case LawValue { Law: var law }:
                return Over(law, name, draws, Counted);
            case UncertainLaw uncertain:
                return new NodeValue(Over(uncertain, name, draws, Counted));
            case EpisodesValue episodes:
                return new NodeValue(OverEpisodes(episodes, name, draws, Counted));
            default:
                throw Failure(LoweringDiagnostics.NotYet, $"An expectation is over rows or a distribution, not over {domain.Kind}.");
        }
    }

    /// <summary>A condition as what its mean counts: 1 where it holds.</summary>
    private Node Share(Node body) => body.Element == ElementKind.Bool ? Graph.ToFloat(body) : body;

    /// <summary>The points of a law as a new leading dimension: <c>draw n D</c>.</summary>
    public Value Sample(Extent count, Value domain)
    {
        if (domain is not LawValue { Law: var law } || law.IsFinite)
        {
            throw Failure(
                DistributionDiagnostics.Draws, $"What is drawn here comes from a law such as normal or uniform, not from {domain.Kind}.",
                "an expectation over it is exact: expect x in ... -> ...");
        }

        var atoms = law.Atoms(this, LetName ?? "draw", count);
        return MapNodes(atoms.Item, n => Graph.AxisToCore(n, atoms.Axis));
    }

    /// <summary>The items of a list, or of several lists as a list of tuples, each as one tensor with a leading dimension.</summary>
    public Value Stacked(Value items) => items switch
    {
        ListValue { Items: [TupleValue first, ..] } list => new TupleValue(
            first.Items.Select((_, i) => Stacked(new ListValue(list.Items.Select(t => ((TupleValue)t).Items[i]).ToImmutableArray())))
                .ToImmutableArray()),
        ListValue { Items: [RecordValue first, ..] } list => new RecordValue(
            first.Fields.Select(f => new FieldValue(
                f.Name, Stacked(new ListValue(list.Items.Select(r => ((RecordValue)r)[f.Name]).ToImmutableArray())))).ToImmutableArray()),
        _ => new NodeValue(ToNode(items)),
    };

    /// <summary>The body on the rows of a minibatch, along <paramref name="axis"/>, or (null) on every row of the split.</summary>
    private Value OverRows(RowsValue rows, Func<Value, Value> body, out Axis? axis)
    {
        var source = new LoweredRows(rows.Data, rows.Split);
        if (_open.Any(o => o.Data == rows.Data && o.Split == rows.Split))
            throw Failure(
                LoweringDiagnostics.NotYet,
                $"An expectation over {source} stands inside another one over the same rows.");
        var isBatch = Context.Batch.Contains(source) && rows.Take is null;
        if (Context.IsTraining && !isBatch)
        {
            throw Failure(
                ExperimentDiagnostics.NotInBatch, $"The objective is an expectation over {source}, of which no batch is drawn.",
                $"batch 64<sample/step> from {source}");
        }

        if (source.IsReplay && !isBatch)
        {
            throw Failure(
                ControlDiagnostics.ReplayOutside, $"The replay '{source}' holds rows only while something is trained, for its objectives.",
                "measure on data, or on episodes: expect e in rollout ENV POLICY by 1_000 -> return e");
        }

        var batch = new Axis(AxisKind.Batch, rows.Data.Name, null);
        _open.Add(rows);
        var value = Within(batch, () => body(RowOf(rows, batch)));
        _open.Remove(rows);
        axis = isBatch ? batch : null;
        return value;
    }

    /// <summary>The expectation of a function of a draw of a law: exact where the law is finite or the function affine, else over draws.</summary>
    /// <param name="name">What the spec calls the draw.</param>
    /// <param name="draws">How many; null for the default.</param>
    /// <param name="fix">How the spec states a number of draws.</param>
    public Value Over(Law law, string name, Extent? draws, Func<Value, Value> body, string? fix = null)
    {
        if (law.Expectation(this, (other, inner) => Over(other, name, draws, inner, fix), body) is { } reduced)
            return reduced;
        if (law.IsFinite)
        {
            RefuseDraws(draws, new LawValue(law));
            var all = law.Atoms(this, name, null);
            return MapNodes(body(all.Item), n => Weighted(n, all));
        }

        if (draws is null && AtMean(law, name, body) is { } exact)
            return new NodeValue(exact);
        if (draws is null && !Context.IsTraining)
        {
            throw Failure(
                DistributionDiagnostics.Draws, $"This expectation over {law.Kind} has no closed form, so it is a mean over draws: how many?",
                fix ?? $"expect {name} in ... by 1_000 -> ...");
        }

        if (draws is null or FixedExtent { Value: 1 })
        {
            var derivation = SampleMean.Derivation(law, name, null, Span);
            return MapNodes(body(law.Draw(this, name, OpenAxes)), n => Estimate(n, derivation, plain => plain));
        }

        var atoms = law.Atoms(this, name, draws);
        var (value, mean) = (Within(atoms.Axis, () => body(atoms.Item)), SampleMean.Derivation(law, atoms.Axis.Name, draws, Span));
        return MapNodes(value, n => Estimate(n, mean, plain => Graph.Reduce(Reduction.Mean, plain, [atoms.Axis], [])));
    }

    private Node Estimate(Node values, Derivation derivation, Func<Node, Node> mean) => Graph.MarkBound(
        mean(GraphRewriter.Unmark(Graph, values)), BoundKind.Heuristic, BoundAnalysis.DerivationsOf(values).Insert(0, derivation));

    /// <summary>The body at the mean, which is the expectation of a body that is affine in the point; null for any other.</summary>
    private Node? AtMean(Law law, string name, Func<Value, Value> body)
    {
        if (law.Mean is not { } mean)
            return null;
        var point = Graph.Variable(name, mean.Axes, mean.Shape);
        return body(new NodeValue(point)) is NodeValue { Node: var value } && Affinity.Obstacle(GraphRewriter.Unmark(Graph, value), point) is null
            ? new GraphRewriter(Graph, new Dictionary<Node, Node> { [point] = mean }).Rewrite(value)
            : null;
    }

    private Node Over(UncertainLaw uncertain, string name, Extent? draws, Func<Value, Value> body)
    {
        if (uncertain.Center is RowsValue rows)
        {
            RefuseDraws(draws, rows);
            var perPoint = ImmutableArray<Node>.Empty;
            var values = Scalar(OverRows(rows, row =>
            {
                perPoint = uncertain.PerPoint(row);
                return body(row);
            }, out var batch));
            return Unknown(
                uncertain, name, values, perPoint, batch ?? new Axis(AxisKind.Batch, rows.Data.Name, null), null, batch is null ? rows : null, false);
        }

        var law = ((LawValue)uncertain.Center).Law;
        if (law.IsFinite)
            RefuseDraws(draws, uncertain.Center);
        else if (draws is null)
            throw Failure(
                DistributionDiagnostics.Draws, $"The set lies around a sample of {law.Kind}: of how many draws?", $"expect {name} in ... by 16 -> ...");
        var atoms = law.Atoms(this, name, draws);
        var value = Scalar(Within(atoms.Axis, () => body(atoms.Item)));
        return Unknown(uncertain, name, value, uncertain.PerPoint(atoms.Item), atoms.Axis, atoms.Weights, null, !law.IsFinite);
    }

    private Node Unknown(
        UncertainLaw uncertain, string name, Node values, ImmutableArray<Node> perPoint, Axis axis, Node? nominal, RowsValue? rows, bool isSample)
    {
        if (Graphs.Reachable([values]).FirstOrDefault(n => n.Operation is InputOperation { Input: VariableInput v } && v.Id >= uncertain.FirstVariable) is { } inner)
        {
            throw Failure(
                DistributionDiagnostics.NotAffine,
                $"The expectation depends on '{inner.Name}', which is chosen inside of the worst case over distributions.",
                $"put the choice of '{inner.Name}' into the expectation, or outside of both");
        }

        var axes = values.Axes.Concat(nominal?.Axes ?? ImmutableArray<Axis>.Empty).Concat(perPoint.SelectMany(p => p.Axes)).Distinct();
        var variable = rows is not null
            ? Graph.HostVariable(name)
            : Graph.Variable(name, axes.Where(a => a != axis), ImmutableArray<Extent>.Empty);
        uncertain.Expectations.Add(new UncertainExpectation(variable, values, perPoint, axis, nominal, rows, isSample));
        return variable;
    }

    private Node Weighted(Node value, Atoms atoms) =>
        atoms.Weights is null || !value.Axes.Contains(atoms.Axis)
            ? Graph.Reduce(Reduction.Mean, value, [atoms.Axis], [])
            : Graph.Reduce(Reduction.Sum, Graph.Multiply(atoms.Weights, value), [atoms.Axis], []);

    private Node Scalar(Value value)
    {
        var node = ToNode(value);
        return node.IsScalar ? node : throw Failure(
            LoweringDiagnostics.NotScalar,
            $"The worst case is of a number for each point, not of a tensor [{string.Join(", ", node.Shape)}].");
    }

    private Value Within(Axis axis, Func<Value> body)
    {
        _openAxes.Add(axis);
        var value = body();
        _openAxes.Remove(axis);
        return value;
    }

    private void RefuseDraws(Extent? draws, Value domain)
    {
        if (draws is not null)
            throw Failure(
                DistributionDiagnostics.Draws, $"Nothing is drawn from {domain.Kind}: an expectation over it takes every point.", "leave `by` out");
    }

    private RecordValue RowOf(RowsValue rows, Axis axis)
    {
        var fields = ((BoundData)rows.Data.Declaration!).Row.Fields;
        return new RecordValue(fields.Select(f =>
        {
            var type = DimensionBindings.Empty.TypeOf(f.Type, Session.NamedExtent)
                ?? throw Failure(LoweringDiagnostics.UnknownDimension, $"The shape of the column '{f.Name}' is not known: {f.Type}.");
            return new FieldValue(
                f.Name, new NodeValue(
                    Graph.Input(new ColumnInput(rows.Data, rows.Split, f.Name), type with { Axes = ImmutableArray.Create(axis) })));
        }).ToImmutableArray());
    }

    private Node DataMean(RowsValue rows, Node body)
    {
        if (!body.IsScalar)
            throw Failure(
                LoweringDiagnostics.NotScalar,
                $"The mean over a data set is of a number for each row, not of a tensor [{string.Join(", ", body.Shape)}].");
        var kind = BoundAnalysis.KindOf(body);
        var derivations = BoundAnalysis.DerivationsOf(body);
        var mean = DataMean(rows, [GraphRewriter.Unmark(Graph, body)], derivations, null, []);
        return derivations.IsEmpty ? mean : Graph.MarkBound(mean, kind, derivations);
    }

    /// <summary>The values of one number, or of several, on all rows.</summary>
    private CollectedValue Collect(RowsValue rows, Func<Value, Value> body)
    {
        var value = OverRows(rows, body, out var batch);
        if (batch is not null)
            throw Failure(LoweringDiagnostics.NotYet, "The values of all rows are collected where something is measured, not in an objective.", "use expect");
        var columns = (value is TupleValue tuple ? tuple.Items : ImmutableArray.Create(value)).Select(v => Share(ToNode(v))).ToList();
        if (columns.FirstOrDefault(c => !c.IsScalar) is { } wide)
            throw Failure(LoweringDiagnostics.NotScalar, $"What is collected is a number for each row, not a tensor [{string.Join(", ", wide.Shape)}].");
        var derivations = columns.SelectMany(c => BoundAnalysis.DerivationsOf(c)).Distinct().ToImmutableArray();
        var row = GraphBuilder.Function(Context.Purpose, columns.Select(c => GraphRewriter.Unmark(Graph, c)), derivations, null, Span);
        var inputs = row.Inputs.Where(i => i.IsHost).Concat(rows.Take is null ? [] : [rows.Take]);
        return new CollectedValue(Graph.Make(new DataMeanOperation(rows.Data, rows.Split, rows.Take, row) { IsCollected = true }, inputs.ToArray()), derivations);
    }

    /// <summary>The mean over all rows of a split of the first output of a function of one row.</summary>
    /// <param name="reweighting">For the worst mean over a set of distributions around the rows: who computes their weights.</param>
    /// <param name="arguments">What the reweighting takes beside the outputs.</param>
    public Node DataMean(
        RowsValue rows, IEnumerable<Node> outputs, IEnumerable<Derivation> derivations, Reweighting? reweighting, IEnumerable<Node> arguments)
    {
        var row = GraphBuilder.Function(Context.Purpose, outputs, derivations, null, Span);
        var inputs = row.Inputs.Where(i => i.IsHost).Concat(rows.Take is null ? [] : [rows.Take]).Concat(arguments);
        return Graph.Make(new DataMeanOperation(rows.Data, rows.Split, rows.Take, row) { Reweighting = reweighting }, inputs.ToArray());
    }
}
