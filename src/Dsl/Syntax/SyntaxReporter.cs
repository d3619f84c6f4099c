using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;

namespace MLSpec.Dsl.Syntax;

/// <summary>Collects the findings of one file while it is lexed and parsed; the same finding at the same place is kept once.</summary>
internal sealed class SyntaxReporter(SourceText source)
{
    private readonly List<Diagnostic> _diagnostics = [];
    private readonly HashSet<(string Code, int Start)> _seen = [];
    private readonly HashSet<int> _errors = [];

    public SourceText Source => source;

    /// <summary>How much has been found.</summary>
    public int Count => _diagnostics.Count;

    /// <summary>Whether anything has been found that starts in the span, or right behind it.</summary>
    public bool HasFindingIn(TextSpan span) => _diagnostics.Exists(d => d.Span.Start >= span.Start && d.Span.Start <= span.End);

    /// <summary>Makes a place one at which an error starts, where the error itself is reported by another place.</summary>
    public void NoteErrorAt(int position) => _errors.Add(position);

    public void Report(DiagnosticDescriptor descriptor, TextSpan span, string message, string? fix = null)
    {
        if (!_seen.Add((descriptor.Code, span.Start)))
            return;
        _diagnostics.Add(new Diagnostic(descriptor, source.Path, span, message, fix));
        if (descriptor.Severity == Severity.Error)
            _errors.Add(span.Start);
    }

    /// <summary>Does an error start at this position?</summary>
    public bool HasErrorAt(int position) => _errors.Contains(position);

    /// <summary>All findings in the order of the text.</summary>
    public ImmutableArray<Diagnostic> ToImmutable() =>
        _diagnostics.OrderBy(d => source.OffsetOf(d.Span.Start)).ThenBy(d => d.Code, StringComparer.Ordinal).ToImmutableArray();
}
