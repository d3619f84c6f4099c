namespace MLSpec.Dsl.Diagnostics;

/// <summary>What can be wrong with the letters (10xx), the layout (11xx) and the grammar (2xxx) of a spec.</summary>
public static class SyntaxDiagnostics
{
    public static readonly DiagnosticDescriptor Tab = Error("MLS1001", "Tab");
    public static readonly DiagnosticDescriptor UnknownCharacter = Error("MLS1002", "Unknown character");
    public static readonly DiagnosticDescriptor InvisibleCharacter = Error("MLS1003", "Invisible character");
    public static readonly DiagnosticDescriptor TextNotClosed = Error("MLS1004", "Text not closed");
    public static readonly DiagnosticDescriptor InvalidEscape = Error("MLS1005", "Invalid escape in a text");
    public static readonly DiagnosticDescriptor CommentNotClosed = Error("MLS1006", "Comment not closed");
    public static readonly DiagnosticDescriptor GluedNumber = Error("MLS1007", "Number glued to letters");
    public static readonly DiagnosticDescriptor MalformedNumber = Error("MLS1008", "Malformed number");
    public static readonly DiagnosticDescriptor NumberOutOfRange = Error("MLS1009", "Number out of range");
    public static readonly DiagnosticDescriptor QuotedNameNotClosed = Error("MLS1010", "Quoted name not closed");
    public static readonly DiagnosticDescriptor CharacterLiteral = Error("MLS1011", "Character literal");

    public static readonly DiagnosticDescriptor BodyNotIndented = Error("MLS1101", "Body not indented");
    public static readonly DiagnosticDescriptor LineLeftOfBlock = Error("MLS1102", "Line left of its block");
    public static readonly DiagnosticDescriptor NotAligned = Error("MLS1103", "Item not aligned");
    public static readonly DiagnosticDescriptor IndentedDeclaration = Error("MLS1104", "Indented declaration");

    public static readonly DiagnosticDescriptor Unexpected = Error("MLS2001", "Something else was expected");
    public static readonly DiagnosticDescriptor ExpressionExpected = Error("MLS2002", "Expression expected");
    public static readonly DiagnosticDescriptor BracketNotClosed = Error("MLS2003", "Bracket not closed");
    public static readonly DiagnosticDescriptor BracketNotOpened = Error("MLS2004", "Bracket not opened");
    public static readonly DiagnosticDescriptor DeclarationExpected = Error("MLS2005", "Declaration expected");
    public static readonly DiagnosticDescriptor WordNotFree = Error("MLS2006", "Word that cannot be a name");
    public static readonly DiagnosticDescriptor NameExpected = Error("MLS2007", "Name expected");
    public static readonly DiagnosticDescriptor UnknownStatement = Error("MLS2008", "Unknown statement");
    public static readonly DiagnosticDescriptor LaterVersion = Error("MLS2009", "Comes with a later version");
    public static readonly DiagnosticDescriptor BlockWithoutValue = Error("MLS2010", "Block without a value");
    public static readonly DiagnosticDescriptor SecondValue = Error("MLS2011", "Second value in a block");
    public static readonly DiagnosticDescriptor ElseMissing = Error("MLS2012", "`else` missing");
    public static readonly DiagnosticDescriptor BinderIncomplete = Error("MLS2013", "Incomplete binder");
    public static readonly DiagnosticDescriptor ParenthesesNeeded = Error("MLS2014", "Parentheses needed");
    public static readonly DiagnosticDescriptor UnitExpected = Error("MLS2015", "Malformed unit of measure");
    public static readonly DiagnosticDescriptor TypeExpected = Error("MLS2016", "Type expected");
    public static readonly DiagnosticDescriptor TypeMissing = Error("MLS2017", "Declaration without its type");
    public static readonly DiagnosticDescriptor ArrayForm = Error("MLS2018", "Malformed array type");
    public static readonly DiagnosticDescriptor TransitionForm = Error("MLS2019", "Malformed transition");
    public static readonly DiagnosticDescriptor ChainedComparison = Error("MLS2020", "Chained comparison");
    public static readonly DiagnosticDescriptor CommaBetweenFields = Error("MLS2021", "Comma between fields");
    public static readonly DiagnosticDescriptor IndexWithoutDot = Error("MLS2022", "Index without a dot");
    public static readonly DiagnosticDescriptor BudgetMissing = Error("MLS2023", "Training without a budget");
    public static readonly DiagnosticDescriptor PatternExpected = Error("MLS2024", "Pattern expected");
    public static readonly DiagnosticDescriptor TooDeep = Error("MLS2025", "Nested too deeply");

    public static readonly DiagnosticDescriptor NegativeArgument = Warning("MLS2101", "Negative argument or subtraction");
    public static readonly DiagnosticDescriptor NegatedPower = Warning("MLS2102", "Power of a negated operand");

    private static DiagnosticDescriptor Error(string code, string title) => new(code, Severity.Error, title);

    private static DiagnosticDescriptor Warning(string code, string title) => new(code, Severity.Warning, title);
}
