namespace MLSpec.Runtime.Tests.Protocol;

public class CommandLineTests
{
    [Theory]
    [InlineData("--radios 0.2", "unknown option --radios. Did you mean '--radius'?")]
    [InlineData("--radius abc", "--radius abc: expected a number")]
    [InlineData("--radius 1.5", "--radius 1.5: expected a number from 0 to 1")]
    [InlineData("--radius -0.1", "--radius -0.1: expected a number from 0 to 1")]
    [InlineData("--radius 1e30%", "--radius 1e30%: expected a number from 0 to 1")]
    [InlineData("--radius nan", "--radius nan: expected a number")]
    [InlineData("--radius", "--radius needs a value")]
    [InlineData("--radius --quick", "--radius needs a value")]
    [InlineData("--width 2.5", "--width 2.5: expected a whole number")]
    [InlineData("--width 0", "--width 0: expected a whole number at least 1")]
    [InlineData("--wide ture", "--wide ture: expected one of false, true. Did you mean 'true'?")]
    [InlineData("--seed x", "--seed x: expected a whole number")]
    [InlineData("--threads 0", "--threads 0")]
    [InlineData("--device gpu", "gpu")]
    [InlineData("--only resiliense", "--only resiliense: there is no such protocol. Did you mean 'resilience'?")]
    [InlineData("--only metod=plain", "there is no axis 'metod'. Did you mean 'method'? There are: method, eps, seed")]
    [InlineData("--only method=plan", "--only method=plan: method has no value plan. Did you mean 'plain'? There are: plain, hardened")]
    [InlineData("--only resilience,method=plain", "expected AXIS=VALUE,AXIS=VALUE")]
    [InlineData("--set train.hardned.steps=3", "there is no budget 'train.hardned.steps'. Did you mean 'train.hardened.steps'")]
    [InlineData("--set train.hardened.steps=0", "at least 1")]
    [InlineData("--set train.hardened.steps", "expected train.hardened.steps=N")]
    [InlineData("stray", "unexpected argument 'stray'")]
    [InlineData("--data /nowhere-at-all", "data file points.csv is not in /nowhere-at-all")]
    public void Bad_input_is_one_line_and_exit_code_2(string options, string expected)
    {
        using var place = new Workplace();
        Assert.Equal(2, place.Run(new Fake(1), options.Split(' ')));
        Assert.StartsWith("error: ", place.Errors);
        Assert.Contains(expected, place.Errors);
        Assert.Single(place.Errors.TrimEnd('\n').Split('\n'));
        Assert.False(Directory.Exists(Path.Combine(place.Out, "trained")));
    }

    [Theory]
    [InlineData("run FakeDigit", "there is no experiment 'FakeDigit'. Did you mean 'FakeDigits'? There is: FakeDigits")]
    [InlineData("rum", "there is no command 'rum'. Did you mean 'run'? There are: list, run, lock, reproduce")]
    [InlineData("run", "the experiment's name is missing. There is: FakeDigits")]
    [InlineData("", "a command is missing. There are: list, run, lock, reproduce")]
    public void Commands_are_explained(string args, string expected)
    {
        using var place = new Workplace();
        Assert.Equal(2, place.Host(new Fake(1), CancellationToken.None, args.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal($"error: {expected}\n", place.Errors);
    }

    [Fact]
    public void Help_shows_doc_comments_units_ranges_and_defaults()
    {
        using var place = new Workplace();
        Assert.Equal(0, place.Host(new Fake(1), CancellationToken.None, "run", "FakeDigits", "--help"));
        var text = System.Text.RegularExpressions.Regex.Replace(place.Output, @"\s+", " ");
        Assert.Contains("--radius <number> Radius of the ball that the attacker may move a picture in (from 0 to 1; default 0.1)", text);
        Assert.Contains("--width <whole number> Width of the hidden layers (neuron; at least 1; default 8)", text);
        Assert.Contains("--keep-going", text);
        Assert.Contains("--set <PATH=VALUE>", text);
    }

    [Fact]
    public void List_shows_the_first_line_of_each_doc_comment()
    {
        using var place = new Workplace();
        Assert.Equal(0, place.Host(new Fake(1), CancellationToken.None, "list"));
        Assert.Equal("FakeDigits  Digits that never were.\n", place.Output);
    }

    [Theory]
    [InlineData("10%", "0.1")]
    [InlineData("0.1%", "0.001")]
    [InlineData("2.5e-1", "0.25")]
    public void Numbers_are_read_as_in_a_spec(string text, string value)
    {
        using var place = new Workplace();
        Assert.Equal(0, place.Run(new Fake(1), "--radius", text, "--set", "train.plain.steps=1_0", "--set", "train.hardened.steps=10"));
        Assert.Equal(value, place.Report().Parameters[0].Value);
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_one_line()
    {
        using var place = new Workplace();
        File.WriteAllText(place.Out, "a file");
        Assert.Equal(2, place.Run(new Fake(1)));
        Assert.StartsWith($"error: --out {place.Out}: there is a file of this name", place.Errors);
        File.Delete(place.Out);
        Directory.CreateDirectory(Path.Combine(place.Out, "results.csv"));
        Assert.Equal(2, place.Run(new Fake(1)));
        Assert.StartsWith("error: ", place.Errors);
        Assert.Single(place.Errors.TrimEnd('\n').Split('\n'));
    }
}
