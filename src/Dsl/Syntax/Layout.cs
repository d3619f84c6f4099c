using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;

namespace MLSpec.Dsl.Syntax;

/// <summary>
/// The offside rule as a filter between the lexer and the grammar, for the tokens of one declaration: it inserts tokens of zero width where
/// a block opens and closes and between its items. A block follows the <c>=</c> of a definition, the <c>-&gt;</c> of a binder, <c>then</c>,
/// <c>else</c> and the <c>:</c> of <c>phase</c>, <c>every</c> and <c>claim</c>; what stands between brackets is a block whose ends are the
/// brackets themselves. Opening and closing tokens are balanced whatever the input.
/// </summary>
internal sealed partial class Layout
{
    /// <summary>The value of a separator between the items of a pair of brackets, where <c>;</c> might stand too.</summary>
    public const string BracketedSeparator = ";";

    private readonly SyntaxReporter _reporter;
    private readonly List<Token> _output;
    private readonly List<LayoutContext> _stack = [];
    private readonly bool _isParameter;
    private LayoutContext? _opening;
    private int _openingLine;
    private Token _previous;
    private int _line;
    private int _column;

    private Layout(SyntaxReporter reporter, Token first, int capacity)
    {
        _reporter = reporter;
        _output = new List<Token>(capacity);
        _previous = first;
        _isParameter = first.IsKeyword("param");
        (_line, _column) = PositionOf(first);
        _stack.Add(new LayoutContext(LayoutKind.Block) { Column = _column, Line = _line, Item = first });
        _stack.Add(new LayoutContext(LayoutKind.Head)
        {
            HasStatements = first.IsKeyword("train") || first.IsKeyword("protocol"),
            IsPersistent = first.IsKeyword("extern"),
        });
    }

    /// <summary>
    /// The tokens of one declaration, from <paramref name="start"/> up to <paramref name="end"/>, with its blocks marked and an end-of-file
    /// token.
    /// </summary>
    public static IReadOnlyList<Token> Apply(SyntaxReporter reporter, ImmutableArray<Token> tokens, int start, int end)
    {
        var layout = new Layout(reporter, tokens[start], (end - start) * 5 / 4 + 4);
        for (var i = start; i < end; i++)
            layout.Add(tokens[i], i > start && StartsLine(reporter.Source, tokens[i]), i + 1 < end ? tokens[i + 1] : null);
        layout.Finish();
        return layout._output;
    }

    /// <summary>Is there a line end between this token and the one before?</summary>
    public static bool StartsLine(SourceText source, Token token) =>
        source.OffsetOf(token.Leading.Start) is var start && (start == 0 || source.Content.IndexOf('\n', start, token.Leading.Length) >= 0);

    private LayoutContext Top => _stack[_stack.Count - 1];

    private void Add(Token token, bool startsLine, Token? next)
    {
        if (startsLine)
            (_line, _column) = PositionOf(token);
        else
            _column = PositionOf(token).Column;
        if (_opening is not null)
            Open(token, startsLine);
        else if (startsLine)
            Offside(token);
        var opens = Balance(token, startsLine, next);
        _output.Add(token);
        Push(token, opens);
        _previous = token;
    }

    private void Finish()
    {
        if (_opening is { IsBracketed: false })
            InsertEmptyBlock();
        _opening = null;
        PopTo(0);
        _output.Add(new Token(TokenKind.EndOfFile, "", "", EndOfPrevious, EndOfPrevious));
    }

    /// <summary>
    /// The token after one that opens a block: its column is the block's, if it stands further right than what is around.
    /// </summary>
    private void Open(Token token, bool startsLine)
    {
        var block = _opening!;
        _opening = null;
        block.Column = !startsLine && token.IsKeyword("if") && block.IfColumn is { } ifColumn ? Math.Min(ifColumn + 1, _column) : _column;
        block.Line = _line;
        block.Item = token;
        var isEmpty = token.Kind == TokenKind.Symbol && (token.Text is ")" or "]" or "}" || (token.Text == ";" && !block.IsBracketed));
        if (!isEmpty && startsLine && _column <= Limit(_stack.Count, _openingLine))
        {
            isEmpty = true;
            if (block.IsBracketed)
                _stack.RemoveAt(_stack.Count - 1);
        }

        if (!isEmpty)
        {
            _stack.Add(block);
            if (!block.IsBracketed)
                Insert(TokenKind.BlockOpen, StartOf(token));
            StartItem(token);
            return;
        }

        if (!block.IsBracketed)
            InsertEmptyBlock();
        if (startsLine)
            Offside(token);
    }

    /// <summary>
    /// A token that is the first of its line ends the blocks it stands left of, and separates the items of the block it aligns with.
    /// </summary>
    private void Offside(Token token)
    {
        while (true)
        {
            var at = _stack.FindLastIndex(context => context.Kind is LayoutKind.Block or LayoutKind.Bracket);
            var block = _stack[at];
            if (block.Kind == LayoutKind.Bracket)
            {
                if (LayoutRules.IsClosing(token) || _column > Limit(at, block.Line))
                    return;
                PopTo(at);
                continue;
            }

            if (_column > block.Column)
                return;
            if (_column == block.Column)
            {
                if (!Continues(token, block))
                    Separate(token, at);
                return;
            }

            if (LayoutRules.IsClosing(token)
                || (LayoutRules.IsInfix(token, SpaceFollows(token)) && _column >= block.Column - token.Text.Length - 1))
                return;
            if (!block.IsBracketed)
            {
                PopTo(at);
                continue;
            }

            if (_column > Limit(at - 1, _stack[at - 1].Line))
            {
                if (!LayoutRules.ExpectsMore(_previous))
                    ReportLeftOf(block, token);
                return;
            }

            PopTo(at - 1);
        }
    }

    private void ReportLeftOf(LayoutContext block, Token token) => _reporter.Report(
        SyntaxDiagnostics.LineLeftOfBlock, token.Span,
        $"This line starts in column {_column}, left of what stands in the brackets around it (column {block.Column}).",
        $"indent the line to column {block.Column} or further");

    private bool Continues(Token token, LayoutContext block)
    {
        if (LayoutRules.IsClosing(token) || LayoutRules.NeverStartsItem(token))
            return true;
        if (LayoutRules.IsInfix(token, SpaceFollows(token)))
            return !block.Item!.IsKeyword("let");
        return !block.HasStatements && LayoutRules.ExpectsMore(_previous);
    }

    private void Separate(Token token, int at)
    {
        if (at == 0)
            return;
        PopTo(at + 1);
        _stack[at].Item = token;
        _stack[at].FieldIsPending = true;
        Insert(TokenKind.BlockSeparator, StartOf(token), _stack[at].IsBracketed ? BracketedSeparator : "");
        StartItem(token);
    }

    /// <summary>The first token of an item tells what in it will open a block.</summary>
    private void StartItem(Token token)
    {
        if (!Top.HasStatements || token.Kind != TokenKind.Identifier)
            return;
        if (token.Text is "measure" or "picture")
            _stack.Add(new LayoutContext(LayoutKind.Head));
        else if (token.Text is "phase" or "every" or "claim")
            _stack.Add(new LayoutContext(LayoutKind.Colon) { HasStatements = token.Text != "claim" });
    }

    /// <summary>
    /// The column that a block opened on a line must exceed: that of the innermost block begun on an earlier line, or of one begun on the
    /// line itself that stands further left.
    /// </summary>
    private int Limit(int count, int line)
    {
        var limit = int.MaxValue;
        for (var i = count - 1; i >= 0; i--)
        {
            if (_stack[i].Kind != LayoutKind.Block)
                continue;
            limit = Math.Min(limit, _stack[i].Column);
            if (_stack[i].Line < line)
                break;
        }

        return limit;
    }

    /// <summary>Ends the innermost contexts until so many are left.</summary>
    private void PopTo(int count)
    {
        for (var i = _stack.Count - 1; i >= count; i--)
        {
            if (i > 0 && _stack[i] is { Kind: LayoutKind.Block, IsBracketed: false })
                Insert(TokenKind.BlockClose, EndOfPrevious);
            _stack.RemoveAt(i);
        }
    }

    private void InsertEmptyBlock()
    {
        Insert(TokenKind.BlockOpen, EndOfPrevious);
        Insert(TokenKind.BlockClose, EndOfPrevious);
    }

    private void Insert(TokenKind kind, TextSpan where, string value = "") => _output.Add(new Token(kind, "", value, where, where));

    private static TextSpan StartOf(Token token) => new(token.Span.Start, 0);

    private TextSpan EndOfPrevious => new(_previous.Span.End, 0);

    private (int Line, int Column) PositionOf(Token token)
    {
        var position = _reporter.Source.PositionOf(token.Span.Start);
        return (position.Line, position.Column);
    }

    private bool SpaceFollows(Token token)
    {
        var (content, end) = (_reporter.Source.Content, _reporter.Source.OffsetOf(token.Span.End));
        return end >= content.Length || char.IsWhiteSpace(content[end]);
    }
}
