using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using MLSpec.Dsl.Types;

namespace MLSpec.Generators;

/// <summary>
/// Turns every <c>*.mlspec</c> among the additional files into C#. Every value that flows through the pipeline is equal by content, so that an edit re-runs only what depends on
/// it: a C# edit nothing, an edit of one spec that spec and those that open it.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class MlSpecGenerator : IIncrementalGenerator
{
    /// <summary>Names of the pipeline's steps, for tests and tracing.</summary>
    public static class Steps
    {
        /// <summary>What the consuming project decides: <see cref="EmissionOptions"/>.</summary>
        public const string Options = "MLSpec.Options";

        /// <summary>The specs: <see cref="SpecFile"/>.</summary>
        public const string Files = "MLSpec.Files";

        /// <summary>Module and opens of each spec, without positions.</summary>
        public const string Headers = "MLSpec.Headers";

        /// <summary>The table of all modules.</summary>
        public const string Project = "MLSpec.Project";

        /// <summary>Each spec together with all that it opens.</summary>
        public const string Units = "MLSpec.Units";

        /// <summary>The result of compiling each unit: <see cref="CompiledSpec"/>.</summary>
        public const string Compiled = "MLSpec.Compiled";

        /// <summary>The names in generated code that the project's own types hide.</summary>
        public const string HiddenNames = "MLSpec.HiddenNames";

        /// <summary>The generated files, one by one, under their final names.</summary>
        public const string Sources = "MLSpec.Sources";

        /// <summary>The findings of each unit.</summary>
        public const string Diagnostics = "MLSpec.Diagnostics";
    }

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        Preparation.Begin();
        var options = context.AnalyzerConfigOptionsProvider
            .Select(static (provider, _) => EmissionOptions.From(provider.GlobalOptions))
            .WithTrackingName(Steps.Options);

        var files = context.AdditionalTextsProvider
            .Where(static text => SpecPath.IsSpec(text.Path))
            .SelectMany(static (text, cancellation) =>
                text.GetText(cancellation) is { } content ? [new SpecFile(text.Path, content.ToString())] : Array.Empty<SpecFile>())
            .WithTrackingName(Steps.Files);

        var headers = files
            .Select(static (file, _) => SpecHeader.From(file))
            .WithTrackingName(Steps.Headers);

        var project = headers.Collect().Combine(options)
            .Select(static (input, _) => new SpecProject(input.Left, input.Right.ProjectDirectory))
            .WithTrackingName(Steps.Project);

        // A class between the two: the host would compile its tables anew for a tuple of a tuple of an array.
        var table = files.Collect().Combine(project)
            .Select(static (input, _) => new SpecTable(input.Left.ToEquatableList(), input.Right));

        var units = files.Combine(table)
            .Select(static (input, _) => input.Right.Project.UnitOf(input.Left, input.Right.Files))
            .WithTrackingName(Steps.Units);

        var memos = new SpecMemos();
        var compiled = units.Combine(options)
            .Select((input, cancellation) =>
                (input.Left.HintName, Spec: UnitCompiler.Compile(input.Left, input.Right, memos.Compile, cancellation)))
            .WithTrackingName(Steps.Compiled);

        var hidden = context.CompilationProvider.Combine(options)
            .Select(static (input, cancellation) => HiddenNames.In(input.Left, input.Right.RootNamespace, cancellation))
            .WithTrackingName(Steps.HiddenNames);

        var sources = compiled
            .SelectMany(static (unit, _) => unit.Spec.Files.Select(file => file with { HintName = unit.HintName + "." + file.HintName + ".g.cs" }))
            .Combine(hidden)
            .Select(static (input, cancellation) => HiddenNames.Qualify(input.Left, input.Right, cancellation))
            .WithTrackingName(Steps.Sources);

        var diagnostics = compiled
            .Select(static (unit, _) => unit.Spec.Diagnostics)
            .WithTrackingName(Steps.Diagnostics);

        context.RegisterSourceOutput(sources, static (output, file) => output.AddSource(file.HintName, SourceText.From(file.Text, Encoding.UTF8)));
        context.RegisterSourceOutput(diagnostics, static (output, found) =>
        {
            foreach (var diagnostic in found)
                output.ReportDiagnostic(HostDiagnostic.From(diagnostic));
        });
    }
}
