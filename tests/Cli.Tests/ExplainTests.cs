using Snapshooter.Xunit;

namespace MLSpec.Cli.Tests;

public sealed class ExplainTests : IDisposable
{
    private readonly Session _session = new();

    public ExplainTests() => _session.Write("RobustDigits.mlspec", Session.RobustDigits);

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_spec_is_explained_with_types_and_derivations()
    {
        var answer = _session.Call("explain", "RobustDigits.mlspec");

        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Snapshot.Match(answer.Out);
    }

    [Fact]
    public void One_name_is_explained_alone()
    {
        var answer = _session.Call("explain", "RobustDigits.mlspec", "width");

        Assert.Equal(
            "param width : int  (RobustDigits.mlspec(9,7))\n    Units in each of the two hidden layers.\n    default 64, from 1 to 4096\n",
            answer.Out);
    }

    [Fact]
    public void A_name_of_the_prelude_or_of_an_opened_module_is_explained_too()
    {
        _session.Write("World.mlspec", "module World\nopen MLSpec.Control\nlet env = pendulum {}\n");

        Assert.StartsWith("extern abs : float<'a>['b..] -> float<'a>['b..]  (Prelude/core.mlspec(", _session.Call("explain", "RobustDigits.mlspec", "abs").Out, StringComparison.Ordinal);
        Assert.StartsWith("let pendulum : Pendulum -> env float[2] float[3] float[1]  (Library/Control.mlspec(", _session.Call("explain", "World.mlspec", "pendulum").Out, StringComparison.Ordinal);
        Assert.Equal(2, _session.Call("explain", "RobustDigits.mlspec", "pendulum").Code);
    }

    [Fact]
    public void A_protocol_is_explained_with_its_measures()
    {
        var answer = _session.Call("explain", "RobustDigits.mlspec", "resilience");

        Assert.Contains("protocol resilience", answer.Out, StringComparison.Ordinal);
        Assert.Contains("measure attacked", answer.Out, StringComparison.Ordinal);
        Assert.Contains("upper bound of `inf x' in nearby eps x by pgd 20", answer.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Derivations_are_written_as_latex()
    {
        var answer = _session.Call("explain", "RobustDigits.mlspec", "attacked", "--latex");

        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.StartsWith("% RobustDigits.mlspec(58,16), in attacked\n\\paragraph{Projected gradient.}\n", answer.Out, StringComparison.Ordinal);
        Assert.Contains("\\texttt{inf x' in nearby eps x by pgd 20 -\\textgreater{} margin (net x') y}: upper bound.\n", answer.Out, StringComparison.Ordinal);
        Assert.Contains("\\[\n    \\inf_{x' \\in B_\\infty(x", answer.Out, StringComparison.Ordinal);
        Assert.Equal(answer.Out.Count(c => c == '{'), answer.Out.Count(c => c == '}'));
    }

    [Fact]
    public void What_has_no_worst_case_has_no_latex() =>
        Assert.Equal("% width has no worst case\n", _session.Call("explain", "RobustDigits.mlspec", "width", "--latex").Out);

    [Fact]
    public void Latex_is_no_stage() => Assert.Equal(2, _session.Call("explain", "RobustDigits.mlspec", "--latex", "--stage", "ir").Code);

    [Theory]
    [InlineData("tokens", "Keyword objective")]
    [InlineData("syntax", "Objective robust")]
    [InlineData("bound", "objective")]
    public void Early_stages_show_one_declaration(string stage, string expected)
    {
        var answer = _session.Call("explain", "RobustDigits.mlspec", "robust", "--stage", stage);

        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Contains(expected, answer.Out, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("growing", answer.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("hardened", answer.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_ir_shows_what_was_lowered()
    {
        var answer = _session.Call("explain", "RobustDigits.mlspec", "--stage", "ir");

        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Contains("hardened", answer.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_code_is_what_the_generator_emits()
    {
        var answer = _session.Call("explain", "RobustDigits.mlspec", "--stage", "csharp");

        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Contains("class RobustDigits", answer.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(_session.Folder, answer.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_spec_is_explained_as_far_as_it_goes()
    {
        _session.Write("Broken.mlspec", "module Broken\nlet a = 1.0\nlet b = c\n");

        var answer = _session.Call("explain", "Broken.mlspec");

        Assert.Equal(1, answer.Code);
        Assert.StartsWith("let a : float", answer.Out, StringComparison.Ordinal);
        Assert.Contains("error MLS3001", answer.Error, StringComparison.Ordinal);
    }
}
