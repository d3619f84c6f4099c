using MLSpec.Runtime.Store;

namespace MLSpec.Generators.Tests.Numerics;

/// <summary>Trainings that play while they learn: repeatable to the bit, also across an interruption, and learning something.</summary>
public sealed class CollectTests() : WatchedRuns("Online", data: false)
{
    private const string User = """
        namespace Lab;

        public static partial class Online
        {
            public static System.Action<long> Hook { get; set; } = _ => { };

            public static partial double Seen(double x)
            {
                Hook(TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
                return x;
            }
        }
        """;

    /// <summary>The sample, looked at from inside every few steps.</summary>
    private static readonly Lazy<GeneratedModule> _module = new(() => GeneratedModule.Of("Online", Watched(), User));

    private protected override GeneratedModule Module => _module.Value;

    [Fact]
    public void The_same_seed_gives_the_same_bits_also_across_interruptions()
    {
        Run("once");
        Run("again");
        AssertSame("once", "again");

        for (var (calls, runs, code) = (0, 0, 130); code != 0; runs++)
        {
            using var cancellation = new CancellationTokenSource();
            calls = 0;
            code = Run("parts", cancellation.Token, _ =>
            {
                if (++calls == 3)
                    cancellation.Cancel();
            });
            Assert.True(runs < 20, "the run makes no progress");
        }

        AssertSame("once", "parts");
    }

    [Fact]
    public void Live_tensors_stay_as_many()
    {
        var counts = new List<long>();
        Run("flat", default, counts.Add);

        Assert.Equal(16, counts.Count);
        Assert.Single(counts.Take(8).Skip(1).Distinct());
    }

    /// <summary>Learning for 600 steps earns more than the noise at the start, in what is collected and in what is measured.</summary>
    [Fact]
    public void Playing_teaches()
    {
        Run("long", default, null, "--set", "train.online.steps=600");

        using var store = RunStore.Open(Path.Combine(Out("long"), "store.db"));
        var trainings = Directory.EnumerateFiles(Path.Combine(Out("long"), "trained"), "online-*.ckpt").Select(path => Path.GetFileNameWithoutExtension(path)).ToList();
        var curves = store.Curves(trainings);
        Assert.NotEmpty(curves);
        foreach (var curve in curves)
        {
            var measures = curve.Measures.ToDictionary(m => m.Name, m => m.Points.Select(p => p.Value).ToList());
            foreach (var name in new[] { "memory return", "earned" })
            {
                var values = measures[name];
                var (first, last) = (values.Take(5).Average(), values.TakeLast(values.Count / 4).Average());
                Assert.True(last > first + 1, $"seed {curve.Seed}: {name} went from {first} to {last}");
            }
        }
    }

    private static string Watched()
    {
        var sample = SpecSamples.All.Single(s => s.Name.EndsWith("/Online.mlspec", StringComparison.Ordinal)).Text;
        var watched = sample
            .Replace("param gamma", "extern seen : float<reward> -> float<reward>\n\nparam gamma", StringComparison.Ordinal)
            .Replace("every 20<step>: measure earned = ", "every 7<step>: measure earned = seen 0.0<reward> + ", StringComparison.Ordinal);
        Assert.Contains("seen 0.0<reward> + expect", watched, StringComparison.Ordinal);
        return watched;
    }
}
