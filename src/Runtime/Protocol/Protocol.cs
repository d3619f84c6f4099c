using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Statistics;

namespace MLSpec.Runtime.Protocol;

/// <summary>How results are judged: what a host needs of a protocol.</summary>
public abstract class Protocol<TParams>
{
    /// <summary>The name in the spec.</summary>
    public required string Name { get; init; }

    /// <summary>The doc comment.</summary>
    public string Doc { get; init; } = "";

    /// <summary>A hash of everything that the protocol measures.</summary>
    internal abstract string Method { get; }

    /// <summary>How many cells the grid has.</summary>
    internal abstract int CellCount { get; }

    /// <summary>Checks that every claim and plot selects cells, before anything is computed.</summary>
    internal abstract void Validate();

    /// <summary>Measures the cells that are not stored yet and judges all of them.</summary>
    internal abstract ProtocolResult Run(TParams parameters, Session session);
}

/// <summary>A grid of cells, what is measured in each, and the tables, plots and claims made of the measurements.</summary>
/// <typeparam name="TParams">The experiment's parameters.</typeparam>
/// <typeparam name="TCell">One point of the grid: a generated record struct with a property per axis.</typeparam>
/// <typeparam name="TValues">What is measured in one cell: a generated record struct with a property per measure.</typeparam>
public sealed class Protocol<TParams, TCell, TValues> : Protocol<TParams>
{
    /// <summary>All cells, in the order of the grid.</summary>
    public required IReadOnlyList<TCell> Cells { get; init; }

    /// <summary>The axes; at most one of them holds replicates. Together they tell all cells apart.</summary>
    public required IReadOnlyList<Axis<TCell>> Axes { get; init; }

    /// <summary>The measures.</summary>
    public required IReadOnlyList<Measure<TValues>> Measures { get; init; }

    /// <summary>
    /// A hash of everything that is measured in a cell: the lowered trainings and expressions, but neither the axes nor the claims, so
    /// that finished cells stay valid when seeds, methods or claims are added.
    /// </summary>
    public required Func<TCell, string> Fingerprint { get; init; }

    /// <summary>Measures one cell.</summary>
    public required Func<TCell, TParams, Session, TValues> Measure { get; init; }

    /// <summary>The reported tables.</summary>
    public IReadOnlyList<Table<TCell, TValues>> Tables { get; init; } = [];

    /// <summary>The plots.</summary>
    public IReadOnlyList<Plot<TCell, TValues>> Plots { get; init; } = [];

    /// <summary>The pictures of episodes.</summary>
    public IReadOnlyList<Picture<TParams, TCell>> Pictures { get; init; } = [];

    /// <summary>The claims.</summary>
    public IReadOnlyList<Claim<TCell, TValues>> Claims { get; init; } = [];

    /// <summary>How intervals are found.</summary>
    public IntervalMethod IntervalMethod { get; init; } = IntervalMethod.ExpandedPercentile;

    /// <summary>The level at which claims are decided.</summary>
    public double Confidence { get; init; } = 0.95;

    internal override int CellCount => Cells.Count;

    internal override string Method => StableHash.Hex([Name, .. Cells.Select(Fingerprint).Distinct()]);

    internal override void Validate()
    {
        if (Cells.DistinctBy(cell => string.Join('\0', At(cell).Select(pair => pair.Value))).Count() < Cells.Count)
            throw new InvalidOperationException($"Two cells of protocol {Name} have the same coordinates: an axis is missing.");
        Judgement([.. Measures.Select(_ => new double[Cells.Count])], resamples: 0);
        if (Pictures.FirstOrDefault(picture => picture.Shown(Cells).Count == 0) is { } empty)
            throw new UserError($"the picture {empty.Name}: no cell of the grid satisfies its condition");
    }

    internal override ProtocolResult Run(TParams parameters, Session session)
    {
        var store = CellStore.Open(session.CellFile(Name), [.. Measures.Select(measure => measure.Name)]);
        var values = new double[Measures.Count][];
        for (var m = 0; m < Measures.Count; m++) values[m] = new double[Cells.Count];
        var missing = Cells.Where(cell => store.Find(At(cell), session.Identity(Fingerprint(cell))) is null).ToLookup(Beside);
        for (var i = 0; i < Cells.Count; i++)
        {
            var measured = MeasureOrFind(Cells[i], missing[Beside(Cells[i])], parameters, session, store);
            for (var m = 0; m < Measures.Count; m++) values[m][i] = measured[m];
            session.Progress.Cells(Name, i + 1, Cells.Count);
        }
        return Judgement(values, resamples: 10_000) with { Pictures = [.. Pictures.SelectMany(picture => Played(picture, parameters, session))] };
    }

    private IEnumerable<PictureResult> Played(Picture<TParams, TCell> picture, TParams parameters, Session session)
    {
        foreach (var cell in picture.Shown(Cells))
        {
            session.ThrowIfCancelled();
            yield return picture.Of(cell, parameters, session);
        }
    }

    /// <param name="replicates">The cells that are still to be measured and differ from this one by the replicate alone.</param>
    private double[] MeasureOrFind(TCell cell, IEnumerable<TCell> replicates, TParams parameters, Session session, CellStore store)
    {
        var at = At(cell);
        var identity = session.Identity(Fingerprint(cell));
        if (store.Find(at, identity) is { } stored)
        {
            foreach (var training in stored.Trainings) session.Use(training);
            return stored.Values;
        }
        session.ThrowIfCancelled();
        double[] measured = [];
        var trainings = session.UsedBy(() => session.SideBySide(Seeds(replicates, session), () =>
        {
            var values = Measure(cell, parameters, session);
            measured = [.. Measures.Select(measure => measure.Read(values))];
        }));
        store.Append(at, new CellStore.Cell(identity, measured, trainings));
        return measured;
    }

    /// <summary>What cells have in common that differ by the replicate alone.</summary>
    private string Beside(TCell cell) =>
        string.Join('\0', Axes.Where(axis => axis.Kind != AxisKind.Replicate).Select(axis => axis.Of(cell).Text));

    private long[] Seeds(IEnumerable<TCell> replicates, Session session) =>
        Axes.SingleOrDefault(axis => axis.Kind == AxisKind.Replicate) is { } axis
            ? [.. replicates.Select(cell => session.Seed((int)axis.Of(cell).Number))]
            : [];

    private KeyValuePair<string, string>[] At(TCell cell) => [.. Axes.Select(axis => KeyValuePair.Create(axis.Name, axis.Of(cell).Text))];

    private ProtocolResult Judgement(double[][] values, int resamples)
    {
        var replicate = Axes.SingleOrDefault(axis => axis.Kind == AxisKind.Replicate);
        var byMeasure = Measures.Zip(values).ToDictionary(pair => pair.First, pair => pair.Second);
        var sample = new Sample<TCell, TValues>(Cells, replicate, byMeasure);
        var bootstrap = new Bootstrap(sample.Replicates, Method, resamples);
        var judge = new Judge(bootstrap, replicate is not null, IntervalMethod, Confidence);
        var findings = new Findings<TCell, TValues>(Cells, sample, judge);
        return new ProtocolResult(
            Name, Doc, Method,
            [.. Axes.Select(axis =>
                new AxisResult(axis.Name, axis.Kind, axis.Unit.Symbol, [.. findings.Values(axis).Select(value => value.Text)]))],
            [.. Measures.Select(m => new MeasureResult(m.Name, m.Doc, m.Unit.Symbol, m.Bound.Kind, m.Bound.By)
            {
                IsReproducible = m.IsReproducible,
            })],
            findings.Decide(Claims),
            [.. Tables.Select(findings.Tabulate)],
            [.. Plots.Select(findings.Draw)],
            [.. Cells.Select((cell, i) =>
                new CellResult([.. Axes.Select(axis => axis.Of(cell).Text)], [.. values.Select(column => column[i])]))]);
    }
}
