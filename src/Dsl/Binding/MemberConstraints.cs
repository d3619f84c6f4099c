using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

/// <summary><c>target.name : result</c>: a field of a record or of an environment, or a split of a data set.</summary>
internal sealed record MemberConstraint(Type Target, string Name, Type Result, TextSpan Span) : Constraint(Span)
{
    public override IEnumerable<Type> Types => [Target, Result];

    public override TypeConstraint Map(TypeMapper mapper, TextSpan span) =>
        this with { Target = mapper.Map(Target), Result = mapper.Map(Result), Span = span };

    public override bool TrySolve(Inference inference)
    {
        var target = inference.Resolve(Target);
        if (target is VariableType)
            return false;
        inference.Unify(Result, Member(inference, target), Span);
        return true;
    }

    public override void Default(Inference inference)
    {
        inference.Diagnostics.Report(
            TypeDiagnostics.CannotInfer,
            Span,
            $"The record that `{Name}` is read from is not known.",
            "write the type of the parameter: `(row : Row)`.");
        inference.Solver.Unify(Target, ErrorType.Instance);
    }

    private Type Member(Inference inference, Type target)
    {
        switch (target)
        {
            case ErrorType:
                return target;
            case RecordType record:
                if (record.Fields.FirstOrDefault(f => f.Name == Name) is { } field)
                    return field.Type;
                Report(
                    inference,
                    NameDiagnostics.FieldNotFound,
                    $"The record has no field `{Name}`; its fields are {Words.List(record.Fields.Select(f => f.Name).ToList())}.",
                    record.Fields.Select(f => f.Name));
                return ErrorType.Instance;
            case AppliedType { Constructor: LanguageTypes.Data } data:
                if (LanguageTypes.Splits.Contains(Name))
                    return LanguageTypes.RowsOf(data.Arguments[0]);
                Report(
                    inference,
                    NameDiagnostics.SplitNotFound,
                    $"Data has the splits {Words.List(LanguageTypes.Splits)}, but no `{Name}`.",
                    LanguageTypes.Splits);
                return ErrorType.Instance;
            case AppliedType { Constructor: LanguageTypes.Environment } environment:
                if (EnvironmentTypes.FieldOf(environment, Name) is { } part)
                    return part;
                Report(
                    inference,
                    NameDiagnostics.FieldNotFound,
                    $"An environment has no field `{Name}`; its fields are {Words.List(EnvironmentTypes.Fields)}.",
                    EnvironmentTypes.Fields);
                return ErrorType.Instance;
            case AppliedType { Constructor: LanguageTypes.Rows }:
                inference.Diagnostics.Report(
                    TypeDiagnostics.NoFields,
                    Span,
                    $"`{Name}` is read from rows, but a field belongs to one row.",
                    LanguageTypes.Splits.Contains(Name)
                        ? "a split is taken of data, once; a replay has none: leave `." + Name + "` out."
                        : "bind a row first: `expect row in ... -> row." + Name + "`.");
                return ErrorType.Instance;
            default:
                inference.Diagnostics.Report(
                    TypeDiagnostics.NoFields,
                    Span,
                    $"{TypeNames.Of(target)} has no members, so there is no `{Name}`.");
                return ErrorType.Instance;
        }
    }

    private void Report(Inference inference, DiagnosticDescriptor descriptor, string message, IEnumerable<string> candidates) =>
        inference.Diagnostics.Report(descriptor, Span, message, Nearest.Fix(Name, candidates));
}

/// <summary>A tuple pattern on a value: its parts are those of a tuple, or the fields of a record in order.</summary>
internal sealed record PartsConstraint(Type Target, ImmutableArray<Type> Parts, TextSpan Span) : Constraint(Span)
{
    public override IEnumerable<Type> Types => Parts.Insert(0, Target);

    public override TypeConstraint Map(TypeMapper mapper, TextSpan span) =>
        this with { Target = mapper.Map(Target), Parts = Parts.Select(mapper.Map).ToImmutableArray(), Span = span };

    public override bool TrySolve(Inference inference)
    {
        var target = inference.Resolve(Target);
        if (inference.Solver.IsUnknown(target))
            return false;
        var parts = target switch
        {
            TupleType t => t.Items.ToList(),
            RecordType r => r.Fields.Select(f => f.Type).ToList(),
            _ => null,
        };
        if (target is not ErrorType && parts?.Count != Parts.Length)
            Report(inference, target, parts?.Count);
        for (var i = 0; i < Parts.Length; i++)
            inference.Unify(Parts[i], parts is not null && i < parts.Count ? parts[i] : ErrorType.Instance, Span);
        return true;
    }

    public override void Default(Inference inference) => inference.Solver.TryUnify(Target, new TupleType(Parts.ToEquatableList()));

    private void Report(Inference inference, Type target, int? count)
    {
        var fields = target is RecordType r ? $": {Words.List(r.Fields.Select(f => f.Name).ToList())}" : "";
        inference.Diagnostics.Report(
            TypeDiagnostics.TupleSize,
            Span,
            count is { } n
                ? $"The pattern has {Words.Count(Parts.Length, "part")}, but the value has {n}{fields}."
                : $"The pattern takes a value apart that has no parts: {TypeNames.Of(target)}.",
            count > Parts.Length ? "write `_` for a part that is not used." : null);
    }
}
