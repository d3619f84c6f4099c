using System.Globalization;
using MLSpec.Runtime.Hosting;
using PureHDF;

namespace MLSpec.Generators.Tests.Numerics;

/// <summary>Transitions from files of the usual formats, through generated code: what is read is what was written, and it belongs to the identity of a run.</summary>
public sealed class LoggedDataTests : IDisposable
{
    private const string Spec = """
        module Logged

        type Move = { observation : float[2]; action : class[3]; reward : float<reward>; next : float[2]; stop : float }

        data filed : Move = d4rl "moves.hdf5"

        data foldered : Move = minari "walk" |> split { train = 50%; valid = 0%; test = 50%; seed = 1<seed> }

        model value (s : float[2]) : float = s |> dense 1 |> scalar

        objective error = expect (s, a, r, s', stop) in filed.train -> (value s - r / 1.0<reward>) ** 2

        train fit for 5<step> =
            batch 2<sample/step> from filed.train
            minimize error over value using sgd { rate = 0.01 }

        protocol held =
            run fit
            measure seen in_sample = expect row in filed.train -> row.observation.[0] + 10.0 * row.next.[1]
            measure acted in_sample = expect row in filed.train -> if row.action == 2 then 1.0 else 0.0
            measure earned in_sample = expect row in filed.train -> row.reward / 1.0<reward>
            measure stopped in_sample = expect row in filed.train -> row.stop
            measure walked in_sample = (expect row in foldered.train -> row.next.[0] - row.observation.[0]) + (expect row in foldered.test -> row.next.[0] - row.observation.[0])
            measure known in_sample = expect row in filed.train -> value row.observation
            report mean of known, seen, acted, earned, stopped, walked
        """;

    private static readonly Lazy<GeneratedModule> _module = new(() => GeneratedModule.Of("Logged", Spec));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlspec-logged-");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>An episode that stops in its second row, and one that is cut off in its second, of which the successor is unknown.</summary>
    private void WriteMoves(float third = 4) => new H5File
    {
        ["observations"] = new float[,] { { 0, 1 }, { 2, 3 }, { third, 5 }, { 6, 7 } },
        ["actions"] = new long[] { 0, 2, 2, 1 },
        ["rewards"] = new[] { 1.0, 2.0, 6.0, 100.0 },
        ["terminals"] = new byte[] { 0, 1, 0, 0 },
        ["timeouts"] = new byte[] { 0, 0, 0, 1 },
    }.Write(Path.Combine(_folder.FullName, "moves.hdf5"));

    private void WriteWalk(int truncated = 1)
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "walk/data"));
        new H5File
        {
            ["episode_0"] = Episode(0, truncated),
            ["episode_1"] = Episode(10, 1),
        }.Write(Path.Combine(_folder.FullName, "walk/data/main_data.hdf5"));
        File.WriteAllText(Path.Combine(_folder.FullName, "walk/data/metadata.json"), "{}");

        static H5Group Episode(float start, int last) => new()
        {
            ["observations"] = new[,] { { start, 0 }, { start + 3, 0 }, { start + 6, 0 } },
            ["actions"] = new long[] { 0, 1 },
            ["rewards"] = new float[2],
            ["terminations"] = new byte[2],
            ["truncations"] = new byte[] { 0, (byte)last },
        };
    }

    [Fact]
    public void What_is_read_is_what_was_written()
    {
        WriteMoves();
        WriteWalk();

        Assert.Equal("", Run("once").Errors);

        var values = File.ReadAllLines(Path.Combine(_folder.FullName, "once", "results.csv")).Skip(1)
            .Select(line => line.Split(',')).ToDictionary(cells => cells[1], cells => double.Parse(cells[^1], CultureInfo.InvariantCulture));
        Assert.Equal(((0 + 2 + 4) + (10 * (3 + 3 + 7))) / 3.0, values["seen"], 1e-4);
        Assert.Equal(2 / 3.0, values["acted"], 1e-6);
        Assert.Equal(3, values["earned"], 1e-5);
        Assert.Equal(1 / 3.0, values["stopped"], 1e-6);
        Assert.Equal(6, values["walked"], 1e-5);
    }

    [Fact]
    public void Other_content_is_trained_on_anew_and_what_is_wrong_is_said()
    {
        WriteMoves();
        WriteWalk();
        Assert.Equal("", Run("other").Errors);

        Assert.Equal("", Run("other").Errors);
        Assert.Single(Models("other"));

        WriteMoves(third: 4.5f);
        Assert.Equal("", Run("other").Errors);
        Assert.Equal(2, Models("other").Length);
        File.WriteAllText(Path.Combine(_folder.FullName, "walk/data/metadata.json"), "{ }");
        Assert.Equal("", Run("other").Errors);
        Assert.Equal(3, Models("other").Length);

        WriteWalk(truncated: 0);
        Assert.Contains("episode_0 ends after 2 steps with neither a termination nor a truncation", Run("wrong").Errors, StringComparison.Ordinal);
        WriteMoves(third: float.NaN);
        Assert.Contains("array 'observations', row 2, element 0: NaN is not a finite number", Run("wrong").Errors, StringComparison.Ordinal);
        Directory.Delete(Path.Combine(_folder.FullName, "walk"), recursive: true);
        Assert.Contains("data file walk is not in", Run("wrong").Errors, StringComparison.Ordinal);
    }

    private string[] Models(string run) => Directory.GetFiles(Path.Combine(_folder.FullName, run, "trained"), "*.ckpt");

    private (string Output, string Errors) Run(string name)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        ExperimentHost.Run(
            ["run", "Logged", "--out", Path.Combine(_folder.FullName, name), "--data", _folder.FullName, "--threads", "1"],
            [(Experiment)_module.Value.Property("Experiment")],
            new HostConsole(output, errors, Interactive: false, default));
        return (output.ToString(), errors.ToString());
    }
}
