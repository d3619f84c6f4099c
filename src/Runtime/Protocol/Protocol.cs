using System.Globalization;
using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Statistics;
using MLSpec.Runtime.Store;

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

    /// <summary>The axes and their values, for those who select cells by them.</summary>
    internal abstract IReadOnlyList<AxisResult> Grid { get; }

    /// <summary>What is measured, and how it is judged, in words: <c>measure NAME</c>, <c>claim TEXT</c>, ...</summary>
    internal abstract IReadOnlyList<Setting> Judged { get; }

    /// <summary>All cells, with what their values depend on.</summary>
    internal abstract IReadOnlyList<GridPoint> Points(TParams parameters, Manifest manifest);

    /// <summary>The measurements of some cells.</summary>
    internal abstract IReadOnlyList<CellWork> Work(TParams parameters, Session session, IReadOnlyList<GridPoint> points);

    /// <summary>Judges what is stored of the cells.</summary>
    internal abstract ProtocolResult Judge(TParams parameters, Session session, IReadOnlyList<GridPoint> points, Func<string, StoredCell?> find);
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

    /// <summary>The parameters that measuring reads; those that the trainings read come on top.</summary>
    public required IReadOnlyList<Hyperparameter<TParams>> Reads { get; init; }

    /// <summary>The trainings that a cell rests on.</summary>
    public required Func<TCell, IReadOnlyList<Training<TParams>>> Trainings { get; init; }

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

    internal override IReadOnlyList<AxisResult> Grid =>
    [
        .. Axes.Select(axis => new AxisResult(axis.Name, axis.Kind, axis.Unit.Symbol, [.. Cells.Select(axis.Of).DistinctBy(value => value.Text).Select(value => value.Text)])),
    ];

    internal override IReadOnlyList<Setting> Judged =>
    [
        .. Measures.Select(measure => new Setting(
            $"measure {measure.Name}", Words(measure.Unit.Symbol, measure.Bound.Words, measure.IsReproducible ? "" : "a time") is { Length: > 0 } words ? words : "a number")),
        .. Tables.SelectMany(table => table.Measures.Select(measure => new Setting(
            $"report {measure.Name}",
            Words([
                .. table.Statistics.Select(statistic => statistic.Name), table.By.Count > 0 ? $"by {Words([.. table.By.Select(axis => axis.Name)])}" : "",
                $"{Spelt(table.Intervals ?? IntervalMethod)} {Percent(table.Confidence)}",
            ])))),
        .. Claims.Select(claim => new Setting($"claim {claim.Text}", Words(claim.Source, claim.IsEmpirical ? "empirical" : "", claim.IsUnequal ? "unequal" : ""))),
        .. Claims.Count > 0 ? (Setting[])[new("level of claims", Percent(1 - Confidence))] : [],
    ];

    internal override IReadOnlyList<GridPoint> Points(TParams parameters, Manifest manifest) =>
    [
        .. Cells.Select((cell, i) =>
        {
            var (at, replicate, trainings) = (At(cell), Replicate(cell), Training<TParams>.With(Trainings(cell)));
            Setting[] reads = [.. Reads.Concat(trainings.SelectMany(training => training.Reads)).DistinctBy(parameter => parameter.Name)
                .Select(parameter => new Setting(parameter.Name, parameter.Written(parameters)))];
            return new GridPoint(
                i, at, manifest.FactsOf(Name, Fingerprint(cell), at, replicate, reads, trainings.Select(training => training.Name)), manifest.SeedOf(replicate));
        }),
    ];

    internal override IReadOnlyList<CellWork> Work(TParams parameters, Session session, IReadOnlyList<GridPoint> points)
    {
        var beside = points.ToLookup(point => Beside(Cells[point.Index]), point => point.Seed);
        return
        [
            .. points.Select(point =>
            {
                var cell = Cells[point.Index];
                return new CellWork(session.Experiment, Name, point, HasReplicates ? [.. beside[Beside(cell)]] : [], () =>
                {
                    var values = Measure(cell, parameters, session);
                    return [.. Measures.Select(measure => new MeasuredValue(measure.Name, measure.Read(values)))];
                });
            }),
        ];
    }

    internal override ProtocolResult Judge(TParams parameters, Session session, IReadOnlyList<GridPoint> points, Func<string, StoredCell?> find)
    {
        var stored = points.Select(point => find(point.Identity)).ToArray();
        foreach (var training in stored.SelectMany(cell => cell?.Trainings ?? [])) session.Use(training);
        double[][] values = [.. Measures.Select(measure => stored.Select(cell => Value(cell, measure.Name)).ToArray())];
        var judged = Judgement(values, resamples: 10_000);
        return judged with
        {
            Cells = [.. judged.Cells.Zip(points, stored).Select(cell => Described(cell.First, cell.Second, cell.Third))],
            Pictures = stored.All(cell => cell is { IsMeasured: true }) ? [.. Pictures.SelectMany(picture => Played(picture, parameters, session))] : [],
        };
    }

    private static double Value(StoredCell? cell, string measure) => cell?.Values.FirstOrDefault(value => value.Measure == measure)?.Value ?? double.NaN;

    private static CellResult Described(CellResult cell, GridPoint point, StoredCell? stored) => cell with
    {
        Identity = point.Identity,
        Seed = point.Seed,
        State = stored is null ? CellState.Missing : stored.IsMeasured ? CellState.Measured : CellState.Failed,
        Error = stored?.Error ?? "",
    };

    private static string Words(params string[] words) => string.Join(", ", words.Where(word => word.Length > 0));

    private static string Spelt(IntervalMethod method) => method switch
    {
        IntervalMethod.Percentile => "ci_percentile",
        IntervalMethod.Bca => "ci_bca",
        _ => "ci",
    };

    private static string Percent(double fraction) => string.Create(CultureInfo.InvariantCulture, $"{100 * fraction:0.##}%");

    private IEnumerable<PictureResult> Played(Picture<TParams, TCell> picture, TParams parameters, Session session)
    {
        foreach (var cell in picture.Shown(Cells))
        {
            session.ThrowIfCancelled();
            yield return picture.Of(cell, parameters, session);
        }
    }

    /// <summary>What cells have in common that differ by the replicate alone.</summary>
    private string Beside(TCell cell) =>
        string.Join('\0', Axes.Where(axis => axis.Kind != AxisKind.Replicate).Select(axis => axis.Of(cell).Text));

    private Axis<TCell>? ReplicateAxis => Axes.SingleOrDefault(axis => axis.Kind == AxisKind.Replicate);

    private bool HasReplicates => ReplicateAxis is not null;

    private int Replicate(TCell cell) => (int)(ReplicateAxis?.Of(cell).Number ?? 1);

    private Setting[] At(TCell cell) => [.. Axes.Select(axis => new Setting(axis.Name, axis.Of(cell).Text))];

    private ProtocolResult Judgement(double[][] values, int resamples)
    {
        var replicate = ReplicateAxis;
        var byMeasure = Measures.Zip(values).ToDictionary(pair => pair.First, pair => pair.Second);
        var sample = new Sample<TCell, TValues>(Cells, replicate, byMeasure);
        var bootstrap = new Bootstrap(sample.Replicates, Method, resamples);
        var judge = new Judge(bootstrap, replicate is not null, IntervalMethod, Confidence);
        var findings = new Findings<TCell, TValues>(Cells, sample, judge);
        return new ProtocolResult(
            Name, Doc, Method,
            Grid,
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
