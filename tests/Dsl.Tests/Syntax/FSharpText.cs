using System.Globalization;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Tests.Syntax;

/// <summary>Trees in the notation of Conformance/Oracle.fsx.</summary>
internal static class FSharpText
{
    public static string Of(SyntaxTree tree) => string.Join(" ", tree.Declarations.Select(d => d is LetDeclaration let
        ? Define(let.Name.Text, let.Parameters, let.Body)
        : throw new ArgumentException($"not in the shared subset: {d.GetType().Name}")));

    private static string Define(string name, IEnumerable<Pattern> parameters, Expression value) =>
        Join("define", string.Join(" ", [name, .. parameters.Select(Of)]), Of(value));

    private static string Of(Pattern pattern) => pattern switch
    {
        NamePattern p => p.Name,
        WildcardPattern => "_",
        UnitPattern => "()",
        TuplePattern p => Join(["tuple", .. p.Items.Select(Of)]),
        _ => throw new ArgumentOutOfRangeException(nameof(pattern)),
    };

    private static string Of(Expression expression) => expression switch
    {
        NumberExpression e => e.Value.ToDouble().ToString("R", CultureInfo.InvariantCulture),
        TextExpression e => $"\"{e.Value}\"",
        BooleanExpression e => e.Value ? "true" : "false",
        UnitValueExpression => "()",
        NameExpression e => e.Name,
        MemberExpression e => Join("member", Of(e.Target), e.Member.Text),
        IndexExpression e => Join("index", Of(e.Target), Of(e.Indices.Single())),
        ApplicationExpression e => Join("app", Of(e.Function), Of(e.Argument)),
        UnaryExpression { Operator: "-" } e => Join("neg", Of(e.Operand)),
        BinaryExpression e => Join(e.Operator, Of(e.Left), Of(e.Right)),
        IfExpression e => Join("if", Of(e.Condition), Of(e.Then), Of(e.Else)),
        LambdaExpression e => Join(["fun", .. e.Parameters.Select(Of), Of(e.Body)]),
        BlockExpression e => e.Lets.Reverse().Aggregate(Of(e.Result), (body, let) => Join("let", Of(let), body)),
        TupleExpression e => Join(["tuple", .. e.Items.Select(Of)]),
        ListExpression e => Join(["list", .. e.Items.Select(Of)]),
        ComprehensionExpression e => Join("map", Of(e.Variable), Of(e.Domain), Of(e.Body)),
        RangeExpression { Increment: { } increment } e => Join("range", Of(e.Start), Of(increment), Of(e.End)),
        RangeExpression e => Join("range", Of(e.Start), Of(e.End)),
        RecordExpression e => Join(["record", .. e.Fields.Select(Of)]),
        CopyExpression e => Join(["copy", Of(e.Target), .. e.Fields.Select(Of)]),
        _ => throw new ArgumentOutOfRangeException(nameof(expression)),
    };

    private static string Of(FieldSyntax field) => Join("field", field.Name.Text, Of(field.Value));

    private static string Of(LocalLet let) => Define(Of(let.Pattern), let.Parameters, let.Value);

    private static string Join(params string[] items) => $"({string.Join(" ", items)})";
}
