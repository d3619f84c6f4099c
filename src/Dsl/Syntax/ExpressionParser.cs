using System.Collections.Immutable;
using Sprache;

namespace MLSpec.Dsl.Syntax;

/// <summary>The expression reader as parsers of Sprache.</summary>
internal static class ExpressionParser
{
    /// <summary>
    /// The body of a definition: a block, from its opening to its closing token. What is wrong inside is reported there, and the rest goes
    /// on.
    /// </summary>
    public static readonly Parser<Expression> Block = Reading(reader => reader.ReadBlock());

    /// <summary>One argument: a literal, a name with its members, or brackets.</summary>
    public static readonly Parser<Expression> Argument = Reading(reader => reader.ReadArgument());

    /// <summary><c>{ a = 1; b = 2 }</c></summary>
    public static readonly Parser<ImmutableArray<FieldSyntax>> Fields = Reading(reader => reader.ReadFieldsInBraces());

    /// <summary>A local definition.</summary>
    public static readonly Parser<LocalLet> Let = Reading(reader => reader.ReadLet()!);

    /// <summary>An expression up to the end of the line or to one of these words, where they stand behind an operand.</summary>
    public static Parser<Expression> Until(params string[] words) => Reading(reader => reader.ReadExpression(words));

    private static Parser<T> Reading<T>(Func<ExpressionReader, T> read) => input =>
    {
        var reader = new ExpressionReader((TokenInput)input);
        var value = read(reader);
        return reader.HasFailed ? Result.Failure<T>(reader.At, "", []) : Result.Success(value, reader.At);
    };
}
