using System.Globalization;

namespace MLSpec.Generators.Tests.Numerics;

/// <summary>Generated training loops as a whole: repeatable to the bit, also across an interruption; what they move, what they hold, when they end.</summary>
public sealed class TrainingTests : WatchedRuns
{
    private const string Spec = """
        module Loops

        param rate = 0.05
        param limit = -1.0

        extern seen : float -> float

        data rows : { x : float[3]; y : class[2] } = csv "rows.csv" |> split { train = 60%; valid = 20%; test = 20%; seed = 1<seed> }

        model net (x : float[3]) : float[2] = x |> dense 4 |> relu |> dense 2
        model other (x : float[3]) : float = x |> dense 1 |> scalar

        objective robust = expect (x, y) in rows.train -> sup z in ball linf 0.1 x by pgd 2 -> cross_entropy (net z) y
        objective restarted =
            expect (x, y) in rows.train -> sup z in ball l2 0.1 x by pgd_with { steps = 2; restarts = 2 } -> cross_entropy (net z) y
        objective fair =
            sup q in groups (fun row -> row.y) rows.train by exponentiated_gradient 0.1 -> expect (x, y) in q -> cross_entropy (net x) y
        objective tilted =
            expect (x, y) in rows.train ->
                sup q in kl_ball 0.1<nat> (normal x 0.2) by dual_amortised { hidden = 6 } -> expect z in q by 4 -> cross_entropy (net z) y
        objective distilled = expect (x, _) in rows.train -> (other x - stop_grad (target net x).[0]) ** 2

        train first for 40<step> =
            batch 8<sample/step> from rows.train
            minimize robust over net using adam { rate = warmup 1<epoch> then constant rate }
            track target net rate 0.1
            minimize fair over net using sgd { rate = rate }
            minimize tilted over net using sgd { rate = rate }
            minimize distilled over other using sgd { rate = rate; momentum = 0.9 }
            minimize restarted over net using sgd { rate = rate }
            every 5<step>: measure tested = (expect (x, y) in rows.valid -> cross_entropy (net x) y) + seen 0.0
            stop when tested < limit

        train second for 2<epoch> =
            after first
            batch 8<sample/step> from rows.train
            phase 3<step>: maximize distilled over other using sgd { rate = rate }
            phase 1<epoch>: minimize robust over net using adam { rate = rate }

        protocol judged =
            for seed in replicates 2
            run second
            measure right : fraction = expect (x, y) in rows.test -> correct (net x) y
            measure stands : fraction =
                expect (x, y) in rows.test -> (inf z in ball linf 0.1 x by pgd_with { steps = 3; restarts = 2 } -> margin (net z) y) > 0.0
            report mean of right, stands
        """;

    private const string User = """
        namespace Lab;

        public static partial class Loops
        {
            public static System.Action<long> Hook { get; set; } = _ => { };

            public static partial double Seen(double x)
            {
                Hook(TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
                return x;
            }
        }
        """;

    private static readonly Lazy<GeneratedModule> _module = new(() => GeneratedModule.Of("Loops", Spec, User));

    private protected override GeneratedModule Module => _module.Value;

    public TrainingTests() : base("Loops", data: true)
    {
        var random = new System.Random(1);
        var rows = Enumerable.Range(0, 60).Select(_ => Enumerable.Range(0, 3).Select(_ => random.NextDouble() - 0.5).ToArray());
        File.WriteAllLines(
            Path.Combine(Folder.FullName, "rows.csv"),
            rows.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r[0]},{r[1]},{r[2]},{(r.Sum() > 0 ? 1 : 0)}")).Prepend("x0,x1,x2,y"));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_also_across_interruptions()
    {
        Assert.Equal(0, Run("once"));
        Assert.Equal(0, Run("again"));
        AssertSame("once", "again");

        for (var (calls, codes) = (0, new List<int>()); codes.Count == 0 || codes[^1] != 0;)
        {
            using var cancellation = new CancellationTokenSource();
            calls = 0;
            codes.Add(Run("parts", cancellation.Token, _ =>
            {
                if (++calls == 3)
                    cancellation.Cancel();
            }));
            Assert.True(codes.Count < 20, "the run makes no progress");
            if (codes[^1] != 0)
                Assert.Equal(130, codes[^1]);
        }

        AssertSame("once", "parts");
    }

    [Fact]
    public void Live_tensors_stay_as_many()
    {
        var counts = new List<long>();
        Assert.Equal(0, Run("flat", default, counts.Add));

        var perTraining = counts.Count / 2;
        Assert.True(perTraining >= 8);
        Assert.Single(counts.Take(perTraining).Skip(1).Distinct());
    }

    [Fact]
    public void A_training_ends_when_it_is_told_to()
    {
        var calls = 0;
        Assert.Equal(0, Run("short", default, _ => calls++, "--limit", "1000"));

        Assert.Equal(2, calls);
    }
}
