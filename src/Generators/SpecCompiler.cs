using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;

namespace MLSpec.Generators;

/// <summary>From a spec's text to C#: a pure function of its arguments, without Roslyn.</summary>
public static class SpecCompiler
{
    /// <summary>Compiles one spec.</summary>
    /// <param name="opened">The specs that it opens, directly or not; what is opened stands before who opens it.</param>
    /// <returns>Generated files, none where there is an error, and the findings in this file; those in the opened files belong to their own compilation.</returns>
    public static CompiledSpec Compile(SpecFile file, EquatableList<SpecFile> opened, EmissionOptions options, CancellationToken cancellation)
    {
        var source = new SourceText(file.Path, file.Text);
        var tree = Parser.Parse(source);
        cancellation.ThrowIfCancellationRequested();
        var files = tree.Diagnostics.Any(diagnostic => diagnostic.IsError)
            ? EquatableList<GeneratedFile>.Empty
            : ModuleOutline.Emit(file, options);
        return new CompiledSpec(files, tree.Diagnostics.Select(diagnostic => SpecDiagnostic.From(diagnostic, source)).ToEquatableList());
    }
}
