using System.Text.Json;
using Microsoft.Data.Sqlite;
using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Store;

namespace MLSpec.Cli.Tests;

/// <summary><c>mlspec runs</c> over stores that the test makes: four cells of Digits, of which one failed.</summary>
public sealed class RunsTests : IDisposable
{
    private static readonly string _method = new('a', 64);
    private static readonly string _otherMethod = new('b', 64);

    private readonly Session _session = new();

    public RunsTests()
    {
        using var store = Open("runs/Digits");
        store.Keep(Cell("0.1", 1, 0.5));
        store.Keep(Cell("0.1", 2, 0.25));
        store.Keep(Cell("0.2", 1, double.NaN));
        store.Keep(Cell("0.2", 2, 0) with { Values = [], Error = "it diverged" });
        var run = store.Begin("Digits", ["run", "Digits", "--radius", "0.3"], [new("device", "cpu"), new(StoredRun.MethodOf("resilience"), _method)]);
        store.End(run, "failed", 1, 3);
        foreach (var training in new[] { "net-seed1-abc", "net-seed9-old" })
        {
            _session.Write($"runs/Digits/trained/{training}.ckpt", "a model");
            store.Keep(training, new TrainingCurve("net", 1, [], [], 1));
        }
    }

    public void Dispose() => _session.Dispose();

    [Fact]
    public void The_list_names_every_store_below_a_folder()
    {
        using (var other = Open("runs/deep/er/Second")) other.Keep(Cell("0.1", 1, 0.5) with { Experiment = "Second" });
        var answer = _session.Call("runs", "list");
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        var lines = answer.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches(@"^folder +experiment +measured +failed +last run +outcome +took +reused +new +size$", lines[0]);
        Assert.Matches(@"^runs/Digits +Digits +3 +1 +\d{4}-\d\d-\d\d \d\d:\d\d UTC +failed +[\d.]+ s +1 +3 +[\d.]+ kB$", lines[1]);
        Assert.Matches(@"^runs/deep/er/Second +Second +1 +0 +[\d.]+ kB$", lines[2]);
        Assert.Equal(3, lines.Length);
    }

    [Fact]
    public void A_damaged_store_does_not_hide_the_others()
    {
        _session.Write("runs/Broken/store.db", "this is no database, though it is long enough to be taken for the header of one by its length alone, is it not");
        var answer = _session.Call("runs", "list", "runs");
        Assert.Equal(1, answer.Code);
        Assert.Contains("runs/Digits", answer.Out);
        Assert.Matches("^error: .*Broken/store.db is no run store or is damaged", answer.Error);
    }

    [Fact]
    public void A_folder_is_shown_with_its_failures_and_runs()
    {
        var answer = _session.Call("runs", "show", "runs/Digits");
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Contains("\nDigits, protocol resilience: 3 cells measured in 1 s, 1 failed\n", answer.Out);
        Assert.Contains($"  failed {Cell("0.2", 2, 0).Identity[..12]}  eps = 0.2, seed = 2: it diverged\n", answer.Out);
        Assert.Matches(@"\n#1 +\d{4}-\d\d-\d\d \d\d:\d\d UTC +failed +[\d.]+ s +1 +3 +run Digits --radius 0.3\n$", answer.Out);
    }

    [Fact]
    public void A_cell_is_shown_with_all_that_it_depends_on()
    {
        var cell = Cell("0.1", 1, 0.5);
        var answer = _session.Call("runs", "show", "runs/Digits", "--cell", cell.Identity[..8]);
        Assert.Equal(0, answer.Code);
        Assert.StartsWith($"cell {cell.Identity}\nDigits, protocol resilience: eps = 0.1, seed = 1\nmeasured ", answer.Out);
        Assert.Matches(@"\nclean +0.5\n", answer.Out);
        Assert.Contains(_method, answer.Out);
        Assert.Matches(@"\nnet-seed1-abc +model of 7 B\n$", answer.Out);
        Assert.Equal(answer, _session.Call("runs", "show", "runs/Digits", "--cell", "eps=0.1,seed=1"));
        File.Delete(Path.Combine(_session.Folder, "runs/Digits/trained/net-seed1-abc.ckpt"));
        Assert.Contains("its model is gone", _session.Call("runs", "show", "runs/Digits", "--cell", "eps=0.1,seed=1").Out);
    }

    [Fact]
    public void Several_cells_are_a_table()
    {
        var answer = _session.Call("runs", "show", "runs/Digits", "--cell", "eps=0.2");
        Assert.Matches(@"measured +eps = 0.2, seed = 1 +clean = NaN\n", answer.Out);
        Assert.Matches(@"failed +eps = 0.2, seed = 2 +it diverged\n", answer.Out);
    }

    [Fact]
    public void Two_cells_differ_in_facts_and_values()
    {
        var answer = _session.Call("runs", "diff", "runs/Digits", "eps=0.1,seed=1", "eps=0.1,seed=2");
        Assert.Equal(0, answer.Code);
        Assert.Matches(@"^fact +\w{12} +\w{12}\nat seed +1 +2\n\nvalue +\w{12} +\w{12}\nclean +0.5 +0.25\n$", answer.Out);
    }

    [Fact]
    public void Cells_of_two_folders_differ()
    {
        using (var other = Open("runs/Other"))
        {
            other.Keep(Cell("0.1", 1, 0.5));
            other.Keep(Cell("0.1", 2, 0.75, radius: "0.9"));
            other.Keep(Cell("0.3", 1, 0.75));
        }
        var answer = _session.Call("runs", "diff", "runs/Digits", "runs/Other");
        Assert.StartsWith("1 cell of equal values, 1 of different ones\n1 cell in runs/Digits alone, 1 in runs/Other alone\n\nparameter radius was 0.3, is 0.9\n", answer.Out);
        Assert.Matches(@"\nresilience: eps = 0.1, seed = 2 +clean +0.25 +0.75\n$", answer.Out);
        Assert.Matches(@"\nparameter radius +0.3 +0.9\n", _session.Call("runs", "diff", "runs/Digits", "runs/Other", "eps=0.1,seed=2", "eps=0.1,seed=2").Out);
    }

    [Fact]
    public void Two_runs_differ()
    {
        using (var store = Open("runs/Digits"))
            store.End(store.Begin("Digits", ["run", "Digits"], [new("device", "cuda")]), "done", 4, 0);
        var answer = _session.Call("runs", "diff", "runs/Digits", "#1", "#2");
        Assert.Matches(@"\ncommand +run Digits --radius 0.3 +run Digits\n", answer.Out);
        Assert.Matches(@"\ndevice +cpu +cuda\n", answer.Out);
        Assert.Equal((2, "error: runs/Digits has no run #7; it has 2 runs\n"), Failure("runs", "diff", "runs/Digits", "#1", "#7"));
    }

    [Fact]
    public void Pruning_says_what_would_go_and_removes_it_when_told()
    {
        string[] prune = ["runs", "prune", "runs/Digits", "--failed", "--models"];
        var said = _session.Call(prune);
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Matches(@"^1 cell\n  \w{12}  resilience: eps = 0.2, seed = 2 \(failed: it diverged\)\n1 model\n  net-seed9-old.ckpt\n1 curve\n  net-seed9-old\n", said.Out);
        Assert.EndsWith("7 B in files would be freed; nothing is removed without --yes\n", said.Out);
        Assert.Equal(4, Cells().Count);
        Assert.EndsWith("removed; 7 B in files freed\n", _session.Call([.. prune, "--yes"]).Out);
        Assert.Equal(3, Cells().Count);
        Assert.All(Cells(), cell => Assert.True(cell.IsMeasured));
        Assert.Equal(["net-seed1-abc.ckpt"], Directory.GetFiles(Path.Combine(_session.Folder, "runs/Digits/trained")).Select(Path.GetFileName));
    }

    [Fact]
    public void Nothing_goes_that_nobody_named()
    {
        _session.Write("runs/Digits/trained/net-seed3-abc.ckpt.unfinished", "half of a model");
        _session.Call("runs", "prune", "runs/Digits", "--yes");
        Assert.Equal(4, Cells().Count);
        Assert.Equal(3, Directory.GetFiles(Path.Combine(_session.Folder, "runs/Digits/trained")).Length);
        _session.Call("runs", "prune", "runs/Digits", "--unfinished", "--yes");
        Assert.Equal(2, Directory.GetFiles(Path.Combine(_session.Folder, "runs/Digits/trained")).Length);
    }

    [Fact]
    public void Cells_of_methods_that_the_newest_run_no_longer_has()
    {
        using (var store = Open("runs/Digits"))
        {
            store.Keep(Cell("0.1", 1, 0.5, method: _otherMethod));
            store.Keep(Cell("0.1", 1, 0.5, radius: "0.7", method: _otherMethod) with { Protocol = "other" });
        }
        _session.Call("runs", "prune", "runs/Digits", "--method-changed", "--older-than", "1d", "--yes");
        Assert.Equal(6, Cells().Count);
        _session.Call("runs", "prune", "runs/Digits", "--method-changed", "--yes");
        Assert.Equal(["other", "resilience"], Cells().Select(cell => cell.Protocol).Distinct());
        Assert.Equal(4, Cells().Count(cell => cell.Facts.Method == _method));
    }

    [Fact]
    public void Old_cells_go()
    {
        Execute("update cells set finished = '2020-01-01T00:00:00.000Z' where at like '%0.2%'");
        _session.Call("runs", "prune", "runs/Digits", "--older-than", "30d", "--yes");
        Assert.Equal(2, Cells().Count);
        Assert.All(Cells(), cell => Assert.Equal("0.1", cell.At[0].Value));
        Assert.Equal((2, "error: --older-than soon: expected a time such as 30d, 12h or 90min\n"), Failure("runs", "prune", "runs/Digits", "--older-than", "soon"));
    }

    [Fact]
    public void The_traces_of_dead_processes_go_and_those_of_living_ones_keep_all_as_it_is()
    {
        _session.Write("runs/Digits/claims/cell.claim", Worker.Machine + "~dead");
        _session.Write($"runs/Digits/claims/workers/{Worker.Machine}~dead.held", "");
        _session.Write("runs/Digits/results.csv.tmp", "half");
        using (var living = new Claims(Path.Combine(_session.Folder, "runs/Digits/claims"), TimeSpan.FromMinutes(1)))
        {
            var (code, error) = Failure("runs", "prune", "runs/Digits", "--failed", "--yes");
            Assert.Equal((2, $"error: 1 process is at work in runs/Digits ({living.Name}): wait for the end of the run\n"), (code, error));
        }
        Assert.Equal(4, Cells().Count);
        Assert.Contains("3 traces of dead processes\n", _session.Call("runs", "prune", "runs/Digits", "--yes").Out);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_session.Folder, "runs/Digits/claims"), "*", SearchOption.AllDirectories));
        Assert.False(File.Exists(Path.Combine(_session.Folder, "runs/Digits/results.csv.tmp")));
    }

    [Fact]
    public void All_cells_are_exported_as_text()
    {
        Assert.Equal(new Answer(0, "4 cells in all.csv\n", ""), _session.Call("runs", "export", "runs/Digits", "--to", "all.csv"));
        var lines = _session.Read("all.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("identity,state,error,finished,seconds,experiment,protocol,method,at eps,at seed,parameter radius,measure clean,trainings", lines[0]);
        Assert.Equal(5, lines.Length);
        var cell = Cell("0.1", 2, 0.25);
        Assert.Matches($"^{cell.Identity},measured,,[^,]+Z,0.25,Digits,resilience,{_method},0.1,2,0.3,0.25,net-seed1-abc$", Assert.Single(lines, line => line.StartsWith(cell.Identity)));
        Assert.Contains(",failed,it diverged,", Assert.Single(lines, line => line.StartsWith(Cell("0.2", 2, 0).Identity)));
    }

    [Fact]
    public void All_cells_are_exported_as_JSON()
    {
        _session.Call("runs", "export", "runs/Digits", "--to", "all.json");
        using var all = JsonDocument.Parse(_session.Read("all.json"));
        var cell = all.RootElement.EnumerateArray().Single(row => row.GetProperty("identity").GetString() == Cell("0.1", 2, 0.25).Identity);
        Assert.Equal(0.25, cell.GetProperty("values").GetProperty("clean").GetDouble());
        Assert.Equal("0.1", cell.GetProperty("at").GetProperty("eps").GetString());
        Assert.Equal("0.3", cell.GetProperty("facts").GetProperty("parameter radius").GetString());
    }

    [Theory]
    [InlineData("error: there is no folder nowhere; runs go to runs/NAME where --out says nothing else", "list", "nowhere")]
    [InlineData("error: there is no folder nowhere", "show", "nowhere")]
    [InlineData("error: there is no store in runs; there are stores in runs/Digits", "show", "runs")]
    [InlineData("error: runs/Digits has no cell xyz: give the first digits of its identity, or AXIS=VALUE,AXIS=VALUE", "show", "runs/Digits", "--cell", "xyz")]
    [InlineData("error: there is no axis `epz` (did you mean `eps`?); there are: eps, seed", "show", "runs/Digits", "--cell", "epz=1")]
    [InlineData("error: --to all.xls: expected a file name that ends in .csv or .json", "export", "runs/Digits", "--to", "all.xls")]
    [InlineData("error: there is no option `--faild` (did you mean `--failed`?); see mlspec runs prune --help", "prune", "runs/Digits", "--faild")]
    [InlineData("error: FOLDER is missing; see mlspec runs show --help", "show")]
    [InlineData("error: a command is missing; there are: list, show, diff, prune, export")]
    [InlineData("error: there is no command `lost` (did you mean `list`?); there are: list, show, diff, prune, export", "lost")]
    public void What_cannot_be_done(string expected, params string[] args) => Assert.Equal((2, expected + "\n"), Failure(["runs", .. args]));

    [Fact]
    public void An_ambiguous_cell_names_those_that_it_could_be()
    {
        var (code, error) = Failure("runs", "diff", "runs/Digits", "eps=0.1", "eps=0.2,seed=1");
        Assert.Equal(2, code);
        Assert.Matches(@"^error: 2 cells of runs/Digits are meant by eps=0.1: \w{12} \(eps = 0.1, seed = 1\); \w{12} \(eps = 0.1, seed = 2\)\n$", error);
    }

    [Fact]
    public void A_store_of_another_version_is_left_as_it_is()
    {
        Execute("pragma user_version = 99");
        var (code, error) = Failure("runs", "show", "runs/Digits");
        Assert.Equal(2, code);
        Assert.Contains("has format 99", error);
    }

    private (int Code, string Error) Failure(params string[] args)
    {
        var answer = _session.Call(args);
        Assert.Equal("", answer.Out);
        return (answer.Code, answer.Error);
    }

    private IReadOnlyList<StoredCell> Cells()
    {
        using var store = Open("runs/Digits");
        return store.AllCells();
    }

    private RunStore Open(string folder)
    {
        Directory.CreateDirectory(Path.Combine(_session.Folder, folder));
        return RunStore.Open(Path.Combine(_session.Folder, folder, "store.db"));
    }

    private void Execute(string statement)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_session.Folder, "runs/Digits/store.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }

    private static StoredCell Cell(string eps, int seed, double clean, string radius = "0.3", string? method = null) => new(
        new Facts(
        [
            new("experiment", "Digits"), new("protocol", "resilience"), new("method", method ?? _method), new("at eps", eps),
            new("at seed", $"{seed}"), new("parameter radius", radius),
        ]),
        "Digits", "resilience", [new Setting("eps", eps), new Setting("seed", $"{seed}")], [new MeasuredValue("clean", clean)], ["net-seed1-abc"], 0.25, "");
}
