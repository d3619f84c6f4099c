using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Prelude;
using MLSpec.Dsl.Syntax;
using Snapshooter;
using Snapshooter.Xunit;

namespace MLSpec.Dsl.Tests.Binding;

public sealed class ModuleTests
{
    private static string RobustDigits => Repository.Read("examples", "RobustDigits", "RobustDigits.mlspec");

    [Fact]
    public void RobustDigits_binds_without_findings()
    {
        var (module, diagnostics) = Specs.Bind(RobustDigits);
        Assert.True(diagnostics.IsEmpty, Specs.Annotate(RobustDigits, diagnostics));
        BoundPrinter.Print(module).MatchSnapshot();
    }

    [Fact]
    public void Ensembles_targets_arguments_phases_and_paired_grids_bind_without_findings()
    {
        var text = Repository.Read("tests", "Dsl.Tests", "Binding", "Samples", "Critics.mlspec");
        var (module, diagnostics) = Specs.Bind(text);
        Assert.True(diagnostics.IsEmpty, Specs.Annotate(text, diagnostics));
        BoundPrinter.Print(module).MatchSnapshot();
    }

    [Fact]
    public void The_prelude_binds_and_documents_itself()
    {
        foreach (var module in CorePrelude.Modules)
        {
            Assert.All(module.Declarations, d => Assert.False(string.IsNullOrWhiteSpace(d.Symbol.Documentation), d.Symbol.Name));
            BoundPrinter.Print(module).MatchSnapshot(SnapshotNameExtension.Create(Path.GetFileNameWithoutExtension(module.Source.Path)));
        }
    }

    [Fact]
    public void The_library_documents_itself() => Assert.All(
        Library.Names.SelectMany(name => Library.Find(name)!.Declarations), d => Assert.False(string.IsNullOrWhiteSpace(d.Symbol.Documentation), d.Symbol.Name));

    [Fact]
    public void A_module_of_the_library_is_seen_where_it_is_opened_and_by_who_opens_that()
    {
        var compilation = Compile(
            ("c", "module C\nlet c = pendulum {}\n"),
            ("b", "module B\nopen A\nlet b = pendulum { length = 2.0<m> }\n"),
            ("a", "module A\nopen MLSpec.Control\nlet a = pendulum {}\nlet pi = 3.0\n"));
        Assert.Equal(["`pendulum` is not declared."], compilation.Diagnostics.Select(d => d.Message));
        Assert.Equal("float", compilation.Modules.Single(m => m.Name == "A").Declarations[1].Symbol.Scheme.Body.ToString());
        Assert.Equal(["MLSpec.Control", "A"], compilation.Modules.Single(m => m.Name == "B").Opened.Skip(CorePrelude.Modules.Length).Select(m => m.Name));
        Assert.Equal(CorePrelude.Modules.Length, compilation.Modules.Single(m => m.Name == "C").Opened.Length);
    }

    [Fact]
    public void A_file_goes_before_the_library()
    {
        var compilation = Compile(("b", "module B\nopen MLSpec.Control\nlet b = mine + 1.0\n"), ("a", "module MLSpec.Control\nlet mine = 1.0\n"));
        Assert.Empty(compilation.Diagnostics);
    }

    [Fact]
    public void A_module_of_the_library_that_does_not_exist_is_reported_with_the_nearest()
    {
        var found = Assert.Single(Compile(("b", "module B\nopen MLSpec.Contro\n")).Diagnostics);
        Assert.Equal(("MLS7001", "did you mean `MLSpec.Control`?"), (found.Code, found.Fix));
    }

    [Theory]
    [InlineData("let x = pendulum {}", "")]
    [InlineData("let x = pendulum { }", "")]
    [InlineData("let f (r : { a : float = 1.0; b : float }) = r.a + r.b\nlet x = f {}", "MLS4006")]
    [InlineData("let x = pendulum { lenght = 1.0<m> }", "MLS3007")]
    public void A_record_of_defaults_is_empty(string text, string code) =>
        Assert.Equal(code, string.Concat(Compile(("a", $"module A\nopen MLSpec.Control\n{text}\n")).Diagnostics.Select(d => d.Code)));

    [Fact]
    public void Names_of_an_opened_module_are_seen_whatever_the_order_of_the_files()
    {
        var compilation = Compile(("b", "module B\nopen A\nlet b = 2 * a\n"), ("a", "module A\nlet a = 1.0<m>\n"));
        Assert.Empty(compilation.Diagnostics);
        Assert.Equal(["A", "B"], compilation.Modules.Select(m => m.Name));
        Assert.Equal("float<m>", compilation.Modules[1].Declarations[0].Symbol.Scheme.Body.ToString());
        Assert.Equal("A", compilation.Modules[1].Opened[^1].Name);
    }

    [Fact]
    public void A_module_that_does_not_exist_is_reported_with_the_nearest()
    {
        var found = Assert.Single(Compile(("b", "module B\nopen Aa\n"), ("a", "module A\nlet a = 1.0\n")).Diagnostics);
        Assert.Equal(("MLS7001", "did you mean `A`?"), (found.Code, found.Fix));
    }

    [Fact]
    public void Modules_that_open_each_other_are_reported_and_bound_nevertheless()
    {
        var compilation = Compile(("a", "module A\nopen B\nlet a = 1.0\n"), ("b", "module B\nopen A\nlet b = 1.0\n"));
        var found = Assert.Single(compilation.Diagnostics);
        Assert.Equal("MLS7002", found.Code);
        Assert.Contains("A -> B -> A", found.Message, StringComparison.Ordinal);
        Assert.Equal(2, compilation.Modules.Length);
    }

    [Fact]
    public void One_module_stands_in_one_file() =>
        Assert.Equal(["MLS7003"], Compile(("a", "module A\n"), ("b", "module A\n")).Diagnostics.Select(d => d.Code));

    [Fact]
    public void Findings_are_sorted_by_file_and_position()
    {
        var compilation = Compile(("b", "module B\nopen A\nlet b = x\nlet c = y\n"), ("a", "module A\nlet a = z\n"));
        Assert.Equal(
            ["`x` is not declared.", "`y` is not declared.", "`z` is not declared."], compilation.Diagnostics.Select(d => d.Message));
    }

    [Fact]
    public void No_prefix_and_no_missing_doubled_or_swapped_token_makes_the_binder_throw()
    {
        var text = RobustDigits;
        var tokens = Parser.Parse(new SourceText("", text)).Tokens;
        var pieces = tokens.Select(t => text.Substring(t.Leading.Start, t.Span.End - t.Leading.Start)).ToList();
        for (var i = 0; i < pieces.Count; i += 5)
            BindAndPrint(string.Concat(pieces.Take(i)));
        for (var i = 0; i < pieces.Count - 1; i += 4)
        {
            BindAndPrint(string.Concat(pieces.Where((_, j) => j != i)));
            if (i % 8 == 0)
                BindAndPrint(string.Concat(pieces.Select((p, j) => j == i ? p + " " + p : p)));
            if (i % 8 == 4)
                BindAndPrint(string.Concat(pieces.Select((p, j) => j == i ? pieces[i + 1] : j == i + 1 ? pieces[i] : p)));
        }
    }

    private static void BindAndPrint(string text) => BoundPrinter.Print(Specs.Bind(text).Module);

    private static Compilation Compile(params (string Path, string Text)[] files) =>
        Compilation.Create(files.Select(f => new SourceText(f.Path, f.Text)));
}
