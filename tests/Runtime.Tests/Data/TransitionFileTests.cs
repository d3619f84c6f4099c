using System.IO.Compression;
using MLSpec.Runtime.Control;
using MLSpec.Runtime.Data;
using PureHDF;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Data;

public sealed class TransitionFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly IDisposable _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    /// <summary>
    /// Written by h5py 3.7: gzip, shuffle, chunks, float16 to float64, bool as an enumeration. Rows 0 to 2 are an episode that stopped, 3
    /// and 4 one that was cut off, 5 the beginning of one.
    /// </summary>
    [Fact]
    public void AnHdf5FileOfH5pyIsReadAndSuccessorsStayWithinEpisodes()
    {
        var rows = TransitionFiles.Read(Fixture("d4rl.hdf5"));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], Close.Numbers(rows.Observations));
        Assert.Equal([2, 3, 4, 5, 4, 5, 8, 9], Close.Numbers(rows.Next));
        Close.To([-1, -0.6f, -0.2f, 0.2f], Close.Numbers(rows.Actions));
        Assert.Equal([0, 0.5f, 1, 1.5f], Close.Numbers(rows.Rewards));
        Assert.Equal([false, false, true, false], rows.Terminals.data<bool>().ToArray());
        Assert.Equal(4, rows.Count);
    }

    [Fact]
    public void MinarisLayoutIsRead()
    {
        foreach (var path in (string[])[Fixture("minari.hdf5"), MinariFolder()])
        {
            var rows = TransitionFiles.Read(path);
            Assert.Equal([0, 1, 2, 3, 10, 11, 12, 13, 14, 15], Close.Numbers(rows.Observations));
            Assert.Equal([2, 3, 4, 5, 12, 13, 14, 15, 16, 17], Close.Numbers(rows.Next));
            Assert.Equal([0, 1, 0, 1, 2], rows.Actions.data<long>().ToArray());
            Assert.Equal([0, 1, 1, 2, 3], Close.Numbers(rows.Rewards));
            Assert.Equal([false, true, false, false, false], rows.Terminals.data<bool>().ToArray());
            Assert.Equal([false, false, false, false, true], rows.Timeouts.data<bool>().ToArray());
        }
    }

    [Fact]
    public void NpzAndFolderHoldTheSame()
    {
        var given = Good();
        foreach (var path in (string[])[Npzip(given), NpyFolder(given)])
        {
            var rows = TransitionFiles.Read(path);
            Close.To(given["observations"], rows.Observations);
            Close.To(given["next_observations"], rows.Next);
            Close.To(given["actions"], rows.Actions);
            Assert.Equal([true, false, false], rows.Terminals.data<bool>().ToArray());
            Assert.Equal([false, false, false], rows.Timeouts.data<bool>().ToArray());
        }
    }

    [Fact]
    public void WhatIsWrongWithTheArraysIsSaid()
    {
        Says("has no array 'rewards'. Did you mean 'reward'?", g => g.Remove("rewards"), g => g["reward"] = zeros(3));
        Says("array 'actions' has 2 rows, but 'observations' has 3", g => g["actions"] = zeros(2, 1));
        Says("array 'next_observations' has 2 rows", g => g["next_observations"] = zeros(2, 2));
        Says("'observations' have the shape [3, 2], but 'next_observations' [3, 3]", g => g["next_observations"] = zeros(3, 3));
        Says("array 'observations', row 1, element 0: NaN is not a finite number", g => g["observations"][1, 0] = float.NaN);
        Says("array 'rewards', row 2: Infinity is not a finite number", g => g["rewards"][2] = float.PositiveInfinity);
        Says("array 'rewards' has shape [3, 2]", g => g["rewards"] = zeros(3, 2));
        Says("array 'terminals', row 1: 0.5 is neither 0 nor 1", g => g["terminals"] = tensor([0, 0.5f, 1]));
        Says("array 'observations' has no rows", g => g["observations"] = zeros(0, 2));
        Says("'terminals', row 1 says that the episode stopped, but the next row goes on", g =>
        {
            g["terminals"] = tensor([0f, 1f, 0f]);
            g["next_observations"] = g["observations"] + 2;
        });
        Says("no row that ends an episode", g => g.Remove("next_observations"), g => g["terminals"] = zeros(3));
    }

    [Fact]
    public void WhatIsWrongWithEpisodesIsSaid()
    {
        Says("episode_0 ends after 2 steps with neither a termination nor a truncation", Episode(ends: [0, 0]));
        Says("episode_0, row 0 ends the episode, but 1 more follow", Episode(ends: [1, 1]));
        Says("'actions' has 3 rows, but 'observations' has 3: one more", Episode(ends: [0, 1], actions: new float[3]));
        var grouped = Episode(ends: [0, 1]);
        grouped["observations"] = new H5Group { ["position"] = new float[3] };
        Says("'observations' is a group of arrays", grouped);
        Close.Refused("Cannot read", () => TransitionFiles.Read(_folder.Write("bad.hdf5", "no HDF5 at all")));
        Close.Refused("no file 'none.hdf5'", () => TransitionFiles.Read(_folder["none.hdf5"]));
        Close.Refused("has no array 'observations'. The arrays are none", () => TransitionFiles.Read(Path.GetDirectoryName(_folder["a"])!));
    }

    /// <summary>Cut anywhere, the file is refused with a message: no stack trace, and no zeros for what is missing.</summary>
    [Fact]
    public void ADamagedFileIsRefused()
    {
        var bytes = File.ReadAllBytes(Fixture("d4rl.hdf5"));
        for (var length = 0; length < bytes.Length; length += 97)
        {
            var path = _folder.Write("cut.hdf5", bytes[..length]);
            Assert.Contains("truncated", Close.Message(() => TransitionFiles.Read(path)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void RowsFitTheEnvironment()
    {
        var environment = Control.Worlds.Walk(5) with { Name = "walk" };
        var rows = new LoggedTransitions(zeros(3, 1), tensor([-1f, 0, 1]), ones(3), ones(3, 1),
            tensor([false, true, false]), tensor([false, false, false]));
        var typed = rows.ToRows<Control.Step>(environment);
        Assert.Equal([3], typed.Observation.shape);
        Assert.Equal([0, 1, 0], Close.Numbers(typed.Stop));
        Close.Refused("actions, row 1, element 0: 1.2 lies outside the actions of the environment, -1 to 1",
            () => (rows with { Actions = tensor([0f, 1.2f, 5]) }).ToRows<Control.Step>(environment));
        Close.Refused("walk: the observations have the shape [3, 2], but the rows' 'observation' is [rows]",
            () => (rows with { Observations = zeros(3, 2) }).ToRows<Control.Step>(environment));
        var wide = (rows with { Actions = tensor([0f, 1.2f, 5]) })
            .ToRows<Control.Step>(environment with { Actions = BoxSpace.Unbounded() });
        Close.To([0, 1.2f, 5], Close.Numbers(wide.Action));
    }

    [Fact]
    public void RowsAreThoseOfTheSpec()
    {
        var arrays = Good();
        arrays["observations"] = tensor([0f, 1, 2]);
        arrays["next_observations"] = tensor([10f, 11, 12]);
        foreach (var path in (string[])[Npzip(arrays), NpyFolder(arrays)])
        {
            var rows = TransitionFiles.D4rl<Control.Step>(path);
            Assert.Equal([10, 11, 12], Close.Numbers(rows.Next));
            Assert.Equal([1, 0, 0], Close.Numbers(rows.Stop));
        }

        var choices = TransitionFiles.Minari<Choice>(MinariFolder());
        Assert.Equal([5, 2], choices.Observation.shape);
        Assert.Equal([0, 1, 0, 1, 2], choices.Action.data<long>().ToArray());
        Assert.Equal(choices.ContentHash(), TransitionFiles.Minari<Choice>(Fixture("minari.hdf5")).ContentHash());
        Close.Refused("minari: the observations have the shape [5, 2], but the rows' 'observation' is [rows]", () => TransitionFiles.Minari<Control.Step>(MinariFolder()));
        Close.Refused("arrays' is no data set of Minari's: it has no data/main_data.hdf5", () => TransitionFiles.Minari<Choice>(NpyFolder(arrays)));
        arrays = Good();
        arrays["actions"] = tensor([0f, 1f, 0.5f]);
        Close.Refused("actions, row 2: the rows' 'action' is whole, but the data hold fractions", () => TransitionFiles.D4rl<Choice>(Npzip(arrays)));
        arrays["actions"] = tensor([0L, 3L, 1L]);
        Close.Refused("actions, row 1: 3 is not a label from 0 to 2", () => TransitionFiles.D4rl<Choice>(Npzip(arrays)));
        arrays["actions"] = tensor([0f, 2f, 1f]);
        Assert.Equal([0, 2, 1], TransitionFiles.D4rl<Choice>(Npzip(arrays)).Action.data<long>().ToArray());
    }

    /// <summary>Transitions with two numbers seen and three choices.</summary>
    private sealed record Choice(Tensor Observation, Tensor Action, Tensor Reward, Tensor Next, Tensor Stop) : IRows<Choice>
    {
        public static System.Collections.Immutable.ImmutableArray<Column> Schema { get; } =
            [Column.Float("observation", 2), Column.Class("action", 3), Column.Float("reward"), Column.Float("next", 2), Column.Float("stop")];

        public IReadOnlyList<Tensor> Columns => [Observation, Action, Reward, Next, Stop];

        public static Choice FromColumns(IReadOnlyList<Tensor> columns) => new(columns[0], columns[1], columns[2], columns[3], columns[4]);
    }

    [Fact]
    public void GeneratedRowsAreMadeOnce()
    {
        var made = 0;
        Digit Make(int n)
        {
            made++;
            return Digit.Numbered(n);
        }
        var folder = _folder["rows"];
        var first = GeneratedRows.Get(folder, "policy a", () => Make(7));
        var again = GeneratedRows.Get(folder, "policy a", () => Make(7));
        Assert.Equal(1, made);
        Assert.Equal(first.ContentHash(), again.ContentHash());
        Assert.Equal(5, GeneratedRows.Get(folder, "policy b", () => Make(5)).Count());
        Assert.Equal(2, made);
        foreach (var file in Directory.EnumerateFiles(folder))
            Npz.Write(file, Digit.Numbered(6));
        Close.Refused("was changed", () => GeneratedRows.Get(folder, "policy a", () => Make(7)));
    }

    private static Dictionary<string, Tensor> Good() => new(StringComparer.Ordinal)
    {
        ["observations"] = arange(6, ScalarType.Float32).reshape(3, 2),
        ["actions"] = tensor([0.1f, 0.2f, 0.3f]).reshape(3, 1),
        ["rewards"] = tensor([1f, 2f, 3f]),
        ["next_observations"] = arange(6, ScalarType.Float32).reshape(3, 2) + 10,
        ["terminals"] = tensor([true, false, false]),
    };

    private void Says(string expected, params Action<Dictionary<string, Tensor>>[] spoil)
    {
        var arrays = Good();
        foreach (var action in spoil)
            action(arrays);
        Close.Refused(expected, () => TransitionFiles.Read(Npzip(arrays)));
    }

    private void Says(string expected, H5Group episode)
    {
        new H5File { ["episode_0"] = episode }.Write(_folder["episodes.hdf5"]);
        Close.Refused(expected, () => TransitionFiles.Read(_folder["episodes.hdf5"]));
    }

    private static H5Group Episode(byte[] ends, float[]? actions = null) => new()
    {
        ["observations"] = new float[3],
        ["actions"] = actions ?? new float[2],
        ["rewards"] = new float[2],
        ["terminations"] = ends,
        ["truncations"] = new byte[2],
    };

    private string Npzip(Dictionary<string, Tensor> arrays)
    {
        using (var archive = new ZipArchive(File.Create(_folder["a.npz"]), ZipArchiveMode.Create))
            foreach (var (name, values) in arrays)
            {
                using var entry = archive.CreateEntry(name + ".npy").Open();
                Npy.Write(entry, values);
            }
        return _folder["a.npz"];
    }

    private string NpyFolder(Dictionary<string, Tensor> arrays)
    {
        Directory.CreateDirectory(_folder["arrays"]);
        foreach (var (name, values) in arrays)
        {
            using var file = File.Create(Path.Combine(_folder["arrays"], name + ".npy"));
            Npy.Write(file, values);
        }
        return _folder["arrays"];
    }

    private string MinariFolder()
    {
        Directory.CreateDirectory(_folder["minari/data"]);
        File.Copy(Fixture("minari.hdf5"), _folder["minari/data/main_data.hdf5"], overwrite: true);
        return _folder["minari"];
    }

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Data", "Files", name);
}
