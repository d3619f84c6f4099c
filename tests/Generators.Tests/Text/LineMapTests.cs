using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using MLSpec.Dsl.Syntax;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Tests.Text;

public sealed class LineMapTests
{
    private const string _spec = "module A\n\nlet y = nonsense + 1\n";
    private static readonly TextSpan _nonsense = new(_spec.IndexOf("nonsense", StringComparison.Ordinal), "nonsense + 1".Length);

    [Theory]
    [InlineData("")]
    [InlineData("        ")]
    public void An_error_in_the_mapped_statement_stands_in_the_spec(string indentation)
    {
        var position = ErrorPosition(Generate("/lab/a.mlspec", Options(), indentation));

        Assert.Equal("/lab/a.mlspec", position.Path);
        Assert.Equal((2, 8, 2, 20), (position.StartLinePosition.Line, position.StartLinePosition.Character, position.EndLinePosition.Line, position.EndLinePosition.Character));
    }

    [Fact]
    public void A_stack_trace_of_the_mapped_statement_stands_in_the_spec()
    {
        var map = new LineMap(new SourceText("/lab/a.mlspec", _spec), Options());
        var text = map.Align(
            "public static class C\n{\n    public static int M(int[] x)\n    {\n        " + map.Map(_nonsense, "return x[0];").Replace("\n", "\n        ") + "\n    }\n}\n");

        var trace = Program.Of(Compile(text)).Throws("C", "M", [Array.Empty<int>()]).StackTrace;

        Assert.Contains("at C.M(Int32[] x) in /lab/a.mlspec:line 3", trace, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_after_the_statement_is_the_generated_files_own()
    {
        var map = new LineMap(new SourceText("/lab/a.mlspec", _spec), Options());
        var text = map.Align("class C\n{\n    void M()\n    {\n        " + map.Map(_nonsense, "var y = 1;").Replace("\n", "\n        ") + "\n        wrong;\n    }\n}\n");

        var position = ErrorPosition(text);

        Assert.Equal("generated.cs", position.Path);
        Assert.Equal(7, position.StartLinePosition.Line);
    }

    [Fact]
    public void The_offset_is_the_length_of_the_first_line() => Assert.Equal(
        "#line (3,9)-(3,20) 13 \"/lab/a.mlspec\"\n    return 1;\n#line default",
        Map.Align("    " + Map.Map(_nonsense, "    return 1;")));

    [Fact]
    public void Between_neighbours_there_is_no_way_back() => Assert.Equal(
        "#line (3,9)-(3,20) 4 \"/lab/a.mlspec\"\n  a;\n#line (3,9)-(3,20) 4 \"/lab/a.mlspec\"\n  b;\n#line default\n}",
        Map.Align(string.Join("\n", new[] { "a;", "b;" }.Select(code => "  " + Map.Map(_nonsense, "  " + code))) + "\n}"));

    [Fact]
    public void In_continuous_integration_the_path_does_not_depend_on_the_machine()
    {
        Assert.Contains("\"/_/sub/a.mlspec\"", Mapped("/lab/sub/a.mlspec", Options() with { ContinuousIntegration = true }), StringComparison.Ordinal);
        Assert.Contains("\"/_/../a.mlspec\"", Mapped("/home/a.mlspec", new EmissionOptions("", "/home/lab/", true, true)), StringComparison.Ordinal);
        Assert.Contains("\"/_/a.mlspec\"", Mapped(@"D:\else\a.mlspec", new EmissionOptions("", @"C:\lab\", true, true)), StringComparison.Ordinal);
        Assert.Contains("\"/_/sub/a.mlspec\"", Mapped(@"C:\lab\sub\a.mlspec", new EmissionOptions("", @"C:\lab\", true, true)), StringComparison.Ordinal);
    }

    [Fact]
    public void Switched_off_the_statement_stands_alone() =>
        Assert.Equal("return 1;", Mapped("/lab/a.mlspec", Options() with { EmitLineDirectives = false }));

    [Fact]
    public void What_the_compiler_added_is_not_mapped() =>
        Assert.Equal("return 1;", new LineMap(new SourceText("/lab/a.mlspec", _spec), Options()).Map(default, "return 1;"));

    [Fact]
    public void No_path_breaks_out_of_the_directive() => Hostile.ForAll(path =>
    {
        var text = Generate("/lab/" + path + ".mlspec", Options(), "    ");
        var tree = CSharpSyntaxTree.ParseText(text, path: "generated.cs");
        Assert.Empty(tree.GetDiagnostics());
        Assert.Equal(
            ["class", "C", "{", "object", "y", "=", "1", "+", "nonsense", ";", "}", ""],
            tree.GetRoot().DescendantTokens().Select(token => token.Text));
    });

    private static LineMap Map => new(new SourceText("/lab/a.mlspec", _spec), Options());

    private static string Mapped(string path, EmissionOptions options)
    {
        var map = new LineMap(new SourceText(path, _spec), options);
        return map.Align(map.Map(_nonsense, "return 1;"));
    }

    private static string Generate(string path, EmissionOptions options, string indentation)
    {
        var map = new LineMap(new SourceText(path, _spec), options);
        var statement = map.Map(_nonsense, "1 + nonsense");
        return map.Align("class C {\nobject y =\n" + string.Join("\n", statement.Split('\n').Select(line => indentation + line)) + "\n;\n}\n");
    }

    private static EmissionOptions Options() => new("Lab", "/lab/", true, false);

    private static FileLinePositionSpan ErrorPosition(string text)
    {
        var error = Compile(text).GetDiagnostics().First(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return error.Location.GetMappedLineSpan();
    }

    private static CSharpCompilation Compile(string text) => CSharpCompilation.Create(
        "x",
        [CSharpSyntaxTree.ParseText(text, path: "generated.cs", encoding: System.Text.Encoding.UTF8)],
        Basic.Reference.Assemblies.Net100.References.All,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
}
