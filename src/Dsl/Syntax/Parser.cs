using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;

namespace MLSpec.Dsl.Syntax;

/// <summary>Reads one <c>.mlspec</c> file.</summary>
public static class Parser
{
    /// <summary>
    /// The tree of a text with all that is wrong in it, in the order of the text; no input is refused. Each declaration is read from the
    /// tokens between its first word in column 1 and the next one's, so that a broken declaration never hides the errors of the next.
    /// </summary>
    public static SyntaxTree Parse(SourceText source)
    {
        var reporter = new SyntaxReporter(source);
        var tokens = Lexer.Lex(reporter);
        var declarations = ImmutableArray.CreateBuilder<Declaration>();
        foreach (var slice in LaidOut(reporter, tokens))
            declarations.Add(Declaration(reporter, slice));

        return new SyntaxTree(source, tokens, declarations.ToImmutable(), reporter.ToImmutable());
    }

    /// <summary>The declaration that these tokens are.</summary>
    internal static Declaration ParseDeclaration(SyntaxReporter reporter, ImmutableArray<Token> tokens) =>
        Declaration(reporter, Layout.Apply(reporter, tokens, 0, tokens.Length));

    private static Declaration Declaration(SyntaxReporter reporter, IReadOnlyList<Token> slice)
    {
        CheckColumn(reporter, slice[0]);
        return DeclarationParser.Parse(TokenInput.Chain(slice, new ParseState(reporter)));
    }

    /// <summary>The tokens of each declaration with its blocks marked and an end-of-file token.</summary>
    internal static IEnumerable<IReadOnlyList<Token>> LaidOut(SyntaxReporter reporter, ImmutableArray<Token> tokens)
    {
        for (int start = 0, end; tokens[start].Kind != TokenKind.EndOfFile; start = end)
        {
            end = EndOfDeclaration(reporter.Source, tokens, start);
            yield return Layout.Apply(reporter, tokens, start, end);
        }
    }

    /// <summary>
    /// The next token in column 1 that is not a closing bracket; an attribute belongs to the declaration in the line below.
    /// </summary>
    internal static int EndOfDeclaration(SourceText source, ImmutableArray<Token> tokens, int start)
    {
        var isAttribute = tokens[start].IsSymbol("[") && tokens[start + 1].IsSymbol("<");
        for (var i = start + 1; ; i++)
        {
            var token = tokens[i];
            if (token.Kind == TokenKind.EndOfFile)
                return i;
            var inFirstColumn = source.Content[source.OffsetOf(token.Span.Start) - 1] == '\n';
            if (inFirstColumn && !LayoutRules.IsClosing(token) && !GoesOn(tokens[i - 1], token)
                && !(isAttribute && tokens[i - 1].IsSymbol("]") && token.IsKeyword("type")))
                return i;
        }
    }

    /// <summary>A body that is not indented still belongs to the definition in the line above, whose error it is.</summary>
    private static bool GoesOn(Token previous, Token token) =>
        LayoutRules.ExpectsMore(previous) && token.Kind != TokenKind.Keyword && !token.IsSymbol("[")
        && Spelling.Nearest(token.Text, Vocabulary.Declarations) is null;

    private static void CheckColumn(SyntaxReporter reporter, Token first)
    {
        var column = reporter.Source.PositionOf(first.Span.Start).Column;
        if (column > 1 && Vocabulary.IsDeclaration(first.Text))
        {
            reporter.Report(
                SyntaxDiagnostics.IndentedDeclaration, first.Span,
                $"`{first.Text}` starts a declaration in column {column}; declarations start in column 1.",
                "remove the spaces before it");
        }
    }
}
