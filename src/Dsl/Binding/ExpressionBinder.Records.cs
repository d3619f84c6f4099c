using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

/// <summary>Records, tuples and members.</summary>
internal sealed partial class ExpressionBinder
{
    private BoundExpression InferTuple(TupleExpression tuple, Scope scope, Type? hint)
    {
        var expected = hint is not null && inference.Head(hint) is TupleType t && t.Items.Count == tuple.Items.Length ? t : null;
        var items = tuple.Items.Select((item, i) => expected is null ? Infer(item, scope) : Check(item, expected.Items[i], scope)).ToList();
        return new BoundTuple(items.ToImmutableArray(), new TupleType(items.Select(i => i.Type).ToEquatableList()), tuple.Span);
    }

    private BoundExpression InferRecord(RecordExpression record, Scope scope, Type? hint)
    {
        ReportTwice(record.Fields);
        if (hint is not null && inference.Head(hint) is RecordType expected)
            return CheckRecord(record, expected, scope);
        var fields = record.Fields.Select(f => new BoundField(f.Name.Text, Infer(f.Value, scope))).ToList();
        var type = new RecordType(null, fields.Select(f => new FieldType(f.Name, f.Value.Type)).ToEquatableList());
        return new BoundRecord(fields.ToImmutableArray(), type, record.Span);
    }

    /// <summary>A record against its type: fields in any order, those with a default may be left out.</summary>
    private BoundExpression CheckRecord(RecordExpression record, RecordType expected, Scope scope)
    {
        var known = expected.Fields.Select(e => e.Name).ToList();
        var unknown = record.Fields.Where(f => !known.Contains(f.Name.Text)).ToList();
        foreach (var field in unknown)
        {
            Diagnostics.Report(
                NameDiagnostics.FieldNotFound,
                field.Name.Span,
                $"There is no field `{field.Name.Text}` here; the fields are {Words.List(known)}.",
                Nearest.Fix(field.Name.Text, known));
            Infer(field.Value, scope);
        }

        bool IsGiven(string name) => record.Fields.Any(f => f.Name.Text == name || Nearest.To(f.Name.Text, known) == name);
        var missing = expected.Fields.Where(e => e.Default is null && !IsGiven(e.Name)).ToList();
        if (missing.Count > 0)
        {
            Diagnostics.Report(
                TypeDiagnostics.MissingField,
                record.Span,
                $"The record lacks {Words.List(missing.Select(m => m.Name).ToList())}.",
                $"add `{missing[0].Name} = ...` of type {TypeNames.Of(inference.Resolve(missing[0].Type))}.");
        }

        var fields = expected.Fields.Select(e => new BoundField(e.Name, FieldValue(record, e, scope)));
        return new BoundRecord(fields.ToImmutableArray(), expected, record.Span);
    }

    private BoundExpression FieldValue(RecordExpression record, FieldType field, Scope scope)
    {
        if (record.Fields.FirstOrDefault(f => f.Name.Text == field.Name) is { } given)
            return Check(given.Value, field.Type, scope);
        if (field.Default is not { } value)
            return new BoundError(record.Span);
        switch (inference.Head(field.Type))
        {
            case ScheduleType schedule:
                return AsSchedule(new BoundNumber(value, schedule.Value, record.Span), schedule, scope);
            case DimensionType dimension when value.IsInteger:
                inference.Unify(dimension, new DimensionType(new FixedDimension((int)value.ToDouble())), record.Span);
                break;
        }

        return new BoundNumber(value, field.Type, record.Span);
    }

    private BoundExpression InferCopy(CopyExpression copy, Scope scope)
    {
        ReportTwice(copy.Fields);
        var target = Infer(copy.Target, scope);
        var fields = new List<BoundField>();
        foreach (var field in copy.Fields)
        {
            var type = inference.Fresh();
            inference.Require(new MemberConstraint(target.Type, field.Name.Text, type, field.Name.Span));
            fields.Add(new BoundField(field.Name.Text, Check(field.Value, type, scope)));
        }

        return new BoundCopy(target, fields.ToImmutableArray(), target.Type, copy.Span);
    }

    private void ReportTwice(IEnumerable<FieldSyntax> fields)
    {
        foreach (var twice in fields.GroupBy(f => f.Name.Text).SelectMany(g => g.Skip(1)))
            Diagnostics.Report(
                NameDiagnostics.FieldTwice,
                twice.Name.Span,
                $"The field `{twice.Name.Text}` is given twice.",
                "remove one of them.");
    }

    private BoundExpression InferMember(MemberExpression member, Scope scope)
    {
        var target = Infer(member.Target, scope);
        var type = inference.Fresh();
        inference.Require(new MemberConstraint(inference.Head(target.Type), member.Member.Text, type, member.Member.Span));
        return new BoundMember(target, member.Member.Text, type, member.Span);
    }
}
