using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;

namespace MLSpec.Dsl.Syntax;

/// <content>Blocks and local definitions.</content>
internal sealed partial class ExpressionReader
{
    /// <summary>
    /// A block from its opening to its closing token; what fails inside is reported here, and the reading goes on behind it.
    /// </summary>
    public Expression ReadBlock()
    {
        if (Token.Kind != TokenKind.BlockOpen)
        {
            _state.Expect(_at, "a body");
            HasFailed = true;
            return Missing();
        }

        var open = _at;
        Advance();
        if (Token.Kind == TokenKind.BlockClose)
        {
            ReportEmpty(open);
            Advance();
            return Missing();
        }

        var depth = _state.Depth;
        Begin(out var inField);
        var value = Enter() ? ReadItems() : Missing();
        _inField = inField;
        _state.Depth = depth;
        if (!HasFailed && Token.Kind == TokenKind.BlockSeparator)
        {
            _state.Report(
                SyntaxDiagnostics.SecondValue, _at.Next.Token.Span, "A block has one value, and it is complete in the line above.",
                "indent this line further if it continues the line above");
            _state.Forget();
        }
        else if (HasFailed || Token.Kind != TokenKind.BlockClose)
        {
            if (!HasFailed)
                _state.Expect(_at, "the end of the line");
            _state.ReportFurthest();
        }

        HasFailed = false;
        if (Token.Kind != TokenKind.BlockClose)
            _at = EndOfBlock(open);
        if (Token.Kind == TokenKind.BlockClose)
            Advance();
        return value;
    }

    private static TokenInput EndOfBlock(TokenInput open)
    {
        var end = open.Next.EndOfItem();
        while (end.Token.Kind == TokenKind.BlockSeparator)
            end = end.Next.EndOfItem();
        return end;
    }

    private void ReportEmpty(TokenInput open)
    {
        var next = open.Visible;
        if (next.StartsLine && !next.AtEnd)
        {
            _state.Report(
                SyntaxDiagnostics.BodyNotIndented, SyntaxMessages.SpanOf(open),
                $"Expected a body{SyntaxMessages.After(open)}, but the next line is not indented further than this one.",
                "indent the body");
        }
        else
        {
            _state.Report(
                SyntaxDiagnostics.ExpressionExpected, SyntaxMessages.SpanOf(open), SyntaxMessages.Expected(["an expression"], open));
        }
    }

    /// <summary>Local definitions and the value that follows them.</summary>
    private Expression ReadItems()
    {
        var start = _at;
        var lets = ImmutableArray.CreateBuilder<LocalLet>();
        while (!HasFailed && Token.IsKeyword("let"))
        {
            if (ReadLet() is { } let)
                lets.Add(let);
            if (HasFailed)
                break;
            if (Token.Kind == TokenKind.BlockSeparator)
            {
                Advance();
                continue;
            }

            if (_at.EndsItem || SyntaxMessages.IsCloser(_at))
            {
                _state.Report(
                    SyntaxDiagnostics.BlockWithoutValue, new TextSpan(lets[lets.Count - 1].Span.Start, "let".Length),
                    "This block ends with a definition and has no value.",
                    "add a last line with the value, aligned with its `let`");
            }
            else
            {
                _state.Expect(_at, "the end of the line");
                HasFailed = true;
            }

            return new BlockExpression(lets.ToImmutable(), Missing(), start.SpanTo(_at));
        }

        var result = HasFailed ? Missing() : ReadTuple(_none);
        if (HasFailed)
            result = Missing();
        return lets.Count == 0 ? result : new BlockExpression(lets.ToImmutable(), result, start.SpanTo(_at));
    }

    /// <summary><c>let pattern = value</c> or <c>let name p1 p2 : type = value</c>; null where it fails.</summary>
    public LocalLet? ReadLet()
    {
        var let = _at;
        Advance();
        var pattern = Use(PatternParser.Pattern);
        if (pattern is not null && Token.IsSymbol(","))
            pattern = ReadBareTuple(pattern);
        var parameters = ImmutableArray<Pattern>.Empty;
        if (pattern is NamePattern)
            parameters = ReadParameters();
        var type = !HasFailed && Token.IsSymbol(":") ? ReadAnnotation() : null;
        if (HasFailed || !Expect("="))
            return null;
        var value = ReadBlock();
        return new LocalLet(pattern!, parameters, type, value, let.SpanTo(_at));
    }

    private TuplePattern ReadBareTuple(Pattern first)
    {
        var items = ImmutableArray.Create(first);
        while (!HasFailed && Token.IsSymbol(","))
        {
            Advance();
            if (Use(PatternParser.Pattern) is { } item)
                items = items.Add(item);
        }

        return new TuplePattern(items, first.Span.Union(items[items.Length - 1].Span));
    }

    private ImmutableArray<Pattern> ReadParameters()
    {
        var parameters = ImmutableArray.CreateBuilder<Pattern>();
        while (!HasFailed && PatternParser.Starts(_at))
        {
            if (Use(PatternParser.Pattern) is { } parameter)
                parameters.Add(parameter);
        }

        return parameters.ToImmutable();
    }

    private TypeSyntax? ReadAnnotation()
    {
        Advance();
        return Use(TypeParser.Type);
    }
}
