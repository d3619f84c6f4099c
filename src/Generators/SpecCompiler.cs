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
    public static CompiledSpec Compile(SpecFile file, EquatableList<SpecFile> opened, EmissionOptions options, CancellationToken cancellation) =>
        Compile(file, opened, options, null, cancellation).Spec;

    /// <inheritdoc cref="Compile(SpecFile, EquatableList{SpecFile}, EmissionOptions, CancellationToken)"/>
    /// <param name="previous">What was kept of an earlier version: what has not changed is taken from it. The result is the same, to the byte, without.</param>
    public static (CompiledSpec Spec, SpecMemo Memo) Compile(
        SpecFile file, EquatableList<SpecFile> opened, EmissionOptions options, SpecMemo? previous, CancellationToken cancellation)
    {
        var before = new List<SpecMemo.FileMemo>();
        var modules = new List<BoundModule>();
        foreach (var text in opened)
        {
            cancellation.ThrowIfCancellationRequested();
            before.Add(Opened(text, before, modules, previous));
            modules.Add(before[before.Count - 1].Module);
        }

        cancellation.ThrowIfCancellationRequested();
        var (tree, syntax) = IncrementalParser.Parse(file.Path, file.Text, previous?.File.Syntax);
        var (module, found, binding) = Binder.Bind(tree, modules, previous?.File.Binding);
        var (kept, diagnostics) = (new SpecMemo.FileMemo(file, syntax, binding, module), tree.Diagnostics.AddRange(found));
        cancellation.ThrowIfCancellationRequested();
        if (diagnostics.Any(d => d.IsError))
            return (Result(EquatableList<GeneratedFile>.Empty, diagnostics, tree.Source), new SpecMemo(kept, before, previous?.Lowering, previous?.Emission));

        var lowered = ModuleLowering.Lower(module, previous?.Lowering);
        diagnostics = diagnostics.AddRange(lowered.Diagnostics);
        cancellation.ThrowIfCancellationRequested();
        if (lowered.HasErrors)
            return (Result(EquatableList<GeneratedFile>.Empty, diagnostics, tree.Source), new SpecMemo(kept, before, lowered.Memo, previous?.Emission));
        var (files, emission) = ModuleEmitter.Emit(lowered.Module, options, previous?.Emission);
        return (Result(files, diagnostics, tree.Source), new SpecMemo(kept, before, lowered.Memo, emission));
    }

    /// <summary>A file that the spec opens: the same module as before where neither it nor what it opens has changed.</summary>
    private static SpecMemo.FileMemo Opened(SpecFile text, List<SpecMemo.FileMemo> before, List<BoundModule> modules, SpecMemo? previous)
    {
        var known = previous?.Opened.FirstOrDefault(f => f.Text.Path == text.Path);
        if (known is not null && known.Text.Equals(text) && previous!.Opened.TakeWhile(f => f != known).SequenceEqual(before))
            return known;
        var (tree, syntax) = IncrementalParser.Parse(text.Path, text.Text, known?.Syntax);
        var (module, _, binding) = Binder.Bind(tree, modules, known?.Binding);
        return new SpecMemo.FileMemo(text, syntax, binding, module);
    }

    private static CompiledSpec Result(EquatableList<GeneratedFile> files, ImmutableArray<Diagnostic> diagnostics, SourceText source) =>
        new(files, diagnostics.OrderBy(d => source.OffsetOf(d.Span.Start)).Select(d => SpecDiagnostic.From(d, source)).ToEquatableList());
}
