using MLSpec.Dsl.Diagnostics;

namespace MLSpec.Dsl.Syntax;

/// <content>The forms that start with a word: <c>if</c>, <c>fun</c> and the binders.</content>
internal sealed partial class ExpressionReader
{
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
        {
            var expected = SyntaxMessages.Expected(["`else`"], _at).TrimEnd('.');
            Note(SyntaxDiagnostics.ElseMissing, $"{expected}: every expression has a value, so an `if` has two branches.");
        }

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
            Note(SyntaxDiagnostics.BinderIncomplete, $"`{binder.Token.Text}` binds a variable, as in `{Example(binder)}`: {ExpectedIn()}",
                fix);
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

        Note(SyntaxDiagnostics.BinderIncomplete,
            $"`{binder.Token.Text}` needs a body, as in `{Example(binder)}`: {Lower(SyntaxMessages.Expected(["`->`"], _at))}");
        return false;
    }

    private static string Example(TokenInput binder) => binder.Token.Text + " x in xs -> f x";

    private static string Lower(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence.Substring(1);
}
