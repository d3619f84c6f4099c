using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;
using MLSpec.Generators.Emission;

namespace MLSpec.Generators;

/// <summary>From a spec's text to C#: a pure function of its arguments, without Roslyn.</summary>
public static class SpecCompiler
{
    /// <summary>Compiles one spec.</summary>
    /// <param name="opened">The specs that it opens, directly or not; what is opened stands before who opens it.</param>
    /// <returns>Generated files, none where there is an error, and the findings in this file; those in the opened files belong to their own compilation.</returns>
    public static CompiledSpec Compile(SpecFile file, EquatableList<SpecFile> opened, EmissionOptions options, CancellationToken cancellation)
    {
        var modules = new List<BoundModule>();
        foreach (var before in opened)
        {
            cancellation.ThrowIfCancellationRequested();
            modules.Add(Binder.Bind(Parser.Parse(new SourceText(before.Path, before.Text)), modules).Module);
        }

        cancellation.ThrowIfCancellationRequested();
        var tree = Parser.Parse(new SourceText(file.Path, file.Text));
        var (module, found) = Binder.Bind(tree, modules);
        var diagnostics = tree.Diagnostics.AddRange(found);
        cancellation.ThrowIfCancellationRequested();
        if (diagnostics.Any(d => d.IsError))
            return Result(EquatableList<GeneratedFile>.Empty, diagnostics, tree.Source);

        var lowered = ModuleLowering.Lower(module);
        diagnostics = diagnostics.AddRange(lowered.Diagnostics);
        cancellation.ThrowIfCancellationRequested();
        return Result(lowered.HasErrors ? EquatableList<GeneratedFile>.Empty : ModuleEmitter.Emit(lowered.Module, options), diagnostics, tree.Source);
    }

    private static CompiledSpec Result(EquatableList<GeneratedFile> files, ImmutableArray<Diagnostic> diagnostics, SourceText source) =>
        new(files, diagnostics.OrderBy(d => d.Span.Start).Select(d => SpecDiagnostic.From(d, source)).ToEquatableList());
}
