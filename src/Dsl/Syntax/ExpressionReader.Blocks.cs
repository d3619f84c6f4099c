using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;

namespace MLSpec.Dsl.Syntax;

/// <content>Blocks, local definitions, and the forms that start with a word.</content>
internal sealed partial class ExpressionReader
{
    /// <summary>A block from its opening to its closing token; what fails inside is reported here, and the reading goes on behind it.</summary>
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
                $"Expected a body{SyntaxMessages.After(open)}, but the next line is not indented further than this one.", "indent the body");
        }
        else
        {
            _state.Report(SyntaxDiagnostics.ExpressionExpected, SyntaxMessages.SpanOf(open), SyntaxMessages.Expected(["an expression"], open));
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
                    SyntaxDiagnostics.BlockWithoutValue, new TextSpan(lets[lets.Count - 1].Span.Start, "let".Length), "This block ends with a definition and has no value.",
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

    private Expression ReadKeyword(string[] stops) => Token.Text switch
    {
        "if" => ReadIf(),
        "fun" => ReadLambda(),
        "sum" => ReadBinder(BinderKind.Sum),
        "expect" => ReadBinder(BinderKind.Expect),
        "sup" => ReadBinder(BinderKind.Sup),
        "inf" => ReadBinder(BinderKind.Inf),
        _ => ReadApplication(stops),
    };

    private Expression ReadIf()
    {
        var start = _at;
        Advance();
        var condition = ReadOperators(1, _none);
        if (HasFailed || !Expect("then"))
            return Missing();
        var then = ReadBlock();
        if (!HasFailed && !Token.IsKeyword("else"))
            Note(SyntaxDiagnostics.ElseMissing, $"Expected `else`{SyntaxMessages.After(_at)}, but found {SyntaxMessages.Found(_at)}: every expression has a value, so an `if` has two branches.");
        if (HasFailed)
            return Missing();
        Advance();
        var otherwise = ReadBlock();
        return new IfExpression(condition, then, otherwise, start.SpanTo(_at));
    }

    private Expression ReadLambda()
    {
        var start = _at;
        Advance();
        if (!PatternParser.Starts(_at))
            Use(PatternParser.Pattern);
        var parameters = ReadParameters();
        if (HasFailed || !Expect("->"))
            return Missing();
        var body = ReadBlock();
        return new LambdaExpression(parameters, body, start.SpanTo(_at));
    }

    private Expression ReadBinder(BinderKind kind)
    {
        var start = _at;
        Advance();
        var (variable, domain) = ReadDomain(start, ["by"]);
        Expression? method = null;
        if (!HasFailed && Token.Is(TokenKind.Identifier, "by"))
        {
            Advance();
            method = ReadOperators(1, _none);
        }

        if (HasFailed || !ExpectArrow(start))
            return Missing();
        var body = ReadBlock();
        return new BinderExpression(kind, variable!, domain, method, body, start.SpanTo(_at));
    }

    private Expression? ReadComprehension()
    {
        var start = _at;
        Advance();
        var (variable, domain) = ReadDomain(start, _none);
        if (HasFailed || !ExpectArrow(start))
            return null;
        var body = ReadBlock();
        return new ComprehensionExpression(variable!, domain, body, start.SpanTo(_at));
    }

    private (Pattern? Variable, Expression Domain) ReadDomain(TokenInput binder, string[] stops)
    {
        var variable = Use(PatternParser.Pattern);
        if (HasFailed)
            return (variable, Missing());
        if (!Token.IsKeyword("in"))
        {
            var fix = Token.IsSymbol(",") ? "put the variables in parentheses, as in `(x, y)`" : null;
            Note(SyntaxDiagnostics.BinderIncomplete, $"`{binder.Token.Text}` binds a variable, as in `{Example(binder)}`: {ExpectedIn()}", fix);
            return (variable, Missing());
        }

        Advance();
        return (variable, ReadOperators(1, stops));
    }

    private string ExpectedIn() => Lower(SyntaxMessages.Expected(["`in`"], _at));

    private bool ExpectArrow(TokenInput binder)
    {
        if (Token.IsSymbol("->") && _at.Next.Token.Kind == TokenKind.BlockOpen)
        {
            Advance();
            return true;
        }

        Note(SyntaxDiagnostics.BinderIncomplete, $"`{binder.Token.Text}` needs a body, as in `{Example(binder)}`: {Lower(SyntaxMessages.Expected(["`->`"], _at))}");
        return false;
    }

    private static string Example(TokenInput binder) => binder.Token.Text + " x in xs -> f x";

    private static string Lower(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence.Substring(1);
}
