using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Diagnostics;

/// <summary>The findings of one file, as they are made.</summary>
public sealed class DiagnosticBag(string path)
{
    private readonly List<Diagnostic> _found = [];

    public string Path { get; } = path;

    public IReadOnlyList<Diagnostic> Found => _found;

    public void Report(DiagnosticDescriptor descriptor, TextSpan span, string message, string? fix = null)
    {
        var diagnostic = new Diagnostic(descriptor, Path, span, message, fix);
        if (!_found.Contains(diagnostic))
            _found.Add(diagnostic);
    }
}
