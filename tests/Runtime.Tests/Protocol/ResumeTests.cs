using MLSpec.Runtime.Store;

namespace MLSpec.Runtime.Tests.Protocol;

public class ResumeTests
{
    [Fact]
    public void An_interrupted_grid_goes_on_where_it_stopped_to_the_same_numbers()
    {
        using var whole = new Workplace();
        Assert.Equal(0, whole.Run(new Fake(2)));
        using var place = new Workplace();
        Assert.Equal(130, InterruptAtCell(place, 13));
        Assert.Contains("the same command goes on", place.Errors);
        var measured = 0;
        Assert.Equal(0, place.Run(new Fake(2) { OnCell = _ => measured++ }));
        Assert.Equal(20 - 13, measured);
        Assert.StartsWith("protocol resilience: 20 cells, 13 stored, 7 to measure\n", place.Output);
        Assert.Equal(whole.Findings(), place.Findings());
    }

    [Fact]
    public void An_interrupted_training_goes_on_to_the_same_numbers()
    {
        using var whole = new Workplace();
        Assert.Equal(0, whole.Run(new Fake(2)));
        using var place = new Workplace();
        Assert.Equal(130, InterruptAtStep(place, "hardened", 2, 117));
        var steps = new List<(string Name, long Seed, int Step)>();
        Assert.Equal(0, place.Run(new Fake(2) { OnStep = (name, seed, step) => steps.Add((name, seed, step)) }));
        Assert.Equal(("hardened", 2, 118), steps[0]);
        Assert.Equal(200 - 118, steps.Count);
        Assert.Contains("resumed at step 118 of 200", place.Output);
        Assert.Equal(whole.Findings(), place.Findings());
    }

    [Fact]
    public void A_finished_run_measures_nothing_again()
    {
        using var place = new Workplace();
        Assert.Equal(0, place.Run(new Fake(2)));
        var findings = place.Findings();
        var measured = 0;
        Assert.Equal(0, place.Run(new Fake(2) { OnCell = _ => measured++ }));
        Assert.Equal(0, measured);
        Assert.Contains("20 cells, 20 stored, 0 to measure", place.Output);
        Assert.Equal(findings, place.Findings());
    }

    [Fact]
    public void Seeds_can_be_added_to_a_finished_run()
    {
        using var place = new Workplace();
        Assert.Equal(0, place.Run(new Fake(2)));
        var seeds = new HashSet<int>();
        Assert.Equal(0, place.Run(new Fake(3) { OnCell = cell => seeds.Add(cell.Seed) }));
        Assert.Equal([3], seeds);
        Assert.Equal(3, place.Report().Protocols[0].Claims[0].Replicates);
    }

    [Fact]
    public void A_parameter_concerns_the_cells_that_depend_on_it_and_the_plan_says_so()
    {
        using var place = new Workplace();
        Assert.Equal(0, place.Run(new Fake(2)));
        var measured = new HashSet<Fake.Method>();
        Assert.Equal(0, place.Run(new Fake(2) { OnCell = cell => measured.Add(cell.Method) }, "--radius", "0.3"));
        Assert.Equal([Fake.Method.Hardened], measured);
        Assert.Contains("20 cells, 10 stored, 10 to measure\n  10 cells again: parameter radius was 0.1, is 0.3\n", place.Output);
        Assert.Equal(0, place.Run(new Fake(2)));
        Assert.Contains("20 stored", place.Output);
    }

    [Fact]
    public void What_has_changed_is_said()
    {
        using var place = new Workplace();
        Assert.Equal(0, place.Run(new Fake(1)));
        Assert.Equal(0, place.Run(new Fake(1), "--dry-run", "--width", "9", "--set", "train.plain.steps=9"));
        Assert.Contains("5 cells (method = plain, eps = 0, seed = 1, ...) again: parameter width was 8<neuron>, is 9<neuron>; steps of train plain was the spec's, is 9", place.Output);
        Assert.Contains("5 cells (method = hardened, eps = 0, seed = 1, ...) again: parameter width was 8<neuron>, is 9<neuron>\n", place.Output);
        File.AppendAllText(place.In("points.csv"), "3\n");
        Assert.Equal(0, place.Run(new Fake(1), "--dry-run"));
        Assert.Contains("10 cells again: contents of points.csv changed", place.Output);
        Assert.Equal(0, place.Run(new Fake(1), "--dry-run", "--seed", "7"));
        Assert.Contains("seed was 1, is 8", place.Output);
    }

    [Fact]
    public void A_dry_run_does_nothing()
    {
        using var place = new Workplace();
        var measured = 0;
        Assert.Equal(0, place.Run(new Fake(1) { OnCell = _ => measured++ }, "--dry-run"));
        Assert.Equal("protocol resilience: 10 cells, 0 stored, 10 to measure\n", place.Output);
        Assert.Equal(0, measured);
        Assert.False(File.Exists(Path.Combine(place.Out, "results.json")));
    }

    [Fact]
    public void Cells_are_selected_by_their_values()
    {
        using var place = new Workplace();
        var measured = new List<Fake.Cell>();
        Assert.Equal(0, place.Run(new Fake(2) { OnCell = measured.Add }, "--only", "method=plain,eps=0.1", "--only", "eps=0.2,seed=1"));
        Assert.Equal(4, measured.Count);
        Assert.Contains("20 cells, 0 stored, 4 to measure, 16 left out", place.Output);
        Assert.Equal(16, place.Report().Protocols[0].Cells.Count(cell => cell.State == Runtime.Protocol.CellState.Missing));
    }

    [Fact]
    public void A_cell_that_fails_is_kept_as_failed_and_measured_by_the_next_run()
    {
        using var whole = new Workplace();
        Assert.Equal(0, whole.Run(new Fake(2)));
        using var place = new Workplace();
        Assert.Equal(2, place.Run(new Fake(2) { OnCell = Fail }));
        Assert.Contains("error: it diverged", place.Errors);
        var measured = 0;
        Assert.Equal(0, place.Run(new Fake(2) { OnCell = _ => measured++ }));
        Assert.Equal(20 - 4, measured);
        Assert.Contains("1 cell (method = plain, eps = 0.1, seed = 1) again: failed before (it diverged)", place.Output);
        Assert.Equal(whole.Findings(), place.Findings());
    }

    [Fact]
    public void The_others_are_measured_where_that_is_wanted()
    {
        using var place = new Workplace();
        var measured = 0;
        Assert.Equal(1, place.Run(
            new Fake(2)
            {
                OnCell = cell =>
                {
                    measured++;
                    Fail(cell);
                },
            },
            "--keep-going"));
        Assert.Equal(20, measured);
        var failed = Assert.Single(place.Report().Protocols[0].Cells, cell => cell.State == Runtime.Protocol.CellState.Failed);
        Assert.Equal(["plain", "0.1", "1"], failed.At);
        Assert.Equal("it diverged", failed.Error);
        Assert.All(failed.Values, value => Assert.True(double.IsNaN(value)));
    }

    [Fact]
    public void A_damaged_checkpoint_is_refused_and_left_as_it_is()
    {
        using var place = new Workplace();
        Assert.Equal(130, InterruptAtStep(place, "plain", 2, 50));
        var checkpoint = Assert.Single(Directory.GetFiles(Path.Combine(place.Out, "trained"), "*.unfinished"));
        var cut = File.ReadAllBytes(checkpoint)[..^5];
        File.WriteAllBytes(checkpoint, cut);
        Assert.Equal(2, place.Run(new Fake(2)));
        Assert.Contains("is truncated", place.Errors);
        Assert.Equal(cut, File.ReadAllBytes(checkpoint));
    }

    [Fact]
    public void A_training_depends_on_the_parameters_that_it_reads_alone()
    {
        string[] Names(params string[] options)
        {
            using var place = new Workplace();
            Assert.Equal(0, place.Run(new Fake(1), options));
            return [.. Directory.GetFiles(Path.Combine(place.Out, "trained"), "*.ckpt").Select(path => Path.GetFileName(path)).Order()];
        }
        var (first, second) = (Names(), Names("--radius", "0.3"));
        Assert.Equal(first[1], second[1]);
        Assert.StartsWith("plain-seed1-", first[1]);
        Assert.NotEqual(first[0], second[0]);
        Assert.NotEqual(first[1], Names("--set", "train.plain.steps=159")[1]);
    }

    [Fact]
    public void Two_runs_in_one_folder_share_the_cells()
    {
        using var whole = new Workplace();
        Assert.Equal(0, whole.Run(new Fake(2)));
        using var place = new Workplace();
        var both = new List<Fake.Cell>();
        void Measured(Fake.Cell cell)
        {
            lock (both) both.Add(cell);
            Thread.Sleep(20);
        }
        var fakes = Enumerable.Range(0, 2).Select(_ => new Fake(2) { OnCell = Measured }).ToArray();
        Parallel.ForEach(fakes, fake => Assert.Equal(0, place.Run(fake)));
        Assert.Equal(20, both.Distinct().Count());
        Assert.Equal(20, RunStoreCells(place));
        Assert.Equal(whole.Findings(), place.Findings());
    }

    private static int RunStoreCells(Workplace place)
    {
        using var store = RunStore.Open(Path.Combine(place.Out, "store.db"));
        return store.AllCells().Count;
    }

    private static void Fail(Fake.Cell cell)
    {
        if (cell == new Fake.Cell(Fake.Method.Plain, 0.1, 1)) throw new UserError("it diverged");
    }

    private static int InterruptAtCell(Workplace place, int cell)
    {
        using var cancellation = new CancellationTokenSource();
        var measured = 0;
        return place.Run(new Fake(2) { OnCell = _ => { if (++measured == cell) cancellation.Cancel(); } }, cancellation.Token);
    }

    private static int InterruptAtStep(Workplace place, string training, long seed, int step)
    {
        using var cancellation = new CancellationTokenSource();
        void OnStep(string name, long at, int i)
        {
            if ((name, at, i) == (training, seed, step)) cancellation.Cancel();
        }
        return place.Run(new Fake(2) { OnStep = OnStep }, cancellation.Token);
    }
}
