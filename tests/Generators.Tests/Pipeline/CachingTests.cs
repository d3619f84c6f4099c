using Microsoft.CodeAnalysis;
using static MLSpec.Generators.MlSpecGenerator;

namespace MLSpec.Generators.Tests.Pipeline;

/// <summary>An edit re-runs what depends on it and nothing else.</summary>
public sealed class CachingTests
{
    private const string _a = "module A\n\nparam radius = 0.1\n";
    private const string _b = "module B\n\nparam width = 64\n";
    private const string _usesA = "module C\nopen A\n\nparam rate = 0.01\n";

    private static readonly string[] _steps =
        [Steps.Options, Steps.Files, Steps.Headers, Steps.Project, Steps.Units, Steps.Compiled, Steps.HiddenNames, Steps.Sources, Steps.Diagnostics];

    [Fact]
    public void Same_input_is_cached_at_every_step()
    {
        var again = Two().Again();

        Assert.All(_steps, step => Assert.All(again.Reasons(step), AssertNotRun));
        AssertOutputsNotRun(again);
    }

    [Fact]
    public void Unrelated_csharp_is_cached_at_every_step()
    {
        var edited = Two().WithCSharp("class User { }").WithCSharp("class Other { }");

        Assert.All(_steps, step => Assert.All(edited.Reasons(step), AssertNotRun));
        AssertOutputsNotRun(edited);
    }

    [Fact]
    public void An_edit_that_means_nothing_stops_at_the_compiled_step()
    {
        var edited = Two().WithSpec("a.mlspec", _a.Replace("\n", "\r\n"));

        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], edited.Reasons(Steps.Files));
        Assert.Equal(IncrementalStepRunReason.Unchanged, edited.Reasons(Steps.Headers)[0]);
        Assert.Equal(IncrementalStepRunReason.Modified, edited.Reasons(Steps.Units)[0]);
        Assert.Equal(IncrementalStepRunReason.Unchanged, edited.Reasons(Steps.Compiled)[0]);
        AssertOutputsNotRun(edited);
    }

    /// <summary>The experiment carries the spec's text for its report; nothing else depends on a remark.</summary>
    [Fact]
    public void A_remark_changes_the_file_that_holds_the_text_and_no_other()
    {
        var edited = Two().WithSpec("a.mlspec", _a + "// a remark\n");

        var changed = edited.Outputs(Steps.Sources).Where(output => output.Reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
        Assert.Equal("a.Experiment.g.cs", ((GeneratedFile)Assert.Single(changed).Value).HintName);
    }

    [Fact]
    public void An_edit_with_a_meaning_reaches_the_output()
    {
        var edited = Two().WithSpec("a.mlspec", _a.Replace("module A", "module A2"));

        Assert.Equal(IncrementalStepRunReason.Modified, edited.Reasons(Steps.Compiled)[0]);
        Assert.Contains(IncrementalStepRunReason.Modified, edited.Reasons(Steps.Sources));
        Assert.Contains(edited.Files.Values, text => text.Contains("A2", StringComparison.Ordinal));
    }

    [Fact]
    public void An_edit_of_one_spec_leaves_the_other_cached()
    {
        var edited = Two().WithSpec("a.mlspec", _a.Replace("module A", "module A2"));

        AssertNotRun(edited.Reasons(Steps.Units)[1]);
        Assert.Equal(IncrementalStepRunReason.Cached, edited.Reasons(Steps.Compiled)[1]);
        Assert.All(
            edited.Outputs(Steps.Sources).Where(output => ((GeneratedFile)output.Value).HintName.StartsWith("b.", StringComparison.Ordinal)),
            output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }

    [Fact]
    public void An_edit_of_an_opened_spec_compiles_those_that_open_it()
    {
        var driver = SpecDriver.Create(("a.mlspec", _a), ("b.mlspec", _b), ("c.mlspec", _usesA));

        var edited = driver.WithSpec("a.mlspec", _a.Replace("0.1", "0.2"));

        Assert.Equal(
            [IncrementalStepRunReason.Modified, IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Modified], edited.Reasons(Steps.Units));
        Assert.Equal(IncrementalStepRunReason.Cached, edited.Reasons(Steps.Compiled)[1]);
        Assert.NotEqual(IncrementalStepRunReason.Cached, edited.Reasons(Steps.Compiled)[2]);
    }

    [Fact]
    public void Two_runs_over_the_same_text_give_equal_values_that_are_not_the_same()
    {
        var (one, two) = (Two(), Two());
        foreach (var step in _steps)
        {
            var (first, second) = (one.Values(step), two.Values(step));
            Assert.Equal(first, second);
            Assert.Equal(first.Select(value => value.GetHashCode()), second.Select(value => value.GetHashCode()));
            Assert.All(first.Zip(second), pair => Assert.NotSame(pair.First, pair.Second));
        }
    }

    [Fact]
    public void No_value_holds_on_to_the_compiler_or_to_a_syntax_tree()
    {
        var driver = SpecDriver.Create(("a.mlspec", _a), ("twin.mlspec", _a), ("c.mlspec", _usesA));
        Assert.NotEmpty(driver.Result.Diagnostics);

        foreach (var step in _steps)
            Assert.All(driver.Values(step), value => ObjectGraph.Visit(value, AssertPlain));

        void AssertPlain(object part)
        {
            var name = part.GetType().FullName!;
            Assert.False(name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal), name);
            Assert.False(part is Dsl.Syntax.SourceText or Dsl.Syntax.SyntaxTree or Dsl.Syntax.SyntaxNode or Dsl.Binding.Symbol or Dsl.Lowering.Ir.Node, name);
        }
    }

    private static SpecDriver Two() => SpecDriver.Create(("a.mlspec", _a), ("b.mlspec", _b));

    private static void AssertNotRun(IncrementalStepRunReason reason) =>
        Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, reason.ToString());

    private static void AssertOutputsNotRun(SpecDriver driver)
    {
        var outputs = driver.Result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(run => run.Outputs).ToArray();
        Assert.NotEmpty(outputs);
        Assert.All(outputs, output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }
}
