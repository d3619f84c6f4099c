using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using Sprache;

namespace MLSpec.Dsl.Syntax;

/// <summary>Declarations, each told by its first word.</summary>
internal static class DeclarationParser
{
    private delegate Declaration Build(string? documentation, TextSpan span);

    private static readonly Parser<ImmutableArray<Pattern>> _parameters = Grammar.While(PatternParser.Starts, PatternParser.Pattern);

    private static readonly Parser<TypeSyntax?> _type = Grammar.OptionalFrom(Grammar.Symbol(":"), TypeParser.Type);

    private static readonly Parser<Expression> _body = Grammar.Equal.Then(_ => ExpressionParser.Block);

    private static readonly Parser<Build> _module =
        from name in Grammar.DottedName
        select new Build((documentation, span) => new ModuleDeclaration(name, documentation, span));

    private static readonly Parser<Build> _open =
        from name in Grammar.DottedName
        select new Build((documentation, span) => new OpenDeclaration(name, documentation, span));

    private static readonly Parser<Build> _param =
        from name in Grammar.Name
        from type in _type
        from value in _body
        from range in Grammar.OptionalFrom(Grammar.Keyword("in"), new Parser<RangeExpression>(Range))
        select new Build((documentation, span) => new ParamDeclaration(name, type, value, range, documentation, span));

    private static readonly Parser<Build> _let =
        from name in Grammar.Name
        from parameters in _parameters
        from type in _type
        from body in _body
        select new Build((documentation, span) => new LetDeclaration(name, parameters, type, body, documentation, span));

    private static readonly Parser<Build> _data =
        from name in Grammar.Name
        from type in Stated("data", "the type of a row, as in `: { image : float[64]; label : class[10] }`")
        from body in _body
        select new Build((documentation, span) => new DataDeclaration(name, type, body, documentation, span));

    private static readonly Parser<Build> _model =
        from name in Grammar.Name
        from parameters in _parameters
        from type in _type
        from body in _body
        select new Build((documentation, span) => new ModelDeclaration(name, parameters, type, body, documentation, span));

    private static readonly Parser<Build> _uncertainty =
        from name in Grammar.Name
        from parameters in _parameters
        from type in _type
        from body in _body
        select new Build((documentation, span) => new UncertaintyDeclaration(name, parameters, type, body, documentation, span));

    private static readonly Parser<Build> _schedule =
        from name in Grammar.Name
        from clock in new Parser<UnitSyntax?>(Clock)
        from type in clock is null ? _type : TypeParser.Type!
        from body in _body
        select new Build((documentation, span) => new ScheduleDeclaration(name, clock, type, body, documentation, span));

    private static readonly Parser<Build> _objective =
        from name in Grammar.Name
        from parameters in _parameters
        from body in _body
        select new Build((documentation, span) => new ObjectiveDeclaration(name, parameters, body, documentation, span));

    private static readonly Parser<Build> _train =
        from name in Grammar.Name
        from parameters in _parameters
        from budget in new Parser<Expression>(Budget)
        from equal in Grammar.Equal
        from statements in new Parser<ImmutableArray<TrainStatement>>(StatementParser.Statements)
        select new Build((documentation, span) => new TrainDeclaration(name, parameters, budget, statements, documentation, span));

    private static readonly Parser<Build> _protocol =
        from name in Grammar.Name
        from equal in Grammar.Equal
        from items in ProtocolParser.Items
        select new Build((documentation, span) => new ProtocolDeclaration(name, items, documentation, span));

    private static readonly Parser<ExternRule> _rule =
        from word in Grammar.NameOf("the name of a rule")
        from equal in Grammar.Equal
        from value in ExpressionParser.Block
        select new ExternRule(word.Text, value);

    private static readonly ImmutableArray<string> _rules = ImmutableArray.Create("gradient", "range", "relaxation", "start", "equal");

    private static readonly Parser<Build> _extern =
        from name in Grammar.Name
        from type in Stated("extern", "its type, as in `: float -> float`")
        from member in Grammar.OptionalFrom(Grammar.Equal, new Parser<Token>(Member))
        from rules in Grammar.While(static at => at.Token.Kind == TokenKind.Identifier && _rules.Contains(at.Token.Text), _rule)
        select new Build((documentation, span) => new ExternDeclaration(name, type, member?.Value, rules, documentation, span));

    private static readonly Parser<Build> _typeDeclaration =
        from name in Grammar.Name
        from equal in Grammar.Equal
        from type in InBlock(TypeParser.Type)
        select new Build((documentation, span) => new TypeDeclaration(name, type, documentation, span));

    private static readonly Parser<Build> _measure =
        from open in Grammar.Symbol("[")
        from less in Grammar.Symbol("<")
        from attribute in Grammar.Word("Measure")
        from greater in Grammar.Symbol(">")
        from close in Grammar.Symbol("]")
        from word in Grammar.Keyword("type")
        from name in Grammar.Name
        from definition in Grammar.OptionalFrom(Grammar.Equal, InBlock(UnitParser.Unit))
        select new Build((documentation, span) => new MeasureDeclaration(name, definition, documentation, span));

    private static readonly Dictionary<string, Parser<Build>> _declarations = new()
    {
        ["module"] = _module,
        ["open"] = _open,
        ["param"] = _param,
        ["let"] = _let,
        ["type"] = _typeDeclaration,
        ["data"] = _data,
        ["model"] = _model,
        ["uncertainty"] = _uncertainty,
        ["schedule"] = _schedule,
        ["objective"] = _objective,
        ["train"] = _train,
        ["protocol"] = _protocol,
        ["extern"] = _extern,
    };

    /// <summary>Reads the one declaration that the tokens are; what is wrong is reported.</summary>
    public static Declaration Parse(TokenInput start)
    {
        var state = start.State;
        var documentation = start.Token.Documentation;
        var end = start;
        while (!end.AtEnd)
            end = end.Next;
        var span = start.SpanTo(end);
        var broken = new BrokenDeclaration(documentation, span) { Name = NameOf(start) };
        var isMeasure = start.Token.IsSymbol("[") && start.Next.Token.IsSymbol("<");
        if (!_declarations.TryGetValue(isMeasure ? "" : start.Token.Text, out var parser) && !isMeasure)
        {
            ReportUnknown(start);
            return broken;
        }

        var result = isMeasure ? _measure(start) : parser!(start.Next);
        if (result.WasSuccessful && !result.Remainder.AtEnd)
            NoteRest((TokenInput)result.Remainder);
        if (!result.WasSuccessful || !result.Remainder.AtEnd)
            state.ReportFurthest();
        return result.WasSuccessful ? result.Value(documentation, span) : broken;
    }

    /// <summary>The name of a declaration that could not be read further, so that its uses are not errors too.</summary>
    private static Name? NameOf(TokenInput start) =>
        Vocabulary.IsDeclaration(start.Token.Text) && start.Next.Token.Kind == TokenKind.Identifier ? Grammar.NameAt(start.Next) : null;

    private static void ReportUnknown(TokenInput start)
    {
        var token = start.Token;
        if (token.IsKeyword("decode"))
        {
            start.State.Report(SyntaxDiagnostics.LaterVersion, token.Span, "`decode` comes with a later version.");
        }
        else if (token.Kind != TokenKind.Unknown)
        {
            var meant = token.Kind == TokenKind.Identifier ? Spelling.Nearest(token.Text, _declarations.Keys) : null;
            start.State.Report(
                SyntaxDiagnostics.DeclarationExpected, token.Span,
                $"A line in column 1 starts a declaration by one of {SyntaxMessages.List(_declarations.Keys)}, "
                + $"but found {SyntaxMessages.Quote(token)}.",
                meant is null ? "indent the line if it belongs to the declaration above" : $"`{meant}`");
        }
    }

    private static void NoteRest(TokenInput at)
    {
        if (at.StartsLine && at.Token.Kind == TokenKind.Keyword && Vocabulary.IsDeclaration(at.Token.Text))
        {
            at.State.Note(
                at, SyntaxDiagnostics.IndentedDeclaration, $"`{at.Token.Text}` starts a declaration, but not in column 1.",
                "remove the spaces before it");
        }
        else
        {
            at.State.Expect(at, "the end of the declaration");
        }
    }

    private static Parser<TypeSyntax> Stated(string word, string what) => input =>
    {
        var at = (TokenInput)input;
        if (at.Token.IsSymbol(":"))
            return TypeParser.Type(at.Next);
        if (!at.Token.IsSymbol("="))
            return Grammar.Expected<TypeSyntax>(at, "`:`");
        at.State.Report(SyntaxDiagnostics.TypeMissing, SyntaxMessages.SpanOf(at.Previous!), $"`{word}` states its type.", $"add {what}");
        return Result.Success<TypeSyntax>(new MissingTypeSyntax(new TextSpan(at.Token.Span.Start, 0)), at);
    };

    private static IResult<RangeExpression> Range(IInput input)
    {
        var at = (TokenInput)input;
        var result = ExpressionParser.Argument(input);
        if (!result.WasSuccessful)
            return Result.Failure<RangeExpression>(result.Remainder, "", []);
        return result.Value is RangeExpression range
            ? Result.Success(range, result.Remainder)
            : Grammar.Fail<RangeExpression>(
                at, SyntaxDiagnostics.Unexpected, SyntaxMessages.Expected(["a range such as `[0.0 .. 1.0]`"], at));
    }

    /// <summary><c>: epoch -&gt;</c> before the type, or nothing.</summary>
    private static IResult<UnitSyntax?> Clock(IInput input)
    {
        var at = (TokenInput)input;
        if (!at.Token.IsSymbol(":"))
            return Result.Success<UnitSyntax?>(null, input);
        var unit = UnitParser.Unit(at.Next);
        if (unit.WasSuccessful && ((TokenInput)unit.Remainder).Token.IsSymbol("->"))
            return Result.Success<UnitSyntax?>(unit.Value, unit.Remainder.Advance());
        at.State.Forget();
        return Result.Success<UnitSyntax?>(null, input);
    }

    private static IResult<Expression> Budget(IInput input)
    {
        var at = (TokenInput)input;
        if (!at.Token.IsKeyword("for"))
        {
            return Grammar.Fail<Expression>(
                at, SyntaxDiagnostics.BudgetMissing, SyntaxMessages.Expected(["`for` and how long to train"], at),
                "state a budget, as in `for 1_000<step>`");
        }

        return at.Next.Token.Is(TokenKind.Identifier, "each") && at.Next.Next.Token.Kind == TokenKind.Identifier
            ? Grammar.Fail<Expression>(at.Next, SyntaxDiagnostics.LaterVersion, "`for each` comes with a later version.")
            : _budget(at.Next);
    }

    private static readonly Parser<Expression> _budget = ExpressionParser.Until();

    private static IResult<Token> Member(IInput input) =>
        InBlock(Grammar.Text("the runtime member, as a text \"Class.Member\""))(input);

    /// <summary>What stands between the opening and the closing token of a block.</summary>
    private static Parser<T> InBlock<T>(Parser<T> content) => input =>
    {
        var at = (TokenInput)input;
        if (at.Token.Kind != TokenKind.BlockOpen)
            return Grammar.Expected<T>(at, "a body");
        return content(at.Next).IfSuccess(result => ((TokenInput)result.Remainder).Token.Kind == TokenKind.BlockClose
            ? Result.Success(result.Value, result.Remainder.Advance())
            : Grammar.Expected<T>(result.Remainder, "the end of the line"));
    };
}
