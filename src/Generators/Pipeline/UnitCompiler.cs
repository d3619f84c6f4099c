using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;

namespace MLSpec.Generators;

/// <summary>Compiles one unit, come what may.</summary>
internal static class UnitCompiler
{
    public delegate CompiledSpec Compilation(SpecFile file, EquatableList<SpecFile> opened, EmissionOptions options, CancellationToken cancellation);

    /// <summary>
    /// The compiled spec, without files where there is a problem with other files; the names of a circle cannot be bound, so its files are not compiled. An exception becomes a finding of its own, since the host would only warn and go on without the code.
    /// </summary>
    /// <exception cref="OperationCanceledException">The host asked to stop.</exception>
    public static CompiledSpec Compile(SpecUnit unit, EmissionOptions options, Compilation compile, CancellationToken cancellation)
    {
        if (unit.Problems.Count == 0)
            return Guarded(unit, options, compile, cancellation);
        var source = new SourceText(unit.File.Path, unit.File.Text);
        var problems = unit.Problems.Select(problem => SpecDiagnostic.From(problem.In(unit.File), source));
        var circular = unit.Problems.Any(problem => problem.Descriptor == ModuleDiagnostics.Cycle);
        return Failed(circular ? [.. problems] : [.. problems, .. Guarded(unit, options, compile, cancellation).Diagnostics]);
    }

    private static CompiledSpec Guarded(SpecUnit unit, EmissionOptions options, Compilation compile, CancellationToken cancellation)
    {
        try
        {
            return compile(unit.File, unit.Opened, options, cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            var diagnostic = new Diagnostic(
                ModuleDiagnostics.Internal,
                unit.File.Path,
                default,
                $"the MLSpec compiler failed on this file: {exception.GetType().FullName}: {exception.Message}",
                "please report this together with the file; it is a fault of the compiler");
            return Failed(SpecDiagnostic.From(diagnostic, new SourceText(unit.File.Path, unit.File.Text)));
        }
    }

    private static CompiledSpec Failed(params SpecDiagnostic[] diagnostics) => new(EquatableList<GeneratedFile>.Empty, diagnostics.ToEquatableList());
}
