using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using Sprache;

namespace MLSpec.Dsl.Syntax;

/// <summary>
/// The smallest parsers over tokens, and the few combinators that Sprache does not bring along. Each notes what it expected when it fails.
/// </summary>
internal static class Grammar
{
    public static readonly Parser<Token> Comma = Symbol(",");

    public static readonly Parser<Token> Equal = Symbol("=");

    /// <summary>A name; quoted ones are never words of the language.</summary>
    public static readonly Parser<Name> Name = NameOf("a name");

    /// <summary>A field, a member or a type, for which the words that start declarations are free too.</summary>
    public static readonly Parser<Name> FieldName = input =>
        IsFieldName(((TokenInput)input).Token) ? Take(input, NameAt) : Name(input);

    /// <summary><c>A.B</c></summary>
    public static readonly Parser<Name> DottedName =
        from first in Name
        from rest in Symbol(".").Then(_ => Name).Many()
        select rest.Aggregate(first, (left, right) => new Name(left.Text + "." + right.Text, left.Span.Union(right.Span)));

    /// <summary>Either <c>;</c> or the end of a line between two items in brackets.</summary>
    public static readonly Parser<Token> ItemSeparator = input =>
        IsItemSeparator((TokenInput)input) ? Take(input, at => at.Token) : Expected<Token>(input, "`;`");

    public static Parser<Token> Symbol(string text) => Expect(token => token.IsSymbol(text), $"`{text}`");

    public static Parser<Token> Keyword(string text) => Expect(token => token.IsKeyword(text), $"`{text}`");

    /// <summary>A word that means something only here.</summary>
    public static Parser<Token> Word(string text) => Expect(token => token.Is(TokenKind.Identifier, text), $"`{text}`");

    public static Parser<Token> Text(string what) => Expect(token => token.Kind == TokenKind.Text, what);

    public static Parser<Name> NameOf(string what) => input =>
    {
        var at = (TokenInput)input;
        if (at.Token.Kind == TokenKind.Identifier && at.Token.Value.Length > 0)
            return Take(input, NameAt);
        if (at.Token.Kind == TokenKind.Keyword)
            return Fail<Name>(
                at, SyntaxDiagnostics.WordNotFree, NotFree(at.Token.Text), $"choose another name, or write ``{at.Token.Text}``");
        return Fail<Name>(at, SyntaxDiagnostics.NameExpected, SyntaxMessages.Expected([what], at));
    };

    /// <summary>Runs a parser and gives its function the span from the first to the last token that it took.</summary>
    public static Parser<T> Spanned<T>(Parser<Func<TextSpan, T>> parser) => input =>
    {
        var result = parser(input);
        return result.WasSuccessful
            ? Result.Success(result.Value(((TokenInput)input).SpanTo((TokenInput)result.Remainder)), result.Remainder)
            : Result.Failure<T>(result.Remainder, result.Message, result.Expectations);
    };

    /// <summary>One or more with commas between.</summary>
    public static Parser<ImmutableArray<T>> CommaList<T>(Parser<T> item) =>
        item.DelimitedBy(Comma).Select(items => items.ToImmutableArray());

    /// <summary>
    /// The parser if its first token is there, otherwise null; unlike Sprache's own option, what has begun must also end.
    /// </summary>
    public static Parser<T?> OptionalFrom<T>(Parser<Token> first, Parser<T> rest)
        where T : class => input =>
    {
        var start = first(input);
        if (!start.WasSuccessful)
            return Result.Success<T?>(null, input);
        var result = rest(start.Remainder);
        return result.WasSuccessful
            ? Result.Success<T?>(result.Value, result.Remainder)
            : Result.Failure<T?>(result.Remainder, result.Message, result.Expectations);
    };

    /// <summary>Zero or more while the next token can start one; what has begun must also end.</summary>
    public static Parser<ImmutableArray<T>> While<T>(Func<TokenInput, bool> starts, Parser<T> item) => input =>
    {
        var items = ImmutableArray.CreateBuilder<T>();
        while (starts((TokenInput)input))
        {
            var result = item(input);
            if (!result.WasSuccessful)
                return Result.Failure<ImmutableArray<T>>(result.Remainder, result.Message, result.Expectations);
            items.Add(result.Value);
            input = result.Remainder;
        }

        return Result.Success(items.ToImmutable(), input);
    };

    public static IResult<U> IfSuccess<T, U>(this IResult<T> result, Func<IResult<T>, IResult<U>> next) =>
        result.WasSuccessful ? next(result) : Result.Failure<U>(result.Remainder, result.Message, result.Expectations);

    public static IResult<T> Take<T>(IInput input, Func<TokenInput, T> value)
    {
        var at = (TokenInput)input;
        return Result.Success(value(at), at.Next);
    }

    public static IResult<T> Fail<T>(TokenInput at, DiagnosticDescriptor descriptor, string message, string? fix = null)
    {
        at.State.Note(at, descriptor, message, fix);
        return Result.Failure<T>(at, "", []);
    }

    public static IResult<T> Expected<T>(IInput input, string what)
    {
        var at = (TokenInput)input;
        at.State.Expect(at, what);
        return Result.Failure<T>(at, "", []);
    }

    public static bool IsFieldName(Token token) =>
        token.Kind == TokenKind.Identifier || (token.Kind == TokenKind.Keyword && Vocabulary.IsDeclaration(token.Text));

    public static bool IsItemSeparator(TokenInput at) =>
        at.Token.IsSymbol(";") || (at.Token.Kind == TokenKind.BlockSeparator && at.Token.Value == Layout.BracketedSeparator);

    public static Name NameAt(TokenInput at) => new(at.Token.Value, at.Token.Span);

    public static string NotFree(string word) =>
        Vocabulary.ReservedBecause(word) is { } reason
            ? $"`{word}` cannot be used here: {reason}."
            : $"`{word}` is a word of the language and cannot be a name.";

    private static Parser<Token> Expect(Func<Token, bool> accepts, string what) => input =>
    {
        var at = (TokenInput)input;
        return accepts(at.Token) ? Result.Success(at.Token, at.Next) : Expected<Token>(input, what);
    };
}
