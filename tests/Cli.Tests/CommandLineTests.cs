namespace MLSpec.Cli.Tests;

/// <summary>What cannot be carried out ends with exit code 2 and one line that says what would do.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly Session _session = new();

    public CommandLineTests() => _session.Write("Digits.mlspec", "module Digits\n\nlet radius = 0.1\n");

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("error: a command is missing; there are: check, explain, verify, compare, runs, lock, reproduce")]
    [InlineData("error: there is no command `chek` (did you mean `check`?); there are: check, explain, verify, compare, runs, lock, reproduce", "chek", "Digits.mlspec")]
    [InlineData("error: FILE is missing; see mlspec check --help", "check")]
    [InlineData("error: there is no option `--stag` (did you mean `--stage`?); see mlspec explain --help", "explain", "Digits.mlspec", "--stag")]
    [InlineData("error: --stage needs a value; see mlspec explain --help", "explain", "Digits.mlspec", "--stage")]
    [InlineData("error: `more` is one argument too many; see mlspec explain --help", "explain", "Digits.mlspec", "radius", "more")]
    [InlineData("error: there is no file or folder nowhere", "check", "nowhere")]
    [InlineData("error: there is no file or folder Digts.mlspec; did you mean `Digits.mlspec`?", "check", "Digts.mlspec")]
    [InlineData("error: Digits.mlspec declares no `radus` (did you mean `radius`?)", "explain", "Digits.mlspec", "radus")]
    [InlineData(
        "error: there is no stage `bond` (did you mean `bound`?); there are: tokens, syntax, bound, ir, csharp",
        "explain", "Digits.mlspec", "--stage", "bond")]
    [InlineData(
        "error: --stage csharp shows the code of the whole module; leave radius out", "explain", "Digits.mlspec", "radius", "--stage", "csharp")]
    [InlineData("error: . is a folder; explain takes one file", "explain", ".")]
    public void Bad_command_lines(string expected, params string[] args) =>
        Assert.Equal(new Answer(2, "", expected + "\n"), _session.Call(args));

    [Fact]
    public void A_folder_without_specs()
    {
        Directory.CreateDirectory(Path.Combine(_session.Folder, "empty"));

        Assert.Equal(new Answer(2, "", "error: there is no .mlspec file in empty\n"), _session.Call("check", "empty"));
    }

    [Fact]
    public void A_file_that_is_no_text()
    {
        File.WriteAllBytes(Path.Combine(_session.Folder, "Binary.mlspec"), [0x6c, 0xff, 0xfe]);

        Assert.Equal(
            new Answer(2, "", "error: Binary.mlspec is not a text in UTF-8; save it in that encoding\n"),
            _session.Call("check", "Binary.mlspec"));
    }

    [Fact]
    public void Help_is_no_error() => Assert.Equal(0, _session.Call("--help").Code);
}
