using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;

namespace MLSpec.Dsl.Syntax;

/// <content>Records, and how brackets end.</content>
internal sealed partial class ExpressionReader
{
    /// <summary><c>{ a = 1; b = 2 }</c> where nothing else can stand.</summary>
    public ImmutableArray<FieldSyntax> ReadFieldsInBraces()
    {
        var open = _at;
        if (!Expect("{"))
            return ImmutableArray<FieldSyntax>.Empty;
        Begin(out var inField);
        var fields = ReadFields();
        End(open, inField);
        return fields;
    }

    private Expression ReadBraces()
    {
        var open = _at;
        if (_at.Next.Token.IsSymbol("}"))
        {
            _at = _at.Next.Next;
            return new RecordExpression(ImmutableArray<FieldSyntax>.Empty, open.SpanTo(_at));
        }

        if (Grammar.IsFieldName(_at.Next.Token) && _at.Next.Next.Token.IsSymbol("="))
        {
            var all = ReadFieldsInBraces();
            return new RecordExpression(all, open.SpanTo(_at));
        }

        Advance();
        Begin(out var inField);
        var target = ReadExpression(["with"]);
        if (!HasFailed && !Token.Is(TokenKind.Identifier, "with"))
        {
            if (Token.IsSymbol(":"))
                Note(SyntaxDiagnostics.Unexpected, SyntaxMessages.Expected(["`=`"], _at),
                    "a record's field is written `name = value`; with a colon it is a type");
            else
                Expect(target is NameExpression ? "=" : "with");
        }

        var fields = ImmutableArray<FieldSyntax>.Empty;
        if (!HasFailed)
        {
            Advance();
            if (_at.Token.Kind == TokenKind.Identifier && !_at.Next.Token.IsSymbol("="))
                Note(SyntaxDiagnostics.LaterVersion, "A model with perturbed weights, `{ m with w }`, comes with a later version.");
            else
                fields = ReadFields();
        }

        var isSound = End(open, inField);
        var span = open.SpanTo(_at);
        return isSound ? new CopyExpression(target, fields, span) : new MissingExpression(span);
    }

    private ImmutableArray<FieldSyntax> ReadFields()
    {
        _inField = true;
        var fields = ImmutableArray.CreateBuilder<FieldSyntax>();
        do
        {
            var start = _at;
            if (Use(Grammar.FieldName) is not { } name || !Expect("="))
                break;
            var value = Token.Kind == TokenKind.BlockOpen ? ReadBlock() : ReadTuple(_none);
            fields.Add(new FieldSyntax(name, value, start.SpanTo(_at)));
        }
        while (!HasFailed && SkipSeparators() && !Token.IsSymbol("}"));
        return fields.ToImmutable();
    }

    /// <summary>Enters brackets; <paramref name="inField"/> is to be given back at their end.</summary>
    private void Begin(out bool inField)
    {
        inField = _inField;
        _inField = false;
    }

    /// <summary>
    /// Leaves brackets by their closing one. Where something inside could not be read it is reported and passed over; where the closing
    /// bracket is missing at the end of the item, the item goes on as if it were there. The result tells whether what was read inside can
    /// be kept.
    /// </summary>
    private bool End(TokenInput open, bool inField)
    {
        _inField = inField;
        var closer = LayoutRules.Closing(open.Token.Text);
        if (!HasFailed && Token.IsSymbol(closer))
        {
            Advance();
            return true;
        }

        if (!HasFailed)
        {
            if (_at.EndsItem || SyntaxMessages.IsCloser(_at))
            {
                var line = _state.Source.PositionOf(open.Token.Span.Start).Line;
                _state.Report(
                    SyntaxDiagnostics.BracketNotClosed, SyntaxMessages.SpanOf(_at),
                    SyntaxMessages.Expected([$"`{closer}` to close the `{open.Token.Text}` of line {line}"], _at));
                _state.Forget();
                return true;
            }

            _state.Expect(_at, $"`{closer}`");
        }

        _state.ReportFurthest();
        if (FindCloser(open) is { } end)
        {
            _at = end.Next;
            HasFailed = false;
        }
        else
        {
            HasFailed = true;
        }

        return false;
    }

    /// <summary>The bracket that closes another one within the same item, or null.</summary>
    private static TokenInput? FindCloser(TokenInput open)
    {
        var brackets = 0;
        var blocks = 0;
        for (var at = open; !at.AtEnd && !(blocks == 0 && at.EndsItem); at = at.Next)
        {
            blocks += at.Token.Kind switch { TokenKind.BlockOpen => 1, TokenKind.BlockClose => -1, _ => 0 };
            if (at.Token.Kind != TokenKind.Symbol)
                continue;
            brackets += at.Token.Text switch { "(" or "[" or "{" => 1, ")" or "]" or "}" => -1, _ => 0 };
            if (brackets == 0)
                return at;
        }

        return null;
    }
}
