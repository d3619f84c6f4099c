using System.Collections.Immutable;
using Sprache;

namespace MLSpec.Dsl.Syntax;

/// <summary>The items of a <c>protocol</c>.</summary>
internal static class ProtocolParser
{
    /// <summary>Marks a claim that speaks of what was measured, not of the worst case that it bounds.</summary>
    private const string Empirical = "empirical";

    /// <summary>Marks a claim that compares trainings with different budgets.</summary>
    private const string Unequal = "unequal";

    private static readonly Parser<Expression?> _where = Grammar.OptionalFrom(Grammar.Word("where"), ExpressionParser.Until());

    private static readonly Parser<ProtocolItem> _grid = Grammar.Spanned(
        from word in Grammar.Keyword("for")
        from variable in PatternParser.Pattern
        from @in in Grammar.Keyword("in")
        from isReplicates in new Parser<bool>(Replicates)
        from domain in ExpressionParser.Until("where")
        from condition in _where
        select new Func<TextSpan, ProtocolItem>(span => new GridItem(variable, domain, isReplicates, condition, span)));

    private static readonly Parser<ProtocolItem> _run = Grammar.Spanned(
        from word in Grammar.Word("run")
        from training in ExpressionParser.Until("with", "as")
        from overrides in new Parser<ImmutableArray<FieldSyntax>>(With)
        from alias in Grammar.OptionalFrom(Grammar.Word("as"), Grammar.Name)
        select new Func<TextSpan, ProtocolItem>(span => new RunItem(training, overrides, alias, span)));

    private static readonly Parser<ProtocolItem> _let = Grammar.Spanned(
        from definition in ExpressionParser.Let
        select new Func<TextSpan, ProtocolItem>(span => new ProtocolLetItem(definition, span)));

    private static readonly Parser<ProtocolItem> _measure = Grammar.Spanned(
        from word in Grammar.Word("measure")
        from name in Grammar.Name
        from parameters in Grammar.While(
            at => PatternParser.Starts(at) && !at.Token.Is(TokenKind.Identifier, "in_sample"), PatternParser.Pattern)
        from type in Grammar.OptionalFrom(Grammar.Symbol(":"), TypeParser.Type)
        from inSample in Grammar.While(at => at.Token.Is(TokenKind.Identifier, "in_sample"), Grammar.Word("in_sample"))
        from equal in Grammar.Equal
        from value in ExpressionParser.Block
        select new Func<TextSpan, ProtocolItem>(span => new MeasureItem(name, parameters, type, !inSample.IsEmpty, value, span)
        {
            Documentation = word.Documentation,
        }));

    private static readonly Parser<StatisticSyntax> _statistic = Grammar.Spanned(
        from name in Grammar.NameOf("a statistic, as in `mean`")
        from argument in new Parser<Expression?>(Argument)
        select new Func<TextSpan, StatisticSyntax>(span => new StatisticSyntax(name, argument, span)));

    private static readonly Parser<ImmutableArray<Name>> _axes = Grammar.CommaList(Grammar.NameOf("a variable of the grid"));

    private static readonly Parser<ProtocolItem> _report = Grammar.Spanned(
        from word in Grammar.Word("report")
        from statistics in Grammar.CommaList(_statistic)
        from of in Grammar.Word("of")
        from measures in Grammar.CommaList(Grammar.NameOf("the name of a measure"))
        from axes in new Parser<ImmutableArray<Name>>(By)
        select new Func<TextSpan, ProtocolItem>(span => new ReportItem(statistics, measures, axes, span)));

    private static readonly Parser<ProtocolItem> _plot = Grammar.Spanned(
        from word in Grammar.Word("plot")
        from kind in Grammar.NameOf("the kind of plot, as in `line`")
        from fields in ExpressionParser.Fields
        from condition in _where
        select new Func<TextSpan, ProtocolItem>(span => new PlotItem(kind, fields, condition, span)));

    private static readonly Parser<ProtocolItem> _picture = Grammar.Spanned(
        from word in Grammar.Word("picture")
        from name in Grammar.Name
        from equal in Grammar.Equal
        from value in ExpressionParser.Block
        from condition in _where
        select new Func<TextSpan, ProtocolItem>(span => new PictureItem(name, value, condition, span)
        {
            Documentation = word.Documentation,
        }));

    private static readonly Parser<ProtocolItem> _claim = Grammar.Spanned(
        from word in Grammar.Word("claim")
        from text in Grammar.Text("the claim in words, as a text")
        from empirical in Grammar.While(at => at.Token.Is(TokenKind.Identifier, Empirical), Grammar.Word(Empirical))
        from unequal in Grammar.While(at => at.Token.Is(TokenKind.Identifier, Unequal), Grammar.Word(Unequal))
        from colon in Grammar.Symbol(":")
        from statement in ExpressionParser.Block
        from condition in Grammar.OptionalFrom(Grammar.Word("when"), ExpressionParser.Until())
        select new Func<TextSpan, ProtocolItem>(span => new ClaimItem(text.Value, text.Span, statement, condition, span)
        {
            Empirical = empirical.FirstOrDefault(),
            Unequal = unequal.FirstOrDefault(),
        }));

    private static readonly ItemsParser<ProtocolItem> _items = new(
        "a `protocol`",
        new Dictionary<string, Parser<ProtocolItem>>
        {
            ["for"] = _grid,
            ["run"] = _run,
            ["let"] = _let,
            ["measure"] = _measure,
            ["report"] = _report,
            ["plot"] = _plot,
            ["picture"] = _picture,
            ["claim"] = _claim,
        },
        ["every", "replay"],
        span => new BrokenItem(span));

    /// <summary>The body of a <c>protocol</c>.</summary>
    public static readonly Parser<ImmutableArray<ProtocolItem>> Items = _items.Parse;

    /// <summary><c>with { fields }</c>, or nothing.</summary>
    private static IResult<ImmutableArray<FieldSyntax>> With(IInput input) =>
        ((TokenInput)input).Token.Is(TokenKind.Identifier, "with")
            ? ExpressionParser.Fields(input.Advance())
            : Result.Success(ImmutableArray<FieldSyntax>.Empty, input);

    /// <summary><c>by method, eps</c>, or nothing.</summary>
    private static IResult<ImmutableArray<Name>> By(IInput input) =>
        ((TokenInput)input).Token.Is(TokenKind.Identifier, "by")
            ? _axes(input.Advance())
            : Result.Success(ImmutableArray<Name>.Empty, input);

    /// <summary>The word <c>replicates</c> before a number of them; alone it is a name.</summary>
    private static IResult<bool> Replicates(IInput input)
    {
        var at = (TokenInput)input;
        var isReplicates = at.Token.Is(TokenKind.Identifier, "replicates")
            && at.Next.Token
                is { Kind: TokenKind.Integer or TokenKind.Decimal or TokenKind.Percent }
                or { Kind: TokenKind.Identifier, Text: not "where" };
        return Result.Success(isReplicates, isReplicates ? at.Next : at);
    }

    private static IResult<Expression?> Argument(IInput input)
    {
        var at = (TokenInput)input;
        if (at.IsLayout || at.Token.IsSymbol(",") || at.Token.Is(TokenKind.Identifier, "of"))
            return Result.Success<Expression?>(null, input);
        return ExpressionParser.Argument(input).IfSuccess(argument => Result.Success<Expression?>(argument.Value, argument.Remainder));
    }
}
