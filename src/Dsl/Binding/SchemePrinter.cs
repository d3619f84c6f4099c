using System.Collections.Immutable;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Binding;

/// <summary>The types of polymorphic definitions, with the relations that their variables are under.</summary>
public static class SchemePrinter
{
    /// <summary><c>'a -&gt; 'b when 'a * float = 'b</c></summary>
    public static string Print(TypeScheme scheme)
    {
        var names = new TypeNames();
        var body = names.Print(scheme.Body);
        var relations = scheme.Constraints.Select(c => Print(c, names)).OfType<string>().ToImmutableArray();
        return relations.IsEmpty ? body : $"{body} when {string.Join(", ", relations)}";
    }

    private static string? Print(TypeConstraint constraint, TypeNames names) => constraint switch
    {
        OperatorConstraint { Operator: Operator.Negate } c => $"-{names.Print(c.Left)} = {names.Print(c.Result)}",
        OperatorConstraint { Exponent: { } power } c => $"{names.Print(c.Left)} ** {power} = {names.Print(c.Result)}",
        OperatorConstraint c => $"{names.Print(c.Left)} {Operators.Sign(c.Operator)} {names.Print(c.Right)} = {names.Print(c.Result)}",
        ConditionConstraint c =>
            $"(if {names.Print(c.Condition)} then {names.Print(c.Then)} else {names.Print(c.Else)}) = {names.Print(c.Result)}",
        MemberConstraint c => $"{names.Print(c.Target)}.{c.Name} = {names.Print(c.Result)}",
        IndexConstraint c =>
            $"{names.Print(c.Target)}.[{string.Join(", ", c.Subscripts.Select(s => names.Print(s.Position)))}] = {names.Print(c.Result)}",
        ListConstraint c => $"[{names.Print(c.Item)}] = {names.Print(c.Result)}",
        DomainConstraint c => $"{names.Print(c.Item)} in {names.Print(c.Domain)}",
        DimensionConstraint c => $"{c.Formula.Lettered(names)} = {names.Print(c.Result)}",
        PartsConstraint c => $"({string.Join(", ", c.Parts.Select(names.Print))}) = {names.Print(c.Target)}",
        _ => null,
    };
}
