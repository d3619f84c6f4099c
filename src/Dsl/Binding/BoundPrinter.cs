using System.Text;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

/// <summary>Bound modules as indented text, every binding with its type: <c>explain --stage bound</c>.</summary>
public static class BoundPrinter
{
    public static string Print(BoundModule module)
    {
        var text = new StringBuilder();
        if (module.Name.Length > 0)
            text.Append("module ").Append(module.Name).Append("\n\n");
        text.Append(string.Join("\n", module.Declarations.Select(Print)));
        return text.ToString();
    }

    public static string Print(BoundDeclaration declaration)
    {
        var name = declaration.Symbol.Name;
        var type = SchemePrinter.Print(declaration.Symbol.Scheme);
        return declaration switch
        {
            BoundUnitDeclaration d => $"unit {name} = {d.Unit}\n",
            BoundTypeDeclaration d => $"type {name} = {(d.Type is RecordType r ? r with { Name = null } : d.Type)}\n",
            BoundParam d => $"param {name} : {d.Type} = {Value(d.Value, 1)}{(d.Low is null ? "" : $" in [{d.Low} .. {d.High}]")}\n",
            BoundLet d => $"let {name} : {type} ={Body(d.Value, 1)}\n",
            BoundData d => $"data {name} : {type} ={Body(d.Source, 1)}\n",
            BoundModel d => $"model {name} : {type} ={Body(d.Function, 1)}\n",
            BoundUncertainty d => $"uncertainty {name} : {type} ={Body(d.Value, 1)}\n",
            BoundSchedule d => $"schedule {name} : {type} ={Body(d.Value, 1)}\n",
            BoundObjective d => $"objective {name} : {type} ={Body(d.Value, 1)}\n",
            BoundExtern d => $"extern {name} : {type}{(d.Member is null ? "" : $" = \"{d.Member}\"")}\n"
                + string.Concat(d.Rules.Select(r => $"    {r.Name} ={Body(r.Value, 2)}\n")),
            BoundTrain d => TrainPrinter.Print(d),
            BoundProtocol d => ProtocolPrinter.Print(d),
            _ => throw new InvalidOperationException($"No notation for {declaration.GetType().Name}."),
        };
    }

    /// <summary>The expression behind <c>=</c> or <c>-&gt;</c>: on the same line where it is short, else as an indented block.</summary>
    internal static string Body(BoundExpression expression, int depth)
    {
        var text = Value(expression, depth);
        return text.IndexOf('\n') < 0 && text.Length <= 80 ? " " + text : NewLine(depth) + text;
    }

    internal static string Value(BoundExpression expression, int depth) => expression switch
    {
        BoundError => "?",
        BoundNumber e => Number(e.Value, e.Type) + Suffix(e.Type),
        BoundText e => "\"" + e.Value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n") + "\"",
        BoundBoolean e => e.Value ? "true" : "false",
        BoundVoid => "()",
        BoundName e => e.Symbol.Name,
        BoundNow e => $"now {e.Schedule.Name}",
        BoundClock e => $"clock {e.From} to {e.To} ({Value(e.Schedule, depth)})",
        BoundApplication e => Atom(e.Function, depth, isFunction: true) + " " + Atom(e.Argument, depth),
        BoundLambda e => $"fun {string.Join(" ", e.Parameters.Select(Parameter))} ->{Body(e.Body, depth + 1)}",
        BoundLocalLet e => $"let {Pattern(e.Pattern)} : {LocalType(e)} ={Body(e.Value, depth + 1)}{NewLine(depth)}{Value(e.Body, depth)}",
        BoundIf e => $"if {Value(e.Condition, depth)} then {Value(e.Then, depth)} else {Value(e.Else, depth)}",
        BoundTuple e => $"({Join(", ", e.Items, depth)})",
        BoundList e => $"[{Join("; ", e.Items, depth)}]",
        BoundRange e => $"[{string.Join("; ", e.Values.Select(v => Number(v, Arrays.Split(e.Type).Element)))}]",
        BoundRecord e => $"{{ {Fields(e.Fields, depth)} }}",
        BoundCopy e => $"{{ {Value(e.Target, depth)} with {Fields(e.Fields, depth)} }}",
        BoundMember e => $"{Atom(e.Target, depth)}.{e.Member}",
        BoundIndex e => $"{Atom(e.Target, depth)}.[{string.Join(", ", e.Subscripts.Select(s => Subscript(s, depth)))}]",
        BoundComprehension e =>
            $"[ for {Pattern(e.Variable)} : {TypeNames.Of(e.Variable.Type)} in {Value(e.Domain, depth)} ->{Body(e.Body, depth + 1)} ]",
        BoundBinder e =>
            $"{e.Kind.ToString().ToLowerInvariant()} {Pattern(e.Variable)} : {TypeNames.Of(e.Variable.Type)} in {Value(e.Domain, depth)}"
            + (e.Method is { } method ? $" by {Value(method, depth)}" : "") + $" ->{Body(e.Body, depth + 1)}",
        BoundOperation { Operator: Operator.Negate } e => "-" + Atom(e.Operands[0], depth),
        BoundOperation e => $"{Atom(e.Operands[0], depth)} {Operators.Sign(e.Operator)} {Atom(e.Operands[1], depth)}",
        BoundEstimate e => ProtocolPrinter.Estimate(e),
        BoundContrast e => ProtocolPrinter.Contrast(e),
        _ => throw new InvalidOperationException($"No notation for {expression.GetType().Name}."),
    };

    internal static string Pattern(BoundPattern pattern) => pattern switch
    {
        BoundNamePattern p => p.Symbol.Name,
        BoundTuplePattern p => $"({string.Join(", ", p.Items.Select(Pattern))})",
        _ => "_",
    };

    internal static string Parameter(BoundPattern pattern) => $"({Pattern(pattern)} : {TypeNames.Of(pattern.Type)})";

    internal static string NewLine(int depth) => "\n" + new string(' ', 4 * depth);

    private static string LocalType(BoundLocalLet let) =>
        let.Pattern is BoundNamePattern name ? SchemePrinter.Print(name.Symbol.Scheme) : TypeNames.Of(let.Value.Type);

    private static string Number(ExactDecimal value, Type type)
    {
        var text = value.ToString();
        return type is FloatType && text.IndexOf('.') < 0 && text.IndexOf('e') < 0 ? text + ".0" : text;
    }

    private static string Suffix(Type type) => type switch
    {
        FloatType f when !f.Unit.IsOne => $"<{new TypeNames().Print(f.Unit)}>",
        IntType i when !i.Unit.IsOne => $"<{new TypeNames().Print(i.Unit)}>",
        _ => "",
    };

    private static string Join(string separator, IEnumerable<BoundExpression> items, int depth) =>
        string.Join(separator, items.Select(i => Value(i, depth)));

    private static string Fields(IEnumerable<BoundField> fields, int depth) =>
        string.Join("; ", fields.Select(f => $"{f.Name} = {Value(f.Value, depth)}"));

    private static string Subscript(BoundSubscript subscript, int depth) =>
        subscript.End is { } end ? $"{Value(subscript.Start, depth)} .. {Value(end, depth)}" : Value(subscript.Start, depth);

    private static string Atom(BoundExpression expression, int depth, bool isFunction = false)
    {
        var text = Value(expression, depth);
        var isAtom = expression is BoundNumber { Value.Digits.Sign: >= 0 } or BoundText or BoundBoolean or BoundVoid or BoundName
            or BoundTuple or BoundList or BoundRange or BoundRecord or BoundCopy or BoundMember or BoundIndex or BoundComprehension or BoundError
            || (isFunction && expression is BoundApplication);
        return isAtom ? text : $"({text})";
    }
}
