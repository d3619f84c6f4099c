using Microsoft.CodeAnalysis;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Types;
using MLSpec.Generators.Tests.Text;

namespace MLSpec.Generators.Tests.Pipeline;

/// <summary>How the specs of a project stand to each other, and what the compiler host sees of it.</summary>
public sealed class ProjectTests
{
    [Fact]
    public void A_module_declared_twice_is_an_error_at_its_second_place()
    {
        var result = SpecDriver.Create(("a.mlspec", "module Digits\n"), ("b/b.mlspec", "\n/// Again.\nmodule   Digits\n")).Result;

        var error = Assert.Single(result.Diagnostics);
        var place = error.Location.GetLineSpan();
        Assert.Equal(ModuleDiagnostics.DeclaredTwice.Code, error.Id);
        Assert.Equal(SpecDriver.Root + "b/b.mlspec", place.Path);
        Assert.Equal((2, 9, 2, 15), (place.StartLinePosition.Line, place.StartLinePosition.Character, place.EndLinePosition.Line, place.EndLinePosition.Character));
        Assert.Equal("the module `Digits` is declared by a.mlspec already. Fix: give one of the two another name", error.GetMessage());
        Assert.Equal(LocationKind.ExternalFile, error.Location.Kind);
        Assert.NotEmpty(result.GeneratedSources);
        Assert.All(result.GeneratedSources, source => Assert.StartsWith("a.", source.HintName, StringComparison.Ordinal));
    }

    [Fact]
    public void Errors_cannot_be_switched_off() =>
        Assert.Contains(WellKnownDiagnosticTags.NotConfigurable, SpecDriver.Create(("a.mlspec", "module A"), ("b.mlspec", "module A")).Result.Diagnostics.Single().Descriptor.CustomTags);

    [Fact]
    public void Modules_whose_classes_would_be_the_same_are_refused() =>
        Assert.Equal(
            ModuleDiagnostics.DeclaredTwice.Code,
            SpecDriver.Create(("a.mlspec", "module robust_digits"), ("b.mlspec", "module RobustDigits")).Result.Diagnostics.Single().Id);

    [Fact]
    public void A_circle_of_opens_is_an_error_in_each_of_its_files()
    {
        var result = SpecDriver.Create(
            ("a.mlspec", "module A\nopen B\n"), ("b.mlspec", "module B\nopen C\n"), ("c.mlspec", "module C\nopen A\n"), ("d.mlspec", "module D\nopen A\n")).Result;

        Assert.Equal(3, result.Diagnostics.Length);
        Assert.All(result.Diagnostics, error => Assert.Equal(ModuleDiagnostics.Cycle.Code, error.Id));
        Assert.Contains("A -> B -> C -> A", result.Diagnostics[0].GetMessage(), StringComparison.Ordinal);
        Assert.Equal((1, 5), (result.Diagnostics[0].Location.GetLineSpan().StartLinePosition.Line, result.Diagnostics[0].Location.GetLineSpan().StartLinePosition.Character));
    }

    [Fact]
    public void A_module_that_opens_itself_is_a_circle() =>
        Assert.Contains("A -> A", SpecDriver.Create(("a.mlspec", "module A\nopen A\n")).Result.Diagnostics.Single().GetMessage(), StringComparison.Ordinal);

    [Fact]
    public void An_open_that_leads_nowhere_proposes_the_nearest_module()
    {
        var error = Assert.Single(SpecDriver.Create(("a.mlspec", "module Digits"), ("b.mlspec", "module B\nopen Digit\n")).Result.Diagnostics);

        Assert.Equal(ModuleDiagnostics.NotFound.Code, error.Id);
        Assert.Equal("no file of this project declares the module `Digit`. Fix: did you mean `Digits`?", error.GetMessage());
        Assert.Equal((1, 5), (error.Location.GetLineSpan().StartLinePosition.Line, error.Location.GetLineSpan().StartLinePosition.Character));
    }

    [Fact]
    public void A_file_without_a_module_is_told_how_to_begin() => Assert.Equal(
        "the file does not say which module it is. Fix: begin it with `module RobustDigits`",
        Assert.Single(SpecDriver.Create(("x/robust_digits.mlspec", "")).Result.Diagnostics).GetMessage());

    [Fact]
    public void What_is_opened_comes_first_and_once()
    {
        var files = new[]
        {
            new SpecFile("/d", "module D\nopen B\nopen C\n"), new SpecFile("/b", "module B\nopen A\n"), new SpecFile("/c", "module C\nopen A\n"),
            new SpecFile("/a", "module A\nopen Nowhere\n"), new SpecFile("/e", "module E\n"),
        };
        var project = new SpecProject(files.Select(SpecHeader.From), "/");

        Assert.Equal(["/a", "/b", "/c"], project.UnitOf(files[0], files).Opened.Select(file => file.Path));
        Assert.Empty(project.UnitOf(files[4], files).Opened);
    }

    [Fact]
    public void Files_with_the_same_name_do_not_collide()
    {
        var files = SpecDriver.Create(("a/x.mlspec", "module A"), ("b/x.mlspec", "module B"), ("b/X.mlspec", "module C"), ("/elsewhere/x.mlspec", "module D")).Files;
        Assert.Equal(
            ["+002E+002E/+002E+002E/+002E+002E/elsewhere/x", "a/x", "b/X", "b/x+2"],
            files.Keys.Select(name => name.Substring(0, name.IndexOf("x.", StringComparison.OrdinalIgnoreCase) is >= 0 and var x ? x + 1 : name.IndexOf("+2.", StringComparison.Ordinal) + 2))
                .Distinct().OrderBy(name => name, StringComparer.Ordinal));
    }

    [Fact]
    public void Every_path_yields_a_name_that_the_host_takes() => Hostile.ForAll(200, path =>
    {
        if (path.Length > 0)
            Assert.Null(SpecDriver.Create((path + ".mlspec", "module A"), (path + "/a.mlspec", "module B"), (path.ToUpperInvariant() + "_.MLSPEC", "module C")).Result.Exception);
    });

    [Fact]
    public void Other_files_are_none_of_its_business() => Assert.Empty(SpecDriver.Create(("a.json", "module A"), ("mlspec", "module A")).Result.GeneratedSources);

    [Theory]
    [InlineData("my-app", "namespace my_app;")]
    [InlineData("Lab.Robust", "namespace Lab.Robust;")]
    public void The_projects_namespace_is_made_legal(string rootNamespace, string expected) =>
        Assert.Contains(expected, SpecDriver.Create([new("RootNamespace", rootNamespace)], ("a.mlspec", "module A")).Files.Values.First(), StringComparison.Ordinal);

    [Fact]
    public void An_exception_becomes_an_error_that_asks_for_a_report()
    {
        var compiled = UnitCompiler.Compile(
            Unit(), Options(), (_, _, _, _) => throw new InvalidOperationException("stack\nempty"), CancellationToken.None);

        var diagnostic = HostDiagnostic.From(Assert.Single(compiled.Diagnostics));
        Assert.Empty(compiled.Files);
        Assert.Equal(ModuleDiagnostics.Internal.Code, diagnostic.Id);
        Assert.Contains("System.InvalidOperationException: stack empty. Fix: please report this", diagnostic.GetMessage(), StringComparison.Ordinal);
        Assert.Equal("/a.mlspec", diagnostic.Location.GetLineSpan().Path);
    }

    [Fact]
    public void A_request_to_stop_is_passed_on() => Assert.Throws<OperationCanceledException>(
        () => UnitCompiler.Compile(Unit(), Options(), (_, _, _, _) => throw new OperationCanceledException(), CancellationToken.None));

    [Fact]
    public void A_request_to_stop_is_heard() => Assert.Throws<OperationCanceledException>(
        () => UnitCompiler.Compile(Unit(), Options(), SpecCompiler.Compile, new CancellationToken(canceled: true)));

    private static SpecUnit Unit() => new(new SpecFile("/a.mlspec", "module A"), EquatableList<SpecFile>.Empty, "a", EquatableList<ModuleProblem>.Empty);

    private static EmissionOptions Options() => new("Lab", "/", true, false);
}
