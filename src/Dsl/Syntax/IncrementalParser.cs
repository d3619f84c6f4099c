using System.Collections.Immutable;

namespace MLSpec.Dsl.Syntax;

/// <summary>
/// Reads the versions of one file: a declaration whose text is that of an earlier version is that version's declaration, the same object with the same spans, wherever it stands now.
/// </summary>
public static class IncrementalParser
{
    /// <summary>The tree that <see cref="Parser.Parse"/> gives, except that its positions are places (<see cref="SourceText.OffsetOf"/>).</summary>
    /// <param name="previous">What was kept of the version before.</param>
    public static (SyntaxTree Tree, SyntaxMemo Memo) Parse(string path, string content, SyntaxMemo? previous)
    {
        var memo = previous is { HasRoom: true } ? previous : SyntaxMemo.Empty;
        var lexed = new SyntaxReporter(new SourceText(path, content));
        var tokens = Lexer.Lex(lexed);
        var slices = Slices(lexed, tokens, memo, out var free);
        var reporter = Placed(lexed, slices);

        var declarations = ImmutableArray.CreateBuilder<Declaration>(slices.Count);
        var all = ImmutableArray.CreateBuilder<Token>(tokens.Length);
        var kept = new List<(SyntaxMemo.Key, SyntaxMemo.Part)>(slices.Count);
        foreach (var slice in slices)
        {
            var found = reporter.Count;
            var own = slice.Known?.Tokens ?? tokens.AsSpan().Slice(slice.First, slice.End - slice.First).ToArray().Select(slice.Place).ToImmutableArray();
            all.AddRange(own);
            if (slice.Key is not { } key)
                continue;
            var declaration = slice.Known?.Declaration ?? Parser.ParseDeclaration(reporter, own);
            declarations.Add(declaration);
            if (!slice.HasFindings && reporter.Count == found)
                kept.Add((key, slice.Known ?? new SyntaxMemo.Part(slice.Start, own, declaration)));
        }

        var tree = new SyntaxTree(reporter.Source, all.ToImmutable(), declarations.ToImmutable(), reporter.ToImmutable());
        return (tree, new SyntaxMemo(kept, free));
    }

    /// <summary>The text cut into its declarations, and the end of the file.</summary>
    private static List<Slice> Slices(SyntaxReporter lexed, ImmutableArray<Token> tokens, SyntaxMemo memo, out int free)
    {
        var (source, slices, seen) = (lexed.Source, new List<Slice>(), new Dictionary<SyntaxMemo.Key, int>());
        free = memo.Free;
        for (int first = 0, end; first < tokens.Length; first = end)
        {
            var isEnd = tokens[first].Kind == TokenKind.EndOfFile;
            end = isEnd ? first + 1 : Parser.EndOfDeclaration(source, tokens, first);
            var text = TextSpan.FromBounds(tokens[first].Leading.Start, tokens[end - 1].Span.End);
            var hasFindings = lexed.HasFindingIn(text);
            SyntaxMemo.Key? key = null;
            SyntaxMemo.Part? known = null;
            if (!isEnd)
            {
                key = new SyntaxMemo.Key(source[text], first == 0, text.End == source.Content.Length || char.IsWhiteSpace(source.Content[text.End]));
                seen[key] = seen.TryGetValue(key, out var number) ? number + 1 : 0;
                known = hasFindings ? null : memo.Find(key, seen[key]);
            }

            slices.Add(new Slice(first, end, text, known?.Place ?? free, key, known, hasFindings));
            free += known is null ? text.Length + 1 : 0;
        }

        return slices;
    }

    /// <summary>The lexer's findings at their places.</summary>
    private static SyntaxReporter Placed(SyntaxReporter lexed, List<Slice> slices)
    {
        var source = new SourceText(lexed.Source.Path, lexed.Source.Content, new Regions(slices.ConvertAll(s => (s.Start, s.Text.Start))));
        var reporter = new SyntaxReporter(source);
        var at = 0;
        foreach (var diagnostic in lexed.ToImmutable())
        {
            while (at < slices.Count - 1 && diagnostic.Span.Start >= slices[at].Text.End)
            {
                if (diagnostic.Span.Start == slices[at].Text.End && diagnostic.IsError)
                    reporter.NoteErrorAt(slices[at].Start + slices[at].Text.Length);
                at++;
            }

            reporter.Report(diagnostic.Descriptor, slices[at].Place(diagnostic.Span), diagnostic.Message, diagnostic.Fix);
        }

        return reporter;
    }

    /// <param name="Start">The place of the slice's text.</param>
    /// <param name="Key">Null for the end of the file.</param>
    /// <param name="HasFindings">Whether the lexer has found anything in the text or right behind it.</param>
    private sealed record Slice(int First, int End, TextSpan Text, int Start, SyntaxMemo.Key? Key, SyntaxMemo.Part? Known, bool HasFindings)
    {
        public TextSpan Place(TextSpan span) => new(span.Start - Text.Start + Start, span.Length);

        public Token Place(Token token) => token with { Leading = Place(token.Leading), Span = Place(token.Span) };
    }
}
