using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Diagnostics;

/// <summary>The findings of one file, as they are made.</summary>
public sealed class DiagnosticBag(string path)
{
    private readonly List<Diagnostic> _found = [];

    public string Path { get; } = path;

    public IReadOnlyList<Diagnostic> Found => _found;

    public void Report(DiagnosticDescriptor descriptor, TextSpan span, string message, string? fix = null) =>
        Add([new Diagnostic(descriptor, Path, span, message, fix)]);

    /// <summary>Adds findings, each once.</summary>
    public void Add(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics.Where(d => !_found.Contains(d)))
            _found.Add(diagnostic);
    }
}
