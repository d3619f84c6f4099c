using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using Sprache;

namespace MLSpec.Dsl.Syntax;

/// <summary>A block of statements, each told by its first word. One that cannot be read is reported and does not hide the next.</summary>
/// <param name="where">For messages: what the block belongs to, as in "a `train`".</param>
/// <param name="parsers">The statements by their first words.</param>
/// <param name="later">Words of statements that come with a later version.</param>
/// <param name="broken">What takes the place of a statement that could not be read.</param>
internal sealed class ItemsParser<T>(
    string where, IReadOnlyDictionary<string, Parser<T>> parsers, IReadOnlyCollection<string> later, Func<TextSpan, T> broken)
{
    public IResult<ImmutableArray<T>> Parse(IInput input)
    {
        var open = (TokenInput)input;
        if (open.Token.Kind != TokenKind.BlockOpen)
            return Grammar.Expected<ImmutableArray<T>>(open, "a body");
        open.State.HasStatements = true;
        var items = ImmutableArray.CreateBuilder<T>();
        if (open.Next.Token.Kind == TokenKind.BlockClose)
        {
            open.State.Report(
                SyntaxDiagnostics.BodyNotIndented, SyntaxMessages.SpanOf(open),
                $"Expected the statements of {where}{SyntaxMessages.After(open)}, but found {SyntaxMessages.Found(open)}.",
                "put them on the next lines, indented and aligned");
        }

        var at = open;
        do
        {
            at = at.Next;
            if (!at.EndsItem)
                items.Add(ParseItem(at));
            at = at.EndOfItem();
        }
        while (at.Token.Kind == TokenKind.BlockSeparator);
        return Result.Success(items.ToImmutable(), at.Token.Kind == TokenKind.BlockClose ? at.Next : at);
    }

    private T ParseItem(TokenInput start)
    {
        var end = start.EndOfItem();
        var span = start.SpanTo(end);
        var state = start.State;
        if (!parsers.TryGetValue(start.Token.Text, out var parser))
        {
            ReportUnknown(start);
            state.Forget();
            return broken(span);
        }

        var depth = state.Depth;
        var result = parser(start);
        state.Depth = depth;
        if (result.WasSuccessful && ReferenceEquals(result.Remainder, end))
        {
            state.Forget();
            return result.Value;
        }

        if (result.WasSuccessful)
            state.Expect((TokenInput)result.Remainder, "the end of the line");
        state.ReportFurthest();
        return result.WasSuccessful ? result.Value : broken(span);
    }

    private void ReportUnknown(TokenInput start)
    {
        var token = start.Token;
        if (later.Contains(token.Text))
        {
            start.State.Report(SyntaxDiagnostics.LaterVersion, token.Span, $"`{token.Text}` comes with a later version.");
            return;
        }

        var fix = token.Kind == TokenKind.Identifier ? Spelling.Nearest(token.Text, parsers.Keys) : null;
        if (token.Kind != TokenKind.Unknown)
        {
            start.State.Report(
                SyntaxDiagnostics.UnknownStatement, token.Span,
                $"{SyntaxMessages.Quote(token)} is no statement of {where}; there are {SyntaxMessages.List(parsers.Keys)}.",
                fix is null ? null : $"`{fix}`");
        }
    }
}
