using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Protocol;
using MLSpec.Runtime.Store;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Protocol;

/// <summary>A small experiment in the shape of generated code: two trainings, and a protocol over methods, radii and replicates.</summary>
internal sealed class Fake
{
    public sealed record Params
    {
        public double Radius { get; init; } = 0.1;
        public int Width { get; init; } = 8;
        public double Rate { get; init; } = 0.05;
        public bool Wide { get; init; }

        public static Hyperparameter<Params> RadiusParameter { get; } = Hyperparameter.Number<Params>(
            "radius", p => p.Radius, (p, v) => p with { Radius = v }, 0, 1,
            doc: "Radius of the ball that the attacker may move a picture in");

        public static Hyperparameter<Params> WidthParameter { get; } = Hyperparameter.Integer<Params>(
            "width", p => p.Width, (p, v) => p with { Width = v }, 1, unit: "neuron", doc: "Width of the hidden layers");

        public static Hyperparameter<Params> RateParameter { get; } = Hyperparameter.Number<Params>(
            "rate", p => p.Rate, (p, v) => p with { Rate = v }, 0);

        public static Hyperparameter<Params> WideParameter { get; } = Hyperparameter.Flag<Params>(
            "wide", p => p.Wide, (p, v) => p with { Wide = v });

        public static IReadOnlyList<Hyperparameter<Params>> All { get; } = [RadiusParameter, WidthParameter, RateParameter, WideParameter];
    }

    public sealed record Net(Tensor Flat) : ICheckpointed
    {
        public void Save(StateWriter state) => state.Tensor("flat", Flat);

        public void Restore(StateReader state) => state.Tensor("flat", Flat);
    }

    public enum Method
    {
        Plain,
        Hardened,
    }

    public readonly record struct Cell(Method Method, double Eps, int Seed);

    public readonly record struct Values(double Clean, double Attacked);

    private static readonly string[] _methodNames = ["plain", "hardened"];
    private static readonly Axis<Cell> _method = Axis<Cell>.Text("method", cell => _methodNames[(int)cell.Method]);
    private static readonly Axis<Cell> _eps = Axis<Cell>.Number("eps", cell => cell.Eps);
    private static readonly Axis<Cell> _seed = Axis<Cell>.Replicates("seed", cell => cell.Seed);

    private static readonly Measure<Values> _clean = new("clean", Unit.Fraction, values => values.Clean);

    private static readonly Measure<Values> _attacked = new("attacked", Unit.Fraction, values => values.Attacked)
    {
        Bound = new Bound(BoundKind.Upper, "pgd 20"),
        Doc = "Accuracy under attack",
    };

    private static readonly Derivation _derivation = new("sup d in ball, with commas", "projected gradient", "lower bound", [], "", "", "", ["hardened", "plain"]);

    private readonly Training<Params, Net> _plain;
    private readonly Training<Params, Net> _hardened;
    private readonly Lazy<Experiment<Params>> _experiment;

    public Fake(int replicates = 5)
    {
        _plain = Training("plain", Steps("plain"), [Params.WidthParameter, Params.RateParameter], epochs: 8);
        _hardened = Training("hardened", Steps("hardened"), [Params.RadiusParameter, Params.WidthParameter, Params.RateParameter]);
        _experiment = new(() => new Experiment<Params>
        {
            Name = "FakeDigits",
            Doc = "Digits that never were.\nTwo lines.",
            Spec = new Spec("FakeDigits/FakeDigits.mlspec", SpecText),
            Defaults = new Params(),
            Parameters = Params.All,
            Trainings = [_plain, _hardened],
            DataFiles = ["points.csv"],
            Derivations = [_derivation, _derivation],
            Protocols = [Resilience(replicates)],
        });
    }

    public Experiment<Params> Experiment => _experiment.Value;

    public static Axis<Cell> ByMethod => _method;

    /// <summary>The budget of a training.</summary>
    public static int Steps(string training) => training == "plain" ? 160 : 200;

    public IReadOnlyList<Picture<Params, Cell>> Pictures { get; init; } = [];

    public Action<string, long, int> OnStep { get; set; } = (_, _, _) => { };

    public Action<Cell> OnCell { get; set; } = _ => { };

    /// <summary>Changes what was found in a cell.</summary>
    public Func<Cell, Values, Values> Found { get; init; } = (_, values) => values;

    /// <summary>Called when a cell's values are found and before they are kept.</summary>
    public Action<Cell> OnMeasured { get; set; } = _ => { };

    private Training<Params, Net> Training(string name, int steps, IReadOnlyList<Hyperparameter<Params>> reads, double? epochs = null) => new()
    {
        Name = name,
        Fingerprint = $"fingerprint of {name}",
        Steps = (_, _) => steps,
        Length = epochs is { } length ? _ => length : null,
        Clock = epochs is null ? "step" : "epoch",
        BatchSize = epochs is null ? null : _ => 16,
        Reads = reads,
        Train = (p, run) => Train(name, p, run),
        Empty = (p, device) => new Net(zeros(p.Width, device: device)),
    };

    private Net Train(string name, Params p, TrainingRun run)
    {
        var net = new Net(run.Random("net").Normal([p.Width]));
        var noise = run.Random("noise");
        run.Track("net", net.Flat);
        for (var step = run.Start(); step < run.Steps; step++)
        {
            using var scope = NewDisposeScope();
            OnStep(name, run.Seed, step);
            var gradient = (net.Flat - 1) + (0.5 * noise.Normal([p.Width]));
            var loss = 0.5 * gradient.square().mean();
            var rate = p.Rate * Math.Min(1, (step + 1) / 40.0) * 0.5 * (1 + Math.Cos(Math.PI * step / run.Steps));
            net.Flat.sub_(rate * gradient);
            run.Completed(step, loss, rate);
        }
        return net;
    }

    private Values Measure(Cell cell, Params p, Session session)
    {
        OnCell(cell);
        var points = session.Shared("points", () => File.ReadAllLines(session.DataFile("points.csv")));
        var net = session.Trained(cell.Method == Method.Plain ? _plain : _hardened, p, cell.Seed);
        using var scope = NewDisposeScope();
        var error = (net.Flat - 1).abs().mean().item<float>();
        var attack = session.Random("resilience.attacked", cell.Seed).Uniform();
        var slope = cell.Method == Method.Plain ? 3.2 : 1.1;
        var clean = (cell.Method == Method.Plain ? 0.975 : 0.955) - (0.2 * error) - (points.Length * 1e-6);
        var luck = 0.02 * (attack - 0.5) * Math.Sign(cell.Eps);
        OnMeasured(cell);
        return Found(cell, new Values(clean, Math.Max(0, (clean * Math.Exp(-slope * cell.Eps * (1 + (4 * cell.Eps)))) + luck)));
    }

    private Protocol<Params, Cell, Values> Resilience(int replicates) => new()
    {
        Name = "resilience",
        Doc = "Accuracy on the test set, as it is and under attack.",
        Cells = [.. from method in new[] { Method.Plain, Method.Hardened }
                    from eps in new[] { 0.0, 0.05, 0.1, 0.15, 0.2 }
                    from seed in Enumerable.Range(1, replicates)
                    select new Cell(method, eps, seed)],
        Axes = [_method, _eps, _seed],
        Measures = [_clean, _attacked],
        Reads = [],
        Trainings = cell => [cell.Method == Method.Plain ? _plain : _hardened],
        Fingerprint = cell => $"fingerprint of {cell.Method}",
        Measure = Measure,
        Tables = [new Table<Cell, Values>([Statistic.Mean], [_clean, _attacked], [_method, _eps])],
        Plots =
        [
            new Plot<Cell, Values>(PlotKind.Line, _eps, [new(Statistic.Mean, _attacked)], _method),
            new Plot<Cell, Values>(PlotKind.Points, null, [new(Statistic.Mean, _attacked)], _method)
            {
                XMeasure = new(Statistic.Mean, _clean),
                Where = cell => cell.Eps == 0.1,
            },
            new Plot<Cell, Values>(PlotKind.Bar, _method, [new(Statistic.Mean, _clean)], null),
        ],
        Pictures = Pictures,
        Claims =
        [
            new("robust training wins", "mean attacked [hardened] > mean attacked [plain] + 10% when eps == 0.1", sample =>
                sample.Mean(_attacked, cell => cell.Method == Method.Hardened && cell.Eps == 0.1)
                > sample.Mean(_attacked, cell => cell.Method == Method.Plain && cell.Eps == 0.1) + 0.1),
            new("robust training costs nothing", "mean clean [hardened] >= mean clean [plain]", sample =>
                sample.Mean(_clean, cell => cell.Method == Method.Hardened) >= sample.Mean(_clean, cell => cell.Method == Method.Plain)),
            new("a narrow margin", "mean clean [plain] - mean clean [hardened] < 2%", sample =>
                sample.Mean(_clean, cell => cell.Method == Method.Plain)
                - sample.Mean(_clean, cell => cell.Method == Method.Hardened) < 0.02),
        ],
    };

    private const string SpecText = """
        /// Digits that never were <b>&amp;</b>.
        module FakeDigits

        param radius = 0.1 in [0.0 .. 1.0]   // </pre><script>alert(1)</script>

        protocol resilience =
            for method in [plain; hardened]
            for eps in [0.0 .. 0.05 .. 0.2]
            for seed in replicates 5
            run method as m
            claim "robust training wins" : mean attacked [hardened] > mean attacked [plain] + 10% when eps == 0.1
        """;
}
