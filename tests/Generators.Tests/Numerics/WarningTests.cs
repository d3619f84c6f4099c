using System.Globalization;
using System.Text.Json;
using MLSpec.Runtime.Hosting;

namespace MLSpec.Generators.Tests.Numerics;

/// <summary>What a training warns of: said while it runs, kept across an interruption, and standing in the results.</summary>
public sealed class WarningTests : IDisposable
{
    /// <summary>The weight goes from 0 towards the mean of the rows, 1, so that the gap falls below any limit.</summary>
    private const string Spec = """
        module Watched

        param limit = 0.5

        extern seen : float -> float

        data rows : { x : float } = csv "rows.csv" |> split { train = 100%; valid = 0%; test = 0%; seed = 1<seed> }

        model net () : float = weight 0.0

        objective fit = expect row in rows.train -> (net () - row.x) ** 2

        train follow for 60<step> =
            batch 8<sample/step> from rows.train
            minimize fit over net using sgd { rate = 0.02 }
            every 5<step>: measure gap = (expect row in rows.train -> abs (net () - row.x)) + seen 0.0
            every 10<step>: warn "still \"far\" away" when gap > limit

        protocol judged =
            for seed in replicates 2
            run follow
            measure gap in_sample = expect row in rows.train -> abs (net () - row.x)
            report mean of gap
        """;

    private const string User = """
        namespace Lab;

        public static partial class Watched
        {
            public static System.Action<long> Hook { get; set; } = _ => { };

            public static partial double Seen(double x)
            {
                Hook(0);
                return x;
            }
        }
        """;

    private static readonly Lazy<GeneratedModule> _module = new(() => GeneratedModule.Of("Watched", Spec, User));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlspec-watched-");

    public WarningTests() =>
        File.WriteAllLines(Path.Combine(_folder.FullName, "rows.csv"), Enumerable.Repeat("1.0", 16).Prepend("x"));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void It_is_said_when_it_comes_to_hold_and_reported_for_as_long_as_it_did()
    {
        var (output, warnings) = Run("0.5");

        Assert.Single(output.Split('\n'), line => line == "train follow seed 1: step 10: warning: still \"far\" away");
        Assert.Single(output.Split('\n'), line => line == "train follow seed 2: step 10: warning: still \"far\" away");
        Assert.Contains("train follow: still \"far\" away (seed 1 until step 10, at 1 of 6 looks; seed 2 until step 10, at 1 of 6 looks)", output, StringComparison.Ordinal);
        Assert.All(warnings, w => Assert.Equal(("still \"far\" away", 9, 9, 1, 6, false), w));
        Assert.Equal(2, warnings.Count);
        Assert.Contains("<li>train follow: still &quot;far&quot; away (seed 1", File.ReadAllText(Path.Combine(Out, "report.html")), StringComparison.Ordinal);
    }

    /// <summary>After t steps the gap is 0.96 to the power t: above 0.1 up to step 56.</summary>
    [Theory]
    [InlineData("0.1", 5, 49, false)]
    [InlineData("0.01", 6, 59, true)]
    public void How_long_it_held_is_counted(string limit, int times, int last, bool stands)
    {
        var (_, warnings) = Run(limit);

        Assert.All(warnings, w => Assert.Equal(("still \"far\" away", 9, last, times, 6, stands), w));
    }

    [Fact]
    public void Nothing_is_said_of_what_never_held()
    {
        var (output, warnings) = Run("2.0");

        Assert.DoesNotContain("warning", output, StringComparison.Ordinal);
        Assert.Empty(warnings);
        Assert.DoesNotContain("<h2>Warnings", File.ReadAllText(Path.Combine(Out, "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupted_training_goes_on_with_what_it_warned_of()
    {
        using var cancellation = new CancellationTokenSource();
        var calls = 0;
        Host("0.1", _ =>
        {
            if (++calls == 5)
                cancellation.Cancel();
        }, cancellation.Token, expected: 130);
        var (output, warnings) = Run("0.1");

        Assert.DoesNotContain("seed 1: step 30: warning", output, StringComparison.Ordinal);
        Assert.All(warnings, w => Assert.Equal(("still \"far\" away", 9, 49, 5, 6, false), w));
    }

    private string Out => Path.Combine(_folder.FullName, "run");

    private (string Output, IReadOnlyList<(string Text, int First, int Last, int Times, int Looks, bool Stands)> Warnings) Run(string limit, params string[] options)
    {
        var output = Host(limit, _ => { }, default, expected: 0, options);
        using var results = JsonDocument.Parse(File.ReadAllText(Path.Combine(Out, "results.json")));
        return (output, [.. results.RootElement.GetProperty("curves").EnumerateArray().SelectMany(c => c.GetProperty("warnings").EnumerateArray()).Select(w =>
            (w.GetProperty("text").GetString()!, w.GetProperty("first").GetInt32(), w.GetProperty("last").GetInt32(), w.GetProperty("times").GetInt32(),
                w.GetProperty("looks").GetInt32(), w.GetProperty("stands").GetBoolean()))]);
    }

    private string Host(string limit, Action<long> hook, CancellationToken cancelled, int expected, params string[] options)
    {
        _module.Value.Set("Hook", hook);
        var (output, errors) = (new StringWriter(CultureInfo.InvariantCulture), new StringWriter(CultureInfo.InvariantCulture));
        var code = ExperimentHost.Run(
            ["run", "Watched", "--out", Out, "--data", _folder.FullName, "--threads", "1", "--limit", limit, .. options],
            [(Experiment)_module.Value.Property("Experiment")],
            new HostConsole(output, errors, Interactive: false, cancelled));
        Assert.True(code == expected, errors.ToString());
        return output.ToString().ReplaceLineEndings("\n");
    }
}
