using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using Sprache;

namespace MLSpec.Dsl.Syntax;

/// <summary>
/// Types: <c>'a -&gt; 'b</c>, <c>'a * 'b</c>, <c>set float[64]</c>, <c>schedule&lt;step&gt; float</c>, <c>{ image : float[64] }</c>.
/// </summary>
internal static class TypeParser
{
    private static readonly Parser<TypeSyntax> _nested = Nested;

    private static readonly Parser<FieldTypeSyntax> _field = Grammar.Spanned(
        from name in Grammar.FieldName
        from colon in Grammar.Symbol(":")
        from type in _nested
        from value in Optional(at => at.Token.IsSymbol("="), Grammar.Equal.Then(_ => ExpressionParser.Argument))
        select new Func<TextSpan, FieldTypeSyntax>(span => new FieldTypeSyntax(name, type, span) { Default = value }));

    private static readonly Parser<TypeSyntax> _record = Grammar.Spanned(
        from open in Grammar.Symbol("{")
        from first in _field
        from rest in Grammar.While(
            at => Grammar.IsItemSeparator(at) && !at.Next.Token.IsSymbol("}"),
            Grammar.ItemSeparator.Then(_ => _field))
        from trailing in Grammar.While(Grammar.IsItemSeparator, Grammar.ItemSeparator)
        from close in Grammar.Symbol("}")
        select new Func<TextSpan, TypeSyntax>(span => new RecordTypeSyntax(rest.Insert(0, first), span)));

    private static readonly Parser<TypeSyntax> _parenthesised = Grammar.Spanned(
        from open in Grammar.Symbol("(")
        from type in _nested
        from close in Grammar.Symbol(")")
        select new Func<TextSpan, TypeSyntax>(span => type with { Span = span }));

    private static readonly Parser<TypeSyntax> _parameters = Grammar.Spanned(
        from word in Grammar.Keyword("params")
        from of in Grammar.Word("of")
        from model in Grammar.Name
        select new Func<TextSpan, TypeSyntax>(span => new AppliedTypeSyntax(
            new Name(word.Text, word.Span), ImmutableArray.Create<TypeSyntax>(new NamedTypeSyntax(model, null, model.Span)), span)));

    private static readonly Parser<TypeSyntax> _named = Grammar.Spanned(
        from name in Grammar.FieldName
        from unit in Optional(at => at.Token.IsSymbol("<"), UnitParser.Angled)
        select new Func<TextSpan, TypeSyntax>(span => new NamedTypeSyntax(name, unit, span)));

    private static readonly Parser<TypeSyntax> _schedule = Grammar.Spanned(
        from word in Grammar.Keyword("schedule")
        from clock in UnitParser.Angled
        from value in new Parser<TypeSyntax>(Element)
        select new Func<TextSpan, TypeSyntax>(span => new ScheduleTypeSyntax(clock, value, span)));

    private static readonly Parser<TypeSyntax> _applied = Grammar.Spanned(
        from head in new Parser<TypeSyntax>(Element)
        from arguments in Grammar.While(at => head is NamedTypeSyntax { Unit: null } && StartsElement(at.Token), Element)
        select new Func<TextSpan, TypeSyntax>(span =>
            arguments.IsEmpty ? head : new AppliedTypeSyntax(((NamedTypeSyntax)head).Name, arguments, span)));

    private static readonly Parser<TypeSyntax> _tuple = Grammar.Spanned(
        from first in _applied
        from rest in Grammar.While(at => at.Token.IsSymbol("*"), Grammar.Symbol("*").Then(_ => _applied))
        select new Func<TextSpan, TypeSyntax>(span => rest.IsEmpty ? first : new TupleTypeSyntax(rest.Insert(0, first), span)));

    /// <summary>A whole type; the arrow binds loosest and to the right.</summary>
    public static readonly Parser<TypeSyntax> Type = Grammar.Spanned(
        from parameter in _tuple
        from result in Optional(at => at.Token.IsSymbol("->"), Grammar.Symbol("->").Then<Token, TypeSyntax>(_ => Nested))
        select new Func<TextSpan, TypeSyntax>(span => result is null ? parameter : new FunctionTypeSyntax(parameter, result, span)));

    private static IResult<TypeSyntax> Nested(IInput input)
    {
        var at = (TokenInput)input;
        if (at.State.Depth >= ParseState.MaximalDepth)
            return Grammar.Fail<TypeSyntax>(at, SyntaxDiagnostics.TooDeep, "This type is nested too deeply.");
        at.State.Depth++;
        var result = Type(input);
        at.State.Depth--;
        return result;
    }

    /// <summary>A type that can be an argument: a name, a variable, brackets, each with its dimensions.</summary>
    private static IResult<TypeSyntax> Element(IInput input)
    {
        var at = (TokenInput)input;
        var element = Atom(at);
        if (!element.WasSuccessful || !((TokenInput)element.Remainder).Token.IsSymbol("["))
            return element;
        return Dimensions((TokenInput)element.Remainder).IfSuccess(dimensions =>
        {
            var end = (TokenInput)dimensions.Remainder;
            var array = new ArrayTypeSyntax(element.Value, dimensions.Value, at.SpanTo(end));
            return end.Token.IsSymbol("[")
                ? Grammar.Fail<TypeSyntax>(
                    end, SyntaxDiagnostics.ArrayForm, "There are no arrays of arrays.",
                    "write all dimensions in one pair of brackets, as in `float[3, 64]`")
                : Result.Success<TypeSyntax>(array, end);
        });
    }

    private static IResult<TypeSyntax> Atom(TokenInput at) => at.Token.Kind switch
    {
        TokenKind.TypeVariable => Grammar.Take<TypeSyntax>(at, v => new VariableTypeSyntax(v.Token.Value.Substring(1), v.Token.Span)),
        TokenKind.Symbol when at.Token.Text == "(" => _parenthesised(at),
        TokenKind.Symbol when at.Token.Text == "{" => _record(at),
        TokenKind.Keyword when at.Token.Text == "params" => _parameters(at),
        TokenKind.Keyword when at.Token.Text == "schedule" && at.Next.Token.IsSymbol("<") => _schedule(at),
        _ when Grammar.IsFieldName(at.Token) => _named(at),
        _ => Grammar.Fail<TypeSyntax>(at, SyntaxDiagnostics.TypeExpected, SyntaxMessages.Expected(["a type"], at)),
    };

    private static IResult<ImmutableArray<DimensionSyntax>> Dimensions(TokenInput open)
    {
        if (open.Next.Token.IsSymbol("]"))
        {
            return Grammar.Fail<ImmutableArray<DimensionSyntax>>(
                open.Next, SyntaxDiagnostics.ArrayForm, "An array type states its dimensions.",
                "write a number or a name, as in `float[64]`");
        }

        return Grammar.CommaList(DimensionParser.Dimension)(open.Next)
            .IfSuccess(list => Grammar.Symbol("]")(list.Remainder).IfSuccess(close => Result.Success(list.Value, close.Remainder)));
    }

    private static bool StartsElement(Token token) =>
        token.Kind == TokenKind.TypeVariable || token.IsSymbol("(") || token.IsSymbol("{") || token.IsKeyword("params")
        || (Grammar.IsFieldName(token) && token.Text != "in_sample");

    private static Parser<T?> Optional<T>(Func<TokenInput, bool> starts, Parser<T> parser)
        where T : class => input => starts((TokenInput)input)
            ? parser(input).IfSuccess(r => Result.Success<T?>(r.Value, r.Remainder))
            : Result.Success<T?>(null, input);
}
