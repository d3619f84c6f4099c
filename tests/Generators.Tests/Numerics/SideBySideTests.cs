using System.Globalization;
using System.Runtime.InteropServices;
using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Store;

namespace MLSpec.Generators.Tests.Numerics;

/// <summary>Replicates that are trained side by side: each is what it is alone, and a run of them can be interrupted and extended.</summary>
public sealed class SideBySideTests : IDisposable
{
    /// <summary>Of a weight, after 20 steps: many products at once round otherwise than one.</summary>
    private const double Tolerance = 2e-5;

    private const string Spec = """
        module Lots

        param width = 5

        data rows : { x : float[4]; y : class[3]; z : float; next : float[4] } =
            csv "rows.csv" |> split { train = 60%; valid = 20%; test = 20%; seed = 1<seed> }

        model net (x : float[4]) : float[3] = x |> dense width |> relu |> dense 3
        model normed (x : float[4]) : float[3] = x |> as_image 1 2 2 |> batch_norm |> flatten |> dense width |> tanh |> dense 3
        model value (x : float[4]) : float = x |> dense 6 |> tanh |> dense 1 |> scalar
        let critics = ensemble 2 value

        objective plain = expect (x, y, _, _) in rows.train -> cross_entropy (net x) y
        objective twice = expect (x, y, z, next) in rows.train -> cross_entropy (net x) y + squared_norm (net next - z * net x)
        objective cube = expect (x, y, _, _) in rows.train -> sup a in (ball linf 0.1 x |> within (box -1.0 1.0)) by pgd 3 -> cross_entropy (net a) y
        objective round = expect (x, y, _, _) in rows.train -> sup a in (ball l2 0.1 x |> within (box -1.0 1.0)) by pgd 3 -> cross_entropy (net a) y
        objective spiky =
            expect (x, y, _, _) in rows.train ->
                sup a in ball l1 0.1 x by pgd_with { steps = 2; restarts = 2; momentum = 0.5 } -> cross_entropy (net a) y
        objective shifted = expect (x, y, _, _) in rows.train -> sup d in box -0.1 0.1 by pgd 2 -> cross_entropy (net (x + d)) y
        objective noisy = expect (x, y, _, _) in rows.train -> expect a in normal x 0.1 by 3 -> cross_entropy (net a) y
        objective worst_noise =
            expect (x, y, _, _) in rows.train -> sup q in kl_ball 0.1<nat> (normal x 0.2) -> expect a in q by 4 -> cross_entropy (net a) y
        objective tail = sup q in cvar 50% rows.train -> expect row in q -> cross_entropy (net row.x) row.y
        objective moved = sup q in wasserstein_ball 0.2 (fun row -> row.x) rows.train by pgd 2 -> expect row in q -> cross_entropy (net row.x) row.y
        objective listed = expect (x, y, _, _) in rows.train -> sup a in [0.5; 1.0; 1.5] -> cross_entropy (net (a * x)) y
        objective other = expect (x, y, _, _) in rows.train -> sup k in others y -> (net x).[k] - (net x).[y]
        objective certified = expect (x, y, _, _) in rows.train -> sup a in ball linf 0.05 x by crown -> cross_entropy (net a) y
        objective statistics = expect (x, y, _, _) in rows.train -> cross_entropy (normed x) y
        objective pessimistic =
            expect (x, _, z, next) in rows.train ->
                let goal = stop_grad (z + 0.9 * (inf q in target critics -> q next))
                sum q in critics -> (q x - goal) ** 2

        train nets (how : objective) for 20<step> =
            batch 8<sample/step> from rows.train
            minimize how over net using adam { rate = warmup 1<epoch> then constant 0.02; clip = 0.3 }

        train values for 20<step> =
            batch 8<sample/step> from rows.train
            minimize pessimistic over critics using sgd { rate = 0.05; momentum = 0.9 }
            track target critics rate 0.1

        train normal for 20<step> =
            batch 8<sample/step> from rows.train
            phase 15<step>: minimize statistics over normed using adamw { rate = 0.02 }
            every 4<step>: project normed by spectral_norm 1.0

        train later for 10<step> =
            after values
            batch 8<sample/step> from rows.train
            minimize pessimistic over critics using adam { rate = 0.01 }

        protocol judged =
            for how in [plain; twice; cube; round; spiky; shifted; noisy; worst_noise; tail; moved; listed; other; certified]
            for seed in replicates 3
            run nets how
            measure loss = expect (x, y, _, _) in rows.test -> cross_entropy (net x) y
            report mean of loss by how

        protocol attacked =
            for seed in replicates 3
            run nets cube
            measure loss = expect (x, y, _, _) in rows.test -> cross_entropy (net x) y
            report mean of loss

        protocol valued =
            for seed in replicates 3
            run later
            measure worth = expect (x, _, _, _) in rows.test -> sum q in critics -> q x
            report mean of worth

        protocol normalised =
            for seed in replicates 3
            run normal
            measure loss = expect (x, y, _, _) in rows.test -> cross_entropy (normed x) y
            report mean of loss
        """;

    private static readonly Lazy<GeneratedModule> _three = new(() => GeneratedModule.Of("Lots", Spec));

    private static readonly Lazy<GeneratedModule> _one =
        new(() => GeneratedModule.Of("Lots", Spec.Replace("replicates 3", "replicates 1", StringComparison.Ordinal)));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlspec-lots-");

    public SideBySideTests()
    {
        var random = new System.Random(1);
        string Numbers(int count) => string.Join(",", Enumerable.Range(0, count).Select(_ => (random.NextDouble() - 0.5).ToString("R", CultureInfo.InvariantCulture)));
        File.WriteAllLines(
            Path.Combine(_folder.FullName, "rows.csv"),
            Enumerable.Range(0, 60).Select(i => $"{Numbers(4)},{i % 3},{Numbers(5)}").Prepend("x0,x1,x2,x3,y,z,next0,next1,next2,next3"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Each_replicate_is_what_it_is_alone()
    {
        var together = Run(_three.Value, "together");
        for (var seed = 0; seed < 3; seed++)
            Assert.DoesNotContain("seeds", Run(_one.Value, $"alone{seed}", "--seed", seed.ToString(CultureInfo.InvariantCulture)), StringComparison.Ordinal);

        string[] trainings = ["nets_plain", "nets_twice", "nets_cube", "nets_round", "nets_spiky", "nets_shifted", "nets_noisy", "nets_worst_noise", "nets_tail", "nets_moved",
            "nets_listed", "nets_other", "values", "later", "normal"];
        Assert.All(trainings, training => Assert.Contains($"train {training} seeds 1, 2, 3: ", together, StringComparison.Ordinal));
        Assert.Contains("train nets_certified seed 2: ", together, StringComparison.Ordinal);
        var failures = new List<string>();
        foreach (var path in Directory.EnumerateFiles(Trained("together"), "*.ckpt"))
        {
            var name = Path.GetFileName(path);
            var seed = name.Split("-seed")[1][0] - '1';
            var alone = Path.Combine(Trained($"alone{seed}"), name);
            var (most, size) = Difference(Flat(path), Flat(alone));
            if (most > Tolerance * size)
                failures.Add($"{name}: {most} of {size}");
            AssertNear(Losses(alone), Losses(path), name);
        }

        Assert.True(failures.Count == 0, string.Join("\n", failures));
        Assert.Equal(3 * (trainings.Length + 1), Directory.EnumerateFiles(Trained("together"), "*.ckpt").Count());
        Assert.Empty(Directory.EnumerateFiles(Trained("together"), "*.unfinished"));
    }

    [Theory]
    [InlineData("attacked")]
    [InlineData("valued")]
    [InlineData("normalised")]
    public void An_interrupted_training_goes_on_to_the_same_bits(string protocol)
    {
        Run(_three.Value, "whole", "--only", protocol);
        using var cancellation = new CancellationTokenSource();
        var interrupted = new Interruption(cancellation);
        Assert.Equal(130, Run(_three.Value, "parts", interrupted, cancellation.Token, "--only", protocol));
        Assert.Single(Directory.EnumerateFiles(Trained("parts"), "*-seeds1to3-*.unfinished"));

        Assert.Contains("seeds 1, 2, 3: resumed at step 1 of 20", Run(_three.Value, "parts", "--only", protocol), StringComparison.Ordinal);

        foreach (var path in Directory.EnumerateFiles(Trained("whole"), "*.ckpt"))
            Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(Path.Combine(Trained("parts"), Path.GetFileName(path))));
        Assert.Equal(File.ReadAllBytes(Path.Combine(Trained("whole"), "..", "results.csv")), File.ReadAllBytes(Path.Combine(Trained("parts"), "..", "results.csv")));
    }

    /// <summary>The process ends when one model of a group is kept and the others are not yet.</summary>
    [Fact]
    public void A_group_whose_models_are_not_all_kept_is_finished_as_it_was_begun()
    {
        Run(_three.Value, "kept", "--only", "attacked");
        Directory.CreateDirectory(Trained("torn"));
        foreach (var path in Directory.EnumerateFiles(Trained("kept"), "*.ckpt"))
            if (path.Contains("-seed1-", StringComparison.Ordinal)) File.Copy(path, Path.Combine(Trained("torn"), Path.GetFileName(path)));
        using var cancellation = new CancellationTokenSource();
        Assert.Equal(130, Run(_three.Value, "begun", new Interruption(cancellation), cancellation.Token, "--only", "attacked"));
        foreach (var path in Directory.EnumerateFiles(Trained("begun"), "*-seeds1to3-*.unfinished")) File.Copy(path, Path.Combine(Trained("torn"), Path.GetFileName(path)));

        Assert.Contains("seeds 1, 2, 3: resumed", Run(_three.Value, "torn", "--only", "attacked"), StringComparison.Ordinal);

        foreach (var path in Directory.EnumerateFiles(Trained("kept"), "*.ckpt"))
            Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(Path.Combine(Trained("torn"), Path.GetFileName(path))));
    }

    [Fact]
    public void Only_what_is_not_stored_is_trained()
    {
        Run(_one.Value, "grown", "--only", "attacked");
        var first = Assert.Single(Directory.EnumerateFiles(Trained("grown"), "*.ckpt"));
        var before = File.GetLastWriteTimeUtc(first);

        var output = Run(_three.Value, "grown", "--only", "attacked");

        Assert.Contains("train nets_cube seeds 2, 3: 20 steps", output, StringComparison.Ordinal);
        Assert.DoesNotContain("1, 2", output, StringComparison.Ordinal);
        Assert.Equal(before, File.GetLastWriteTimeUtc(first));
        Assert.Equal(3, Directory.EnumerateFiles(Trained("grown"), "*.ckpt").Count());
    }

    private string Run(GeneratedModule module, string name, params string[] options)
    {
        var output = new StringWriter();
        Assert.Equal(0, Run(module, name, output, default, options));
        return output.ToString();
    }

    private int Run(GeneratedModule module, string name, TextWriter output, CancellationToken cancelled, params string[] options)
    {
        var errors = new StringWriter();
        var code = ExperimentHost.Run(
            ["run", "Lots", "--out", Path.Combine(_folder.FullName, name), "--data", _folder.FullName, "--threads", "1", .. options],
            [(Experiment)module.Property("Experiment")],
            new HostConsole(output, errors, Interactive: false, cancelled));
        Assert.True(code is 0 or 130, errors.ToString());
        return code;
    }

    /// <summary>Cancels when a training begins, so that it ends after its first step.</summary>
    private sealed class Interruption(CancellationTokenSource cancellation) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            if (value?.Contains("seeds 1, 2, 3: 20 steps", StringComparison.Ordinal) == true)
                cancellation.Cancel();
            base.WriteLine(value);
        }
    }

    private string Trained(string name) => Path.Combine(_folder.FullName, name, "trained");

    private static (double Most, double Size) Difference(float[] left, float[] right)
    {
        Assert.Equal(left.Length, right.Length);
        return (left.Zip(right, (a, b) => Math.Abs((double)a - b)).Max(), Math.Max(1, left.Max(Math.Abs)));
    }

    private static double[] Losses(string checkpoint)
    {
        using var store = RunStore.Open(Path.Combine(Path.GetDirectoryName(checkpoint)!, "..", "store.db"));
        return [.. Assert.Single(store.Curves([Path.GetFileNameWithoutExtension(checkpoint)])).Points.Select(point => point.Loss)];
    }

    private static void AssertNear(double[] expected, double[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 1e-4 * Math.Max(1, Math.Abs(pair.First)), $"{what}: {pair}"));
    }

    /// <summary>The tensors of a checkpoint, one after another.</summary>
    private static float[] Flat(string path)
    {
        using var from = new BinaryReader(File.OpenRead(path));
        from.BaseStream.Position = 8 + 4 + 32 + 8;
        var all = new List<float>();
        for (var left = from.ReadInt32(); left > 0; left--)
        {
            from.ReadString();
            Assert.Equal(0, from.ReadByte());
            from.ReadInt32();
            for (var rank = from.ReadInt32(); rank > 0; rank--)
                from.ReadInt64();
            all.AddRange(MemoryMarshal.Cast<byte, float>(from.ReadBytes((int)from.ReadInt64())));
        }

        return [.. all];
    }
}
