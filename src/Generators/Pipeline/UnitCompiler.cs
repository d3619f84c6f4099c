using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;

namespace MLSpec.Generators;

/// <summary>Compiles one unit, come what may.</summary>
internal static class UnitCompiler
{
    public delegate CompiledSpec Compilation(SpecFile file, EquatableList<SpecFile> opened, EmissionOptions options, CancellationToken cancellation);

    /// <summary>
    /// The compiled spec, without files where there is an error. An exception becomes a finding of its own, since the host would only warn and go on without the code.
    /// </summary>
    /// <exception cref="OperationCanceledException">The host asked to stop.</exception>
    public static CompiledSpec Compile(SpecUnit unit, EmissionOptions options, Compilation compile, CancellationToken cancellation)
    {
        var project = ProjectDiagnostic(unit);
        if (unit.Circle.Count > 0)
            return Failed(project!);
        var compiled = Guarded(unit, options, compile, cancellation);
        return project is null ? compiled : Failed([project, .. compiled.Diagnostics]);
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
                PipelineDiagnostics.InternalError,
                unit.File.Path,
                default,
                $"the MLSpec compiler failed on this file: {exception.GetType().FullName}: {exception.Message}",
                "please report this together with the file; it is a fault of the compiler");
            return Failed(SpecDiagnostic.From(diagnostic, new SourceText(unit.File.Path, unit.File.Text)));
        }
    }

    /// <summary>What is wrong between this file and the others, or null.</summary>
    private static SpecDiagnostic? ProjectDiagnostic(SpecUnit unit)
    {
        if (unit.Circle.Count == 0 && unit.Twin is null)
            return null;
        var scan = ModuleScan.Read(unit.File.Text);
        var diagnostic = unit.Circle.Count > 0
            ? new Diagnostic(
                PipelineDiagnostics.CircularOpen,
                unit.File.Path,
                scan.Opens.First(open => open.Text == unit.Circle[1]).Span,
                $"modules open each other in a circle: {string.Join(" -> ", unit.Circle)}",
                "move what both need into a third module and open that")
            : new Diagnostic(
                PipelineDiagnostics.DuplicateModule,
                unit.File.Path,
                scan.Module!.Value.Span,
                $"the module `{scan.Module.Value.Text}` is declared by {unit.Twin} already",
                "give one of the two modules another name");
        return SpecDiagnostic.From(diagnostic, new SourceText(unit.File.Path, unit.File.Text));
    }

    private static CompiledSpec Failed(params SpecDiagnostic[] diagnostics) => new(EquatableList<GeneratedFile>.Empty, diagnostics.ToEquatableList());
}
