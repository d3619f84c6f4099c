using Microsoft.Data.Sqlite;
using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Store;

namespace MLSpec.Runtime.Tests.Store;

public sealed class RunStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder["store.db"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_cell_reads_back_as_it_was_kept()
    {
        var cell = Cell("a", [1.5, double.NaN, double.PositiveInfinity, -0.0]);
        using (var store = RunStore.Open(Path)) store.Keep(cell);
        using var again = RunStore.Open(Path);
        var found = again.Find(cell.Identity)!;
        Assert.Equal(cell.Values, found.Values);
        Assert.Equal(cell.At, found.At);
        Assert.Equal(cell.Facts.All, found.Facts.All);
        Assert.Equal(cell.Trainings, found.Trainings);
        Assert.Null(again.Find(Cell("b", [1]).Identity));
    }

    [Fact]
    public void A_measured_cell_is_never_replaced_and_a_failed_one_is()
    {
        using var store = RunStore.Open(Path);
        var cell = Cell("a", [1]);
        store.Keep(cell with { Values = [], Error = "it diverged" });
        Assert.Null(store.Find(cell.Identity));
        Assert.Equal("it diverged", Assert.Single(store.AllCells()).Error);
        store.Keep(cell);
        store.Keep(cell with { Values = [new("m0", 2)] });
        store.Keep(cell with { Values = [], Error = "it diverged" });
        Assert.Equal(1, Assert.Single(Assert.Single(store.AllCells()).Values).Value);
    }

    [Fact]
    public void Facts_differ_in_words()
    {
        var left = new Facts([new("radius", "0.1"), new("method", new string('a', 16)), new("same", "x"), new("gone", "1")]);
        var right = new Facts([new("radius", "0.3"), new("method", new string('b', 16)), new("same", "x"), new("new", "2")]);
        Assert.Equal(["radius was 0.1, is 0.3", "method changed", "new was absent, is 2", "gone was 1, is absent"], right.DifferencesFrom(left));
        Assert.NotEqual(left.Identity, right.Identity);
        Assert.NotEqual(new Facts([new("ab", "c")]).Identity, new Facts([new("a", "bc")]).Identity);
    }

    [Theory]
    [InlineData("not a database at all, but quite long enough to have a header")]
    [InlineData("SQLite format 3\0 and then nothing that makes sense, byte after byte after byte after byte after byte after byte after byte")]
    public void A_damaged_store_is_refused_and_left_as_it_is(string contents)
    {
        File.WriteAllText(Path, contents);
        Assert.Contains("is no run store or is damaged; it is left as it is", Assert.Throws<UserError>(() => RunStore.Open(Path)).Message);
        Assert.Equal(contents, File.ReadAllText(Path));
    }

    [Fact]
    public void A_page_that_was_overwritten_is_noticed()
    {
        using (var store = RunStore.Open(Path))
            for (var i = 0; i < 200; i++) store.Keep(Cell($"cell {i}", [i]));
        using (var file = new FileStream(Path, FileMode.Open))
        {
            file.Position = file.Length / 2 / 4096 * 4096;
            file.Write(Enumerable.Repeat((byte)0xAB, 4096).ToArray());
        }
        Assert.Contains("damaged", Assert.Throws<UserError>(() => RunStore.Open(Path)).Message);
    }

    [Theory]
    [InlineData("pragma application_id = 77; create table other (x)", "is a database of another program")]
    [InlineData("create table other (x)", "is a database of another program")]
    [InlineData("pragma application_id = 1296847696; pragma user_version = 99", "has format 99, and this version of MLSpec reads format 1")]
    public void A_store_of_another_program_or_version_is_refused(string statements, string expected)
    {
        using (var connection = new SqliteConnection($"Data Source={Path};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = statements;
            command.ExecuteNonQuery();
        }
        var before = File.ReadAllBytes(Path);
        Assert.Contains(expected, Assert.Throws<UserError>(() => RunStore.Open(Path)).Message);
        Assert.Equal(before, File.ReadAllBytes(Path));
    }

    [Fact]
    public void Two_connections_see_each_others_cells()
    {
        using var first = RunStore.Open(Path);
        using var second = RunStore.Open(Path);
        Parallel.For(0, 2, k =>
        {
            for (var i = 0; i < 50; i++) (k == 0 ? first : second).Keep(Cell($"{k} {i}", [i]));
        });
        Assert.Equal(100, first.AllCells().Count);
        Assert.Equal(100, second.Measured().Count);
    }

    internal static StoredCell Cell(string name, double[] values) => new(
        new Facts([new("experiment", "Fake"), new("name", name)]), "Fake", "protocol", [new Setting("eps", "0.1")],
        [.. values.Select((value, i) => new MeasuredValue($"m{i}", value))], ["net-seed1-abc"], 0.25, "");
}
