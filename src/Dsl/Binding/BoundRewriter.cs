using System.Collections.Immutable;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Binding;

/// <summary>Rebuilds a bound expression with all its types mapped.</summary>
public sealed class BoundRewriter(TypeMapper types)
{
    public BoundExpression Rewrite(BoundExpression expression)
    {
        var type = types.Map(expression.Type);
        return expression switch
        {
            BoundName e => e with { Type = type, Instantiation = e.Instantiation?.Then(types) },
            BoundClock e => e with { Schedule = Rewrite(e.Schedule), From = types.Map(e.From), To = types.Map(e.To), Type = type },
            BoundApplication e => e with { Function = Rewrite(e.Function), Argument = Rewrite(e.Argument), Type = type },
            BoundLambda e => e with { Parameters = Rewrite(e.Parameters), Body = Rewrite(e.Body), Type = type },
            BoundLocalLet e => e with { Pattern = Rewrite(e.Pattern), Value = Rewrite(e.Value), Body = Rewrite(e.Body), Type = type },
            BoundIf e => e with { Condition = Rewrite(e.Condition), Then = Rewrite(e.Then), Else = Rewrite(e.Else), Type = type },
            BoundTuple e => e with { Items = Rewrite(e.Items), Type = type },
            BoundList e => e with { Items = Rewrite(e.Items), Type = type },
            BoundRecord e => e with { Fields = Rewrite(e.Fields), Type = type },
            BoundCopy e => e with { Target = Rewrite(e.Target), Fields = Rewrite(e.Fields), Type = type },
            BoundMember e => e with { Target = Rewrite(e.Target), Type = type },
            BoundIndex e => e with { Target = Rewrite(e.Target), Subscripts = Rewrite(e.Subscripts), Type = type },
            BoundComprehension e =>
                e with { Variable = Rewrite(e.Variable), Domain = Rewrite(e.Domain), Body = Rewrite(e.Body), Type = type },
            BoundBinder e => e with
            {
                Variable = Rewrite(e.Variable),
                Domain = Rewrite(e.Domain),
                Method = e.Method is { } method ? Rewrite(method) : null,
                Body = Rewrite(e.Body),
                Type = type,
            },
            BoundOperation e => e with { Operands = Rewrite(e.Operands), Type = type },
            _ => expression with { Type = type },
        };
    }

    public BoundPattern Rewrite(BoundPattern pattern)
    {
        var type = types.Map(pattern.Type);
        return pattern is BoundTuplePattern tuple ? tuple with { Items = Rewrite(tuple.Items), Type = type } : pattern with { Type = type };
    }

    private ImmutableArray<BoundExpression> Rewrite(ImmutableArray<BoundExpression> items) => items.Select(Rewrite).ToImmutableArray();

    private ImmutableArray<BoundPattern> Rewrite(ImmutableArray<BoundPattern> items) => items.Select(Rewrite).ToImmutableArray();

    private ImmutableArray<BoundField> Rewrite(ImmutableArray<BoundField> fields) =>
        fields.Select(f => f with { Value = Rewrite(f.Value) }).ToImmutableArray();

    private ImmutableArray<BoundSubscript> Rewrite(ImmutableArray<BoundSubscript> subscripts) =>
        subscripts.Select(s => new BoundSubscript(Rewrite(s.Start), s.End is { } end ? Rewrite(end) : null)).ToImmutableArray();
}
