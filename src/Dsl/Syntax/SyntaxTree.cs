using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;

namespace MLSpec.Dsl.Syntax;

/// <summary>One parsed file: every character is in a token or its trivia, and every declaration that could be read is here.</summary>
/// <param name="Tokens">As lexed, before layout, with the end-of-file token last.</param>
public sealed record SyntaxTree(
    SourceText Source, ImmutableArray<Token> Tokens, ImmutableArray<Declaration> Declarations, ImmutableArray<Diagnostic> Diagnostics);
