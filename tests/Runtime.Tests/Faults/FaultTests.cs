using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Hosting.Launch;
using MLSpec.Runtime.Protocol;
using MLSpec.Runtime.Store;
using MLSpec.Runtime.Tests.Protocol;

namespace MLSpec.Runtime.Tests.Faults;

/// <summary>What can go wrong around a run: a clear line, nothing lost, and the same command goes on.</summary>
public class FaultTests
{
    private static readonly Lazy<string> _whole = new(() =>
    {
        using var place = new Workplace();
        Assert.Equal(0, place.Run(new Fake(2)));
        return RunnerPlace.Findings(place.Out);
    });

    /// <summary>The disk is full when the store is made, while cells are kept or models saved, or when the report is written.</summary>
    [SmallDiskTheory]
    [InlineData("20k")]
    [InlineData("80k")]
    [InlineData("160k")]
    [InlineData("220k")]
    [InlineData("280k")]
    [InlineData("360k")]
    public void A_full_disk(string size)
    {
        using var disk = new SmallDisk(size);
        using var place = new Workplace();
        var folder = Path.Combine(disk.Path, "out");
        var cells = new List<Fake.Cell>();
        Assert.Equal(2, place.Run(new Fake(2) { OnMeasured = cells.Add }, "--out", folder));
        Assert.Matches(@"^error: [^\n]+\n$", place.Errors);
        Assert.Matches("(?i)disk is full|no space left|cannot be written|cannot write", place.Errors);
        disk.Remount("size=64m");
        Assert.Equal(0, place.Run(new Fake(2) { OnMeasured = cells.Add }, "--out", folder));
        Assert.Equal(_whole.Value, RunnerPlace.Findings(folder));
        Assert.InRange(cells.Count, 20, 21);
    }

    [SmallDiskTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_disk_that_cannot_be_written(bool hasStore)
    {
        using var disk = new SmallDisk("64m");
        using var place = new Workplace();
        var folder = Path.Combine(disk.Path, "out");
        if (hasStore) Assert.Equal(0, place.Run(new Fake(2), "--out", folder));
        disk.Remount("ro");
        Assert.Equal(2, place.Run(new Fake(2), "--out", folder));
        Assert.Matches(@"^error: [^\n]*out[^\n]*(cannot be opened for writing|cannot be made: Read-only)[^\n]+\n$", place.Errors);
        disk.Remount("rw");
        Assert.Equal(0, place.Run(new Fake(2), "--out", folder));
        Assert.Equal(_whole.Value, RunnerPlace.Findings(folder));
    }

    /// <summary>A folder stands where a file of the report belongs.</summary>
    [Theory]
    [InlineData("results.csv")]
    [InlineData("report.html")]
    [InlineData("results.json")]
    public void A_report_that_cannot_be_written(string file)
    {
        using var place = new Workplace();
        var blocked = Path.Combine(place.Out, file);
        Directory.CreateDirectory(blocked);
        Assert.Equal(2, place.Run(new Fake(2)));
        Assert.Matches(@"^error: the report cannot be written: [^\n]+; all that was measured is kept: give the same command again when it can\n$", place.Errors);
        Directory.Delete(blocked);
        var measured = 0;
        Assert.Equal(0, place.Run(new Fake(2) { OnMeasured = _ => measured++ }));
        Assert.Equal(0, measured);
        Assert.Equal(_whole.Value, RunnerPlace.Findings(place.Out));
    }

    [Fact]
    public void A_file_in_the_place_of_the_folder()
    {
        using var place = new Workplace();
        File.WriteAllText(place.Out, "not a folder");
        Assert.Equal(2, place.Run(new Fake(1)));
        Assert.Equal($"error: --out {place.Out}: there is a file of this name; give a folder\n", place.Errors);
        Assert.Equal("not a folder", File.ReadAllText(place.Out));
    }

    [Fact]
    public void A_damaged_store_is_left_as_it_is_and_models_are_used_again_without_it()
    {
        using var place = new Workplace();
        Assert.Equal(0, place.Run(new Fake(2)));
        var path = Path.Combine(place.Out, "store.db");
        File.WriteAllText(path, new string('x', 5000));
        Assert.Equal(2, place.Run(new Fake(2)));
        Assert.Contains("is no run store or is damaged; it is left as it is: move it away to measure afresh (trained models are used again)", place.Errors);
        Assert.Equal(new string('x', 5000), File.ReadAllText(path));
        File.Delete(path);
        var csv = File.ReadAllText(Path.Combine(place.Out, "results.csv"));
        var (steps, measured) = (0, 0);
        Assert.Equal(0, place.Run(new Fake(2) { OnStep = (_, _, _) => steps++, OnMeasured = _ => measured++ }));
        Assert.Equal((0, 20), (steps, measured));
        Assert.Equal(csv, File.ReadAllText(Path.Combine(place.Out, "results.csv")));
    }

    [Fact]
    public void A_model_that_is_lost_under_finished_cells_is_not_missed()
    {
        using var place = new Workplace();
        Assert.Equal(0, place.Run(new Fake(2)));
        Directory.Delete(Path.Combine(place.Out, "trained"), recursive: true);
        var steps = 0;
        Assert.Equal(0, place.Run(new Fake(2) { OnStep = (_, _, _) => steps++ }));
        Assert.Equal(0, steps);
        Assert.Equal(_whole.Value, RunnerPlace.Findings(place.Out));
        Assert.Equal(0, place.Run(new Fake(3) { OnStep = (_, seed, _) => Assert.Equal(3, seed) }));
    }

    [Fact]
    public void Cells_of_another_version_stay_and_the_plan_says_what_has_changed()
    {
        using var place = new Workplace();
        Assert.Equal(0, place.Run(new Fake(1)));
        var path = Path.Combine(place.Out, "store.db");
        StoredCell[] old;
        using (var store = RunStore.Open(path)) old = [.. store.AllCells().Select(Aged)];
        File.Delete(path);
        using (var store = RunStore.Open(path))
            foreach (var cell in old) store.Keep(cell);
        Assert.Equal(0, place.Run(new Fake(1)));
        Assert.Contains($"10 cells, 0 stored, 10 to measure\n  10 cells again: MLSpec was 0.0.9, is {Manifest.Versions[0].Value}\n", place.Output);
        using var both = RunStore.Open(path);
        Assert.Equal(20, both.AllCells().Count);
    }

    private static StoredCell Aged(StoredCell cell) =>
        cell with { Facts = new Facts([.. cell.Facts.All.Select(fact => fact.Name == "MLSpec" ? fact with { Value = "0.0.9" } : fact)]) };

    [Fact]
    public void A_value_that_is_not_a_number_is_kept_and_pointed_out()
    {
        using var place = new Workplace();
        static Fake.Values Broken(Fake.Cell cell, Fake.Values values) => cell.Eps == 0.2 && cell.Method == Fake.Method.Plain ? values with { Attacked = double.NaN } : values;
        Assert.Equal(0, place.Run(new Fake(2) { Found = Broken }));
        Assert.Contains(
            "warning resilience: attacked is not a number in 2 cells of 20 (method = plain, eps = 0.2, seed = 1; method = plain, eps = 0.2, seed = 2)",
            string.Join(' ', place.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        Assert.Contains("attacked is not a number in 2 cells of 20", place.Page());
        Assert.Equal(2, place.Report().Protocols[0].Cells.Count(cell => cell.State == CellState.Measured && double.IsNaN(cell.Values[1])));
        var measured = 0;
        Assert.Equal(0, place.Run(new Fake(2) { OnMeasured = _ => measured++ }));
        Assert.Equal(0, measured);
    }

    [Fact]
    public void A_replicate_that_diverges_costs_its_own_cells_and_is_trained_once()
    {
        using var place = new Workplace();
        var tries = 0;
        void Diverge(string training, long seed, int step)
        {
            if ((training, seed, step) != ("plain", 2, 50)) return;
            tries++;
            throw new UserError("train plain, seed 2: the loss is NaN at step 50") { Seed = 2 };
        }
        Assert.Equal(1, place.Run(new Fake(3) { OnStep = Diverge }, "--keep-going"));
        Assert.Equal(1, tries);
        var failed = place.Report().Protocols[0].Cells.Where(cell => cell.State == CellState.Failed).ToArray();
        Assert.Equal(5, failed.Length);
        Assert.All(failed, cell => Assert.Equal(("plain", "2", "train plain, seed 2: the loss is NaN at step 50"), (cell.At[0], cell.At[2], cell.Error)));
        Assert.Equal(0, place.Run(new Fake(3)));
        Assert.Contains("30 cells, 25 stored, 5 to measure\n  5 cells again: failed before (train plain, seed 2: the loss is NaN at step 50)\n", place.Output);
    }

    /// <summary>A worker of another run finishes a cell while this run is under way, and nobody is left to collect it.</summary>
    [Fact]
    public void What_a_worker_has_found_is_neither_lost_nor_measured_again()
    {
        using var whole = new Workplace();
        Assert.Equal(0, whole.Run(new Fake(2)));
        using var store = RunStore.Open(Path.Combine(whole.Out, "store.db"));
        var last = store.AllCells().Single(cell => cell.At is [{ Value: "hardened" }, { Value: "0.2" }, { Value: "2" }]);
        using var place = new Workplace();
        var measured = 0;
        void Finish(Fake.Cell cell)
        {
            if (measured++ == 0) new Exchange(Path.Combine(place.Out, "exchange")).Keep(last);
        }
        Assert.Equal(0, place.Run(new Fake(2) { OnMeasured = Finish }));
        Assert.Equal(19, measured);
        Assert.Equal(_whole.Value, RunnerPlace.Findings(place.Out));
    }
}
