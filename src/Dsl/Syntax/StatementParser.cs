using System.Collections.Immutable;
using Sprache;

namespace MLSpec.Dsl.Syntax;

/// <summary>The statements of a <c>train</c>.</summary>
internal static class StatementParser
{
    private static readonly Parser<TrainStatement> _after = Grammar.Spanned(
        from word in Grammar.Word("after")
        from names in Grammar.CommaList(Grammar.NameOf("the name of a training"))
        select new Func<TextSpan, TrainStatement>(span => new AfterStatement(names, span)));

    private static readonly Parser<TrainStatement> _batch = Grammar.Spanned(
        from word in Grammar.Word("batch")
        from size in ExpressionParser.Until("from")
        from source in Grammar.Word("from")
        from sources in Grammar.CommaList(ExpressionParser.Until())
        select new Func<TextSpan, TrainStatement>(span => new BatchStatement(size, sources, span)));

    private static readonly Parser<TrainStatement> _collect = Grammar.Spanned(
        from word in Grammar.Word("collect")
        from amount in ExpressionParser.Until("from", "rollouts")
        from rollouts in Later("rollouts")
        from source in Grammar.Word("from")
        from environment in ExpressionParser.Until("by", "with")
        from episodes in Grammar.OptionalFrom(Grammar.Word("by"), ExpressionParser.Until("with"))
        from mark in Grammar.Word("with")
        from policy in ExpressionParser.Until("into")
        from end in Grammar.Word("into")
        from replay in Grammar.NameOf("the name of a replay")
        select new Func<TextSpan, TrainStatement>(span => new CollectStatement(amount, environment, episodes, policy, replay, span)));

    private static readonly Parser<TrainStatement> _optimize = Grammar.Spanned(
        from word in Grammar.Word("minimize").Or(Grammar.Word("maximize"))
        from objective in ExpressionParser.Until("over", "using")
        from over in Grammar.Word("over")
        from models in Grammar.CommaList(ExpressionParser.Until("using", "mask"))
        from mask in Later("mask")
        from @using in Grammar.Word("using")
        from optimiser in ExpressionParser.Until()
        let isMaximized = word.Text == "maximize"
        select new Func<TextSpan, TrainStatement>(span => new OptimizeStatement(isMaximized, objective, models, optimiser, span)));

    private static readonly Parser<TrainStatement> _track = Grammar.Spanned(
        from word in Grammar.Word("track")
        from models in Grammar.CommaList(Grammar.Word("target").Then(_ => Grammar.NameOf("the name of a model")))
        from rate in Grammar.Word("rate")
        from value in ExpressionParser.Until()
        select new Func<TextSpan, TrainStatement>(span => new TrackStatement(models, value, span)));

    private static readonly Parser<TrainStatement> _project = Grammar.Spanned(
        from word in Grammar.Word("project")
        from model in Grammar.NameOf("the name of a model")
        from mark in Grammar.Word("by")
        from method in ExpressionParser.Until()
        select new Func<TextSpan, TrainStatement>(span => new ProjectStatement(model, method, span)));

    private static readonly Parser<TrainStatement> _phase = Grammar.Spanned(
        from word in Grammar.Word("phase")
        from budget in ExpressionParser.Until("when")
        from condition in Grammar.OptionalFrom(Grammar.Word("when"), ExpressionParser.Until())
        from colon in Grammar.Symbol(":")
        from statements in new Parser<ImmutableArray<TrainStatement>>(Statements)
        select new Func<TextSpan, TrainStatement>(span => new PhaseStatement(budget, condition, statements, span)));

    private static readonly Parser<TrainStatement> _every = Grammar.Spanned(
        from word in Grammar.Word("every")
        from period in ExpressionParser.Until()
        from colon in Grammar.Symbol(":")
        from statements in new Parser<ImmutableArray<TrainStatement>>(Statements)
        select new Func<TextSpan, TrainStatement>(span => new EveryStatement(period, statements, span)));

    private static readonly Parser<TrainStatement> _measure = Grammar.Spanned(
        from word in Grammar.Word("measure")
        from name in Grammar.Name
        from type in Grammar.OptionalFrom(Grammar.Symbol(":"), TypeParser.Type)
        from equal in Grammar.Equal
        from value in ExpressionParser.Block
        select new Func<TextSpan, TrainStatement>(span => new TrainMeasureStatement(name, type, value, span)));

    private static readonly Parser<TrainStatement> _stop = Grammar.Spanned(
        from word in Grammar.Word("stop")
        from when in Grammar.Word("when")
        from condition in ExpressionParser.Until()
        select new Func<TextSpan, TrainStatement>(span => new StopStatement(condition, span)));

    private static readonly Parser<TrainStatement> _warn = Grammar.Spanned(
        from word in Grammar.Word("warn")
        from text in Grammar.Text("the warning in words, as a text")
        from when in Grammar.Word("when")
        from condition in ExpressionParser.Until()
        select new Func<TextSpan, TrainStatement>(span => new WarnStatement(text.Value, condition, span)));

    private static readonly ItemsParser<TrainStatement> _statements = new(
        "a `train`",
        new Dictionary<string, Parser<TrainStatement>>
        {
            ["after"] = _after,
            ["collect"] = _collect,
            ["batch"] = _batch,
            ["minimize"] = _optimize,
            ["maximize"] = _optimize,
            ["track"] = _track,
            ["project"] = _project,
            ["phase"] = _phase,
            ["every"] = _every,
            ["measure"] = _measure,
            ["stop"] = _stop,
            ["warn"] = _warn,
        },
        ["select", "mask", "replay", "let", "for"],
        span => new BrokenStatement(span));

    /// <summary>The body of a <c>train</c>, a <c>phase</c> or an <c>every</c>.</summary>
    public static IResult<ImmutableArray<TrainStatement>> Statements(IInput input)
    {
        var at = (TokenInput)input;
        if (at.State.Depth >= ParseState.MaximalDepth)
            return Grammar.Fail<ImmutableArray<TrainStatement>>(
                at, Diagnostics.SyntaxDiagnostics.TooDeep, "These statements are nested too deeply.");
        at.State.Depth++;
        var result = _statements.Parse(input);
        at.State.Depth--;
        return result;
    }

    /// <summary>Nothing, but with a word of its own where the clause of a later version stands.</summary>
    private static Parser<bool> Later(string word) => input =>
    {
        var at = (TokenInput)input;
        return at.Token.Is(TokenKind.Identifier, word)
            ? Grammar.Fail<bool>(at, Diagnostics.SyntaxDiagnostics.LaterVersion, $"`{word}` comes with a later version.")
            : Result.Success(true, at);
    };
}
