using System.Globalization;
using MLSpec.Runtime.Hosting;

namespace MLSpec.Generators.Tests.Numerics;

/// <summary>Phases of a training: one after another, each entered or not by what holds when its time comes.</summary>
public sealed class PhaseTests : IDisposable
{
    private const string _spec = """
        module Phases

        param adapt = true

        extern gauge : float -> float
        extern mark : float -> float

        data rows : { x : float[2]; y : float } = csv "rows.csv" |> split { train = 60%; valid = 20%; test = 20%; seed = 1<seed> }

        model net (x : float[2]) : float = x |> dense 1 |> scalar

        objective error = expect (x, y) in rows.train -> (net x - y) ** 2

        train staged for 14<step> =
            batch 4<sample/step> from rows.train
            every 1<step>: measure level = gauge 0.0
            phase 3<step>:
                minimize error over net using sgd { rate = 0.01 }
                every 1<step>: measure one = mark 1.0
            phase 4<step> when level > 0.5:
                minimize error over net using sgd { rate = 0.02 }
                every 1<step>: measure two = mark 2.0
            phase 5<step> when adapt:
                minimize error over net using sgd { rate = 0.03 }
                every 1<step>: measure three = mark 3.0

        protocol judged =
            for seed in replicates 1
            run staged
            measure left = expect (x, y) in rows.test -> (net x - y) ** 2
            report mean of left
        """;

    private const string _user = """
        namespace Lab;

        public static partial class Phases
        {
            public static System.Func<double> Level { get; set; } = () => 0.0;

            public static System.Action<double> Seen { get; set; } = _ => { };

            public static partial double Gauge(double x) => Level();

            public static partial double Mark(double x)
            {
                Seen(x);
                return x;
            }
        }
        """;

    private static readonly Lazy<GeneratedModule> _module = new(() => GeneratedModule.Of("Phases", _spec, _user));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlspec-phases-");

    public PhaseTests() => File.WriteAllLines(
        Path.Combine(_folder.FullName, "rows.csv"),
        Enumerable.Range(0, 20).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i / 20.0},{1 - (i % 3)},{i % 2}")).Prepend("x0,x1,y"));

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(3, "1 1 1 2 2 2 2 3 3 3 3 3")] // in the first step of the second phase: it is entered, and stays though the level falls
    [InlineData(4, "1 1 1 3 3 3 3 3")] // one step later: too late
    [InlineData(2, "1 1 1 3 3 3 3 3")] // one step earlier: over
    public void A_condition_counts_when_the_phase_begins(int high, string expected)
    {
        var step = 0;

        Assert.Equal(expected, Marks(0, () => step++ == high ? 1.0 : 0.0));
    }

    [Fact]
    public void The_time_of_a_phase_that_is_not_entered_passes_idly() =>
        Assert.Equal("1 1 1 2 2 2 2", Marks(0, () => 1.0, "--adapt", "false"));

    [Theory]
    [InlineData(1.0, 0.0, "1 1 1 2 2 2 2 3 3 3 3 3")]
    [InlineData(0.0, 1.0, "1 1 1 3 3 3 3 3")]
    public void An_interrupted_phase_goes_on_as_it_was_entered(double before, double after, string expected)
    {
        using var cancellation = new CancellationTokenSource();
        var step = 0;
        var first = Marks(130, cancellation.Token, () =>
        {
            if (++step == 6)
                cancellation.Cancel();
            return before;
        });
        var second = Marks(0, () => after);

        Assert.Equal(expected, $"{first} {second}");
    }

    private string Marks(int code, Func<double> level, params string[] options) => Marks(code, default, level, options);

    private string Marks(int code, CancellationToken cancelled, Func<double> level, params string[] options)
    {
        var marks = new List<double>();
        _module.Value.Set("Level", level);
        _module.Value.Set("Seen", (Action<double>)marks.Add);
        var errors = new StringWriter();
        var result = ExperimentHost.Run(
            ["run", "Phases", "--out", Path.Combine(_folder.FullName, "out"), "--data", _folder.FullName, "--threads", "1", .. options],
            [(Experiment)_module.Value.Property("Experiment")],
            new HostConsole(new StringWriter(), errors, Interactive: false, cancelled));
        Assert.True(result == code, errors.ToString());
        return string.Join(" ", marks);
    }
}
