using Snapshooter.Xunit;

namespace MLSpec.Cli.Tests;

public sealed class CheckTests : IDisposable
{
    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_good_spec_is_answered_with_the_size_of_its_grid()
    {
        _session.Write("RobustDigits.mlspec", Session.RobustDigits);

        Assert.Equal(
            new Answer(0, "resilience: 50 cells (method 2, eps 5, seed 5)\nno errors, no warnings in 1 file\n", ""),
            _session.Call("check", "RobustDigits.mlspec"));
    }

    [Fact]
    public void Everything_that_is_wrong_in_a_broken_spec_is_shown_in_one_pass()
    {
        var answer = Session.Call(Session.Samples, "check", "Broken.mlspec");

        Assert.Equal((1, ""), (answer.Code, answer.Error));
        Snapshot.Match(answer.Out);
    }

    [Fact]
    public void Folders_stand_for_the_specs_below_them_but_not_in_outputs()
    {
        _session.Write("a/B.mlspec", "module B\n\nlet b = 1.0\n");
        _session.Write("a/c/A.mlspec", "module A\n\nlet a = 1.0\n");
        _session.Write("a/obj/C.mlspec", "module C\n\nlet c = 1.0 +\n");

        Assert.Equal(new Answer(0, "no errors, no warnings in 2 files\n", ""), _session.Call("check", "."));
    }

    [Fact]
    public void Opened_modules_are_found_beside_the_file_and_checked_with_it()
    {
        _session.Write("Main.mlspec", "module Main\nopen Shared\n\nlet b = a + 1.0\n");
        _session.Write("Shared.mlspec", "module Shared\n\nlet a = 1.0\n");
        Assert.Equal(new Answer(0, "no errors, no warnings in 2 files\n", ""), _session.Call("check", "Main.mlspec"));

        _session.Write("Shared.mlspec", "module Shared\n\nlet a = c\n");
        var answer = _session.Call("check", "Main.mlspec");
        Assert.Equal(1, answer.Code);
        Assert.StartsWith("Shared.mlspec(3,9)-(3,10): error MLS3001: ", answer.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Warnings_do_not_fail()
    {
        _session.Write("A.mlspec", "module A\n\nlet f x = x\nlet a = f -1.0\n");

        var answer = _session.Call("check", "A.mlspec");

        Assert.Equal(0, answer.Code);
        Assert.Contains("warning MLS2101", answer.Out, StringComparison.Ordinal);
        Assert.EndsWith("no errors, 1 warning in 1 file\n", answer.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Characters_that_act_on_a_terminal_are_shown_as_dots()
    {
        _session.Write("A.mlspec", "module A\nlet a = \u001b[31m\u202e\n");

        var answer = _session.Call("check", "A.mlspec");

        Assert.Equal(1, answer.Code);
        Assert.DoesNotContain(answer.Out, c => c is '\u001b' or '\u202e');
    }

    [Fact]
    public void The_same_files_give_the_same_output()
    {
        foreach (var name in new[] { "Z", "M", "A" })
            _session.Write($"{name}.mlspec", $"module {name}\nlet a = b\nlet c = d +\n");

        Assert.Equal(_session.Call("check", "."), _session.Call("check", "A.mlspec", "./M.mlspec", "Z.mlspec", "A.mlspec"));
    }

    [Fact]
    public void A_file_says_which_module_it_is()
    {
        _session.Write("A.mlspec", "let a = 1.0\n");

        var answer = _session.Call("check", "A.mlspec");

        Assert.Equal(1, answer.Code);
        Assert.StartsWith("A.mlspec(1,1)-(1,1): error MLS7004: ", answer.Out, StringComparison.Ordinal);
    }
}
