using MLSpec.Dsl.Diagnostics;

namespace MLSpec.Dsl.Syntax;

/// <summary>
/// What the parsers of one declaration share. A parser that fails notes why; since alternatives are tried, only the note that lies furthest
/// in the text is kept, and it is reported where an item is given up.
/// </summary>
internal sealed class ParseState(SyntaxReporter reporter)
{
    /// <summary>Brackets, blocks and operators nest at most so deep, so that no tree is too deep for a recursive reader.</summary>
    public const int MaximalDepth = 50;

    /// <summary>Operators, arguments and members in one chain.</summary>
    public const int MaximalChain = 400;

    private readonly List<string> _expected = [];
    private TokenInput? _at;
    private (DiagnosticDescriptor Descriptor, string Message, string? Fix)? _problem;

    public SourceText Source => reporter.Source;

    /// <summary>Is this a <c>train</c> or a <c>protocol</c>, whose items start with words of their own?</summary>
    public bool HasStatements { get; set; }

    /// <summary>How deep the parser is in brackets, blocks and operators.</summary>
    public int Depth { get; set; }

    /// <summary>
    /// Notes that something else was expected at a token; <paramref name="what"/> reads as in "expected a name" or "expected `in`".
    /// </summary>
    public void Expect(TokenInput at, string what)
    {
        if (!Reach(at) || _problem is not null)
            return;
        if (!_expected.Contains(what))
            _expected.Add(what);
    }

    /// <summary>Notes a problem with a message of its own, which is better than a mere expectation at the same place.</summary>
    public void Note(TokenInput at, DiagnosticDescriptor descriptor, string message, string? fix = null)
    {
        if (Reach(at))
            _problem ??= (descriptor, message, fix);
    }

    public void Report(DiagnosticDescriptor descriptor, TextSpan span, string message, string? fix = null) =>
        reporter.Report(descriptor, span, message, fix);

    /// <summary>Reports what was noted furthest in an item that is given up, and forgets it.</summary>
    public void ReportFurthest()
    {
        if (_at is { } at && at.Token.Kind != TokenKind.Unknown && !IsConsequence(at))
        {
            var span = SyntaxMessages.SpanOf(at);
            if (_problem is { } problem)
                Report(problem.Descriptor, span, problem.Message, problem.Fix);
            else if (SyntaxMessages.IsCloser(at) && _expected.TrueForAll(what => what.StartsWith("the end", StringComparison.Ordinal)))
                Report(SyntaxDiagnostics.BracketNotOpened, span, $"This `{at.Token.Text}` closes nothing.",
                    "remove it, or open the bracket");
            else
                Report(SyntaxDiagnostics.Unexpected, span, SyntaxMessages.Expected(_expected, at), SyntaxMessages.Misspelt(_expected, at));
        }

        Forget();
    }

    /// <summary>Has something been reported right here, or right before, so that this is likely to follow from it?</summary>
    private bool IsConsequence(TokenInput at) =>
        reporter.HasErrorAt(SyntaxMessages.SpanOf(at).Start)
            || (at.VisibleBefore is { } before && reporter.HasErrorAt(before.Token.Span.End));

    public void Forget()
    {
        _at = null;
        _problem = null;
        _expected.Clear();
    }

    private bool Reach(TokenInput at)
    {
        if (_at is not null && at.Position < _at.Position)
            return false;
        if (_at is null || at.Position > _at.Position)
        {
            Forget();
            _at = at;
        }

        return true;
    }
}
