using System.Globalization;
using System.Text.Json;

namespace Examples.Tests;

/// <summary>RobustDigits through its console, with short trainings.</summary>
public sealed class RobustDigitsTests : IDisposable
{
    private static readonly string[] _short = ["--set", "train.plain.steps=30", "--set", "train.hardened.steps=30", "--threads", "1"];

    private readonly ExamplesConsole _console = new();
    private readonly ExamplesConsole _second = new();

    [Fact]
    public void A_run_leaves_a_report_with_every_cell_and_claim()
    {
        var (exit, output, error) = _console.Run(["run", "RobustDigits", "--out", _console.Out, .. _short]);

        Assert.Equal("", error);
        Assert.Equal(0, exit);
        Assert.Contains("50 of 50 cells", output, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(_console.Out, "report.html"), output, StringComparison.Ordinal);
        Assert.Equal(1 + (50 * 2), File.ReadLines(Path.Combine(_console.Out, "results.csv")).Count());
        using var results = JsonDocument.Parse(File.ReadAllText(Path.Combine(_console.Out, "results.json")));
        var protocol = results.RootElement.GetProperty("protocols")[0];
        Assert.Equal(2, protocol.GetProperty("claims").GetArrayLength());
        Assert.All(Values(protocol), value => Assert.InRange(value, 0, 1));
    }

    [Fact]
    public void An_attack_of_size_zero_changes_nothing_and_a_larger_one_never_helps()
    {
        _console.Run(["run", "RobustDigits", "--out", _console.Out, .. _short]);

        var rows = File.ReadLines(Path.Combine(_console.Out, "results.csv")).Skip(1).Select(line => line.Split(',')).ToList();
        var header = File.ReadLines(Path.Combine(_console.Out, "results.csv")).First().Split(',').ToList();
        double Value(string measure, string method, string eps, string seed) => rows
            .Where(r => r[header.IndexOf("measure")] == measure && r[header.IndexOf("method")] == method && r[header.IndexOf("eps")] == eps && r[header.IndexOf("seed")] == seed)
            .Select(r => double.Parse(r[header.IndexOf("value")], CultureInfo.InvariantCulture))
            .Single();
        foreach (var method in new[] { "plain", "hardened" })
        {
            foreach (var seed in new[] { "1", "5" })
            {
                Assert.Equal(Value("clean", method, "0", seed), Value("attacked", method, "0", seed));
                Assert.True(Value("attacked", method, "0.1", seed) <= Value("attacked", method, "0", seed));
                Assert.True(Value("attacked", method, "0.2", seed) <= Value("attacked", method, "0.1", seed));
            }
        }
    }

    [Fact]
    public void An_interrupted_run_resumes_to_the_same_bytes()
    {
        string[] longer = ["--set", "train.plain.steps=60", "--set", "train.hardened.steps=60", "--threads", "1"];
        _console.Run(["run", "RobustDigits", "--out", _console.Out, .. longer]);
        var (exit, error) = _second.Interrupt("hardened", ["run", "RobustDigits", "--out", _second.Out, .. longer]);
        Assert.Equal(130, exit);
        Assert.Contains("the same command goes on", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_second.Out, "results.json")));

        var (resumed, _, _) = _second.Run(["run", "RobustDigits", "--out", _second.Out, .. longer]);

        Assert.Equal(0, resumed);
        Assert.Equal(File.ReadAllBytes(Path.Combine(_console.Out, "results.csv")), File.ReadAllBytes(Path.Combine(_second.Out, "results.csv")));
    }

    [Theory]
    [InlineData("--radius", "-0.1", "expected a number from 0 to 1")]
    [InlineData("--width", "many", "expected a whole number")]
    [InlineData("--radus", "0.1", "Did you mean '--radius'?")]
    [InlineData("--set", "train.plan.steps=3", "Did you mean 'train.plain.steps'?")]
    [InlineData("--data", "/no/such/folder", "digits.csv.gz is not in /no/such/folder")]
    public void Bad_input_is_one_line_and_exit_code_2(string option, string value, string expected)
    {
        var (exit, _, error) = _console.Run("run", "RobustDigits", "--out", _console.Out, option, value);

        Assert.Equal(2, exit);
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("error: ", line, StringComparison.Ordinal);
        Assert.Contains(expected, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image0,label\n1,2\n", "has no column 'image1'")]
    [InlineData("label\n1\n", "has no column 'image0'")]
    [InlineData("", "is empty")]
    public void Bad_data_is_one_line_that_names_the_place(string content, string expected)
    {
        var data = Directory.CreateTempSubdirectory("data-").FullName;
        using (var file = new System.IO.Compression.GZipStream(File.Create(Path.Combine(data, "digits.csv.gz")), System.IO.Compression.CompressionLevel.Fastest))
            file.Write(System.Text.Encoding.UTF8.GetBytes(content));

        var (exit, _, error) = _console.Run("run", "RobustDigits", "--out", _console.Out, "--data", data, "--quick");

        Assert.Equal(2, exit);
        Assert.Contains(expected, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public void Help_shows_the_parameters_of_the_spec()
    {
        var (exit, output, _) = _console.Run("run", "RobustDigits", "--help");

        Assert.Equal(0, exit);
        Assert.Contains("Largest move of a pixel in training", output, StringComparison.Ordinal);
        Assert.Contains("from 0 to 1; default 0.15", output, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _console.Dispose();
        _second.Dispose();
    }

    private static IEnumerable<double> Values(JsonElement protocol) =>
        protocol.GetProperty("cells").EnumerateArray().SelectMany(cell => cell.GetProperty("values").EnumerateArray()).Select(value => value.GetDouble());
}
