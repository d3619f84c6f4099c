using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Lowering;

/// <summary>Collects the diagnostics of a module.</summary>
internal sealed class Reporter(string path)
{
    private readonly List<Diagnostic> _diagnostics = [];

    /// <summary>Sorted by position, each once.</summary>
    public ImmutableArray<Diagnostic> Diagnostics =>
        _diagnostics.Distinct().OrderBy(d => d.Span.Start).ThenBy(d => d.Code, StringComparer.Ordinal).ToImmutableArray();

    /// <summary>Adds what another root has found.</summary>
    public void Add(IEnumerable<Diagnostic> diagnostics) => _diagnostics.AddRange(diagnostics);

    public void Report(DiagnosticDescriptor descriptor, TextSpan span, string message, string? fix = null) =>
        _diagnostics.Add(new Diagnostic(descriptor, path, span, message, fix));

    /// <summary>The result, or null where lowering was refused: then the reason is reported.</summary>
    public T? Try<T>(TextSpan span, Func<T?> lower)
        where T : class
    {
        try
        {
            return lower();
        }
        catch (LoweringFailure failure)
        {
            _diagnostics.Add(failure.ToDiagnostic(path, span));
        }
        catch (AlreadyReported)
        {
            return null;
        }
        catch (InvalidGraphException broken)
        {
            Report(
                ModuleDiagnostics.Internal, span,
                $"The compiler could not lower this declaration, which is its own fault: {broken.Message}",
                "please report it with the spec");
        }

        return null;
    }
}
