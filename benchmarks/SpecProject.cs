using System.Globalization;
using System.Text;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using MLSpec.Generators;

namespace Benchmarks;

/// <summary>A project in memory with one spec, and the generator's driver over it.</summary>
internal sealed class SpecProject
{
    private readonly CSharpCompilation _compilation = CSharpCompilation.Create(
        "Bench", [CSharpSyntaxTree.ParseText("class A { }")], Net100.References.All, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

    private GeneratorDriver _driver;
    private Compilation _current;
    private AdditionalText _text;
    private int _edits;

    public SpecProject(string spec)
    {
        _text = new Text("/bench/Bench.mlspec", spec);
        _driver = CSharpGeneratorDriver.Create([new MlSpecGenerator().AsSourceGenerator()], [_text]);
        _current = _compilation;
    }

    /// <summary>Runs the generator over the project as it stands.</summary>
    public GeneratorDriverRunResult Run()
    {
        _driver = _driver.RunGenerators(_current);
        return _driver.GetRunResult();
    }

    /// <summary>Types into a C# file that has nothing to do with the spec.</summary>
    public GeneratorDriverRunResult EditCSharp()
    {
        _edits++;
        _current = _compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText($"class B{_edits.ToString(CultureInfo.InvariantCulture)} {{ }}"));
        return Run();
    }

    /// <summary>Changes a number in the spec.</summary>
    public GeneratorDriverRunResult EditSpec(string spec)
    {
        var changed = new Text("/bench/Bench.mlspec", spec);
        _driver = _driver.ReplaceAdditionalText(_text, changed);
        _text = changed;
        return Run();
    }

    /// <summary>A spec of so many lines, all of them doing something: models, schedules, objectives and trainings side by side; <paramref name="seed"/> changes one number.</summary>
    public static string LongSpec(int lines, int seed)
    {
        var text = new StringBuilder("module Bench\n");
        text.Append(CultureInfo.InvariantCulture, $"param radius = 0.{1000 + seed} in [0.0 .. 1.0]\n");
        text.Append("data digits : { image : float[64]; label : class[10] } =\n    csv \"digits.csv.gz\" |> split { train = 70%; valid = 10%; test = 20%; seed = 17<seed> }\n\n");
        for (var i = 0; text.ToString().Count(c => c == '\n') < lines; i++)
        {
            text.Append(string.Create(CultureInfo.InvariantCulture, $$"""
                /// Network number {{i}}.
                model net{{i}} (x : float[64]) : float[10] =
                    x |> dense 32 |> relu |> dense 10

                uncertainty near{{i}} (x : float[64]) =
                    ball linf radius x |> within (box 0.0 1.0)

                schedule rate{{i}} : epoch -> float =
                    linear 0.0 -> 1e-3 over 10<epoch> then constant 1e-3

                objective fit{{i}} =
                    expect (x, y) in digits.train ->
                        let z = net{{i}} x
                        let loss = cross_entropy z y
                        loss + 0.5 * (log_sum_exp z) ** 2

                objective robust{{i}} =
                    expect (x, y) in digits.train ->
                        sup x' in near{{i}} x by pgd 5 -> cross_entropy (net{{i}} x') y

                train both{{i}} for 100<step> =
                    batch 64<sample/step> from digits.train
                    minimize robust{{i}} over net{{i}} using adam { rate = rate{{i}} }


                """).Replace("\r\n", "\n", StringComparison.Ordinal));
        }

        return text.ToString();
    }

    private sealed class Text(string path, string content) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(content, Encoding.UTF8);
    }
}
