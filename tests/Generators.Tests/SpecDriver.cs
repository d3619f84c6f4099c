using System.Collections.Immutable;
using System.Text;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace MLSpec.Generators.Tests;

/// <summary>The generator in a compiler host, with what a consuming project would give it. Immutable, as Roslyn's driver is: every edit is a new one that remembers the old one's work.</summary>
internal sealed class SpecDriver
{
    public const string Root = "/home/lab/project/";

    private static readonly CSharpParseOptions _parseOptions = new(LanguageVersion.Preview, DocumentationMode.Diagnose);

    /// <summary>Libraries for older frameworks are fine: the SDK switches these two off in every project.</summary>
    private static readonly Dictionary<string, ReportDiagnostic> _suppressedBySdk = new() { ["CS1701"] = ReportDiagnostic.Suppress, ["CS1702"] = ReportDiagnostic.Suppress };

    private static readonly Lazy<CSharpCompilation> _empty = new(() => CSharpCompilation.Create(
        "Lab",
        references: Net100.References.All.Concat(RuntimeReferences()),
        options: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
            .WithSpecificDiagnosticOptions(_suppressedBySdk)));

    private readonly GeneratorDriver _driver;
    private readonly ImmutableArray<AdditionalText> _texts;

    private SpecDriver(GeneratorDriver driver, Compilation compilation, ImmutableArray<AdditionalText> texts) =>
        (_driver, Compilation, _texts) = (driver, compilation, texts);

    /// <summary>The user's own code, without what is generated.</summary>
    public Compilation Compilation { get; }

    public GeneratorRunResult Result => _driver.GetRunResult().Results.Single();

    /// <summary>Generated files by hint name.</summary>
    public IReadOnlyDictionary<string, string> Files => Result.GeneratedSources.ToDictionary(source => source.HintName, source => source.SourceText.ToString());

    public static SpecDriver Create(params (string Path, string Text)[] specs) => Create([], specs);

    /// <param name="properties">MSBuild properties on top of <c>RootNamespace</c> Lab and <c>ProjectDir</c>.</param>
    public static SpecDriver Create(IEnumerable<KeyValuePair<string, string>> properties, params (string Path, string Text)[] specs)
    {
        var texts = specs.Select(spec => (AdditionalText)new MemoryText(PathOf(spec.Path), spec.Text)).ToImmutableArray();
        var driver = CSharpGeneratorDriver.Create(
            [new MlSpecGenerator().AsSourceGenerator()],
            texts,
            _parseOptions,
            new Properties(properties),
            new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        return new SpecDriver(driver.RunGenerators(_empty.Value), _empty.Value, texts);
    }

    public SpecDriver WithCSharp(string code)
    {
        var compilation = Compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(code, _parseOptions, Root + "User.cs", Encoding.UTF8));
        return new SpecDriver(_driver.RunGenerators(compilation), compilation, _texts);
    }

    public SpecDriver WithSpec(string path, string text)
    {
        var old = _texts.Single(candidate => candidate.Path == PathOf(path));
        var changed = new MemoryText(old.Path, text);
        return new SpecDriver(_driver.ReplaceAdditionalText(old, changed).RunGenerators(Compilation), Compilation, _texts.Replace(old, changed));
    }

    public SpecDriver Again() => new(_driver.RunGenerators(Compilation), Compilation, _texts);

    /// <summary>What a step has put out and why, in the order of the specs.</summary>
    public IReadOnlyList<(object Value, IncrementalStepRunReason Reason)> Outputs(string step) => Result.TrackedSteps[step].SelectMany(run => run.Outputs).ToArray();

    public IReadOnlyList<IncrementalStepRunReason> Reasons(string step) => Outputs(step).Select(output => output.Reason).ToArray();

    public IReadOnlyList<object> Values(string step) => Outputs(step).Select(output => output.Value).ToArray();

    /// <summary>The compilation with all generated files in it.</summary>
    public Compilation Compile()
    {
        _driver.RunGeneratorsAndUpdateCompilation(Compilation, out var output, out _);
        return output;
    }

    /// <summary>What the C# compiler has to say about the user's code and the generated code together: warnings and errors.</summary>
    public IReadOnlyList<string> Complaints() =>
        [.. Compile().GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).Select(diagnostic => diagnostic.ToString())];

    public static string PathOf(string relative) => relative.StartsWith('/') ? relative : Root + relative;

    private static IEnumerable<MetadataReference> RuntimeReferences() =>
        new[] { "MLSpec.Runtime", "TorchSharp" }.Select(name => MetadataReference.CreateFromFile(Path.Combine(AppContext.BaseDirectory, name + ".dll")));

    private sealed class MemoryText(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }

    private sealed class Properties(IEnumerable<KeyValuePair<string, string>> properties) : AnalyzerConfigOptionsProvider
    {
        private readonly Values _values = new(properties);

        public override AnalyzerConfigOptions GlobalOptions => _values;

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => _values;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => _values;

        private sealed class Values : AnalyzerConfigOptions
        {
            private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal)
            {
                ["build_property.RootNamespace"] = "Lab",
                ["build_property.ProjectDir"] = Root,
                ["build_property.MLSpecEmitLineDirectives"] = "",
            };

            public Values(IEnumerable<KeyValuePair<string, string>> properties)
            {
                foreach (var (name, value) in properties)
                    _values["build_property." + name] = value;
            }

            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) => _values.TryGetValue(key, out value);
        }
    }
}
