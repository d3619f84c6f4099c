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
        Assert.Contains("--resume", place.Errors);
        var measured = 0;
        Assert.Equal(0, place.Run(new Fake(2) { OnCell = _ => measured++ }, "--resume"));
        Assert.Equal(20 - 13, measured);
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
        Assert.Equal(0, place.Run(new Fake(2) { OnStep = (name, seed, step) => steps.Add((name, seed, step)) }, "--resume"));
        Assert.Equal(("hardened", 2, 118), steps[0]);
        Assert.Equal(200 - 118, steps.Count);
        Assert.Contains("resumed at step 118 of 200", place.Output);
        Assert.Equal(whole.Findings(), place.Findings());
    }

    [Fact]
    public void Seeds_can_be_added_to_a_finished_run()
    {
        using var place = new Workplace();
        Assert.Equal(0, place.Run(new Fake(2)));
        var seeds = new HashSet<int>();
        Assert.Equal(0, place.Run(new Fake(3) { OnCell = cell => seeds.Add(cell.Seed) }, "--resume"));
        Assert.Equal([3], seeds);
        Assert.Equal(3, place.Report().Protocols[0].Claims[0].Replicates);
    }

    [Fact]
    public void A_half_written_last_line_is_measured_again()
    {
        using var place = new Workplace();
        Assert.Equal(130, InterruptAtCell(place, 5));
        var cells = Path.Combine(place.Out, "resilience.cells.jsonl");
        var text = File.ReadAllText(cells);
        File.WriteAllText(cells, text[..^9]);
        var measured = 0;
        Assert.Equal(0, place.Run(new Fake(2) { OnCell = _ => measured++ }, "--resume"));
        Assert.Equal(20 - 4, measured);
    }

    [Fact]
    public void A_damaged_store_is_refused_and_left_as_it_is()
    {
        using var place = new Workplace();
        Assert.Equal(130, InterruptAtCell(place, 5));
        var cells = Path.Combine(place.Out, "resilience.cells.jsonl");
        File.WriteAllText(cells, "not json\n");
        Assert.Equal(2, place.Run(new Fake(2), "--resume"));
        Assert.Contains("resilience.cells.jsonl, line 1: not a finished cell", place.Errors);
        Assert.Equal("not json\n", File.ReadAllText(cells));
    }

    [Fact]
    public void Other_settings_are_refused_and_named()
    {
        using var place = new Workplace();
        Assert.Equal(130, InterruptAtCell(place, 5));
        Assert.Equal(2, place.Run(new Fake(2), "--resume", "--radius", "0.3", "--set", "train.plain.steps=9"));
        Assert.StartsWith("error: ", place.Errors);
        Assert.Contains("radius was 0.1, is 0.3; steps of train plain was the spec's, is 9", place.Errors);
        File.AppendAllText(place.In("points.csv"), "3\n");
        Assert.Equal(2, place.Run(new Fake(2), "--resume"));
        Assert.Contains("contents of points.csv changed", place.Errors);
    }

    [Fact]
    public void A_fresh_run_replaces_a_finished_one_and_says_so()
    {
        using var place = new Workplace();
        Assert.Equal(0, place.Run(new Fake(2)));
        var measured = 0;
        Assert.Equal(0, place.Run(new Fake(2) { OnCell = _ => measured++ }));
        Assert.Contains($"Replacing the finished run in {place.Out}.", place.Output);
        Assert.Equal(20, measured);
    }

    [Fact]
    public void The_same_run_interrupted_is_not_replaced_by_mistake()
    {
        using var place = new Workplace();
        Assert.Equal(130, InterruptAtCell(place, 5));
        Assert.Equal(2, place.Run(new Fake(2)));
        Assert.Contains("add --resume to go on", place.Errors);
        Assert.Equal(0, place.Run(new Fake(2), "--radius", "0.3"));
        Assert.Contains("Replacing an interrupted run of other settings", place.Output);
        Assert.Contains("radius was 0.1, is 0.3", place.Output);
    }

    [Fact]
    public void A_damaged_checkpoint_is_refused_and_left_as_it_is()
    {
        using var place = new Workplace();
        Assert.Equal(130, InterruptAtStep(place, "plain", 2, 50));
        var checkpoint = Assert.Single(Directory.GetFiles(Path.Combine(place.Out, "trained"), "*.unfinished"));
        var cut = File.ReadAllBytes(checkpoint)[..^5];
        File.WriteAllBytes(checkpoint, cut);
        Assert.Equal(2, place.Run(new Fake(2), "--resume"));
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
    public void There_must_be_something_to_resume()
    {
        using var place = new Workplace();
        Assert.Equal(2, place.Run(new Fake(2), "--resume"));
        Assert.Contains("holds no run to resume", place.Errors);
    }

    [Fact]
    public void Two_runs_cannot_write_to_one_folder()
    {
        using var place = new Workplace();
        var inner = 0;
        var other = "";
        Assert.Equal(0, place.Run(new Fake(1)
        {
            OnCell = _ =>
            {
                if (inner++ > 0) return;
                Assert.Equal(2, place.Run(new Fake(1)));
                other = place.Errors;
            },
        }));
        Assert.Contains("another run is writing to", other);
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
