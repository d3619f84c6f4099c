using System.Collections.Immutable;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Tests.Syntax;

/// <summary>Random expression trees, without spans, and their smaller relatives.</summary>
internal static class ExpressionGenerator
{
    private static readonly TextSpan _nowhere = new(0, 0);

    private static readonly Gen<string> _names = Gen.Elements(
        "x", "y'", "net", "rate", "by", "over", "with", "batch", "my value", "s_1", "ĝ");

    private static readonly Gen<Name> _fieldNames = Gen.Elements("image", "train", "data", "rate", "x'").Select(
        text => new Name(text, _nowhere));

    private static readonly Gen<UnitSyntax> _units = Gen.OneOf(
        Gen.Elements("step", "epoch", "nat").Select(UnitSyntax (name) => new NamedUnit(name, _nowhere)),
        Gen.Constant<UnitSyntax>(new OneUnit(_nowhere)),
        Gen.Constant<UnitSyntax>(new AnyUnit(_nowhere)),
        Gen.Constant<UnitSyntax>(new VariableUnit("u", _nowhere)),
        from exponent in Gen.Choose(-3, 3)
        select (UnitSyntax)new QuotientUnit(
            new ProductUnit(new NamedUnit("kg", _nowhere), new NamedUnit("m", _nowhere), _nowhere),
            new PowerUnit(new NamedUnit("s", _nowhere), exponent, _nowhere), _nowhere));

    private static readonly Gen<TypeSyntax> _types = Gen.Elements(
        "float", "float[64]", "float['n + 2 * 'm, product 's, ('h - ('k - 1)) / 'd + 1]", "float<nat>", "'a -> 'b * dist float['s.., 'n]", "{ a : float; b : class[10] }", "schedule<step> float",
        "params of net")
        .Select(text => ((TypeDeclaration)SyntaxText.Parse($"type T = {text}").Declarations[0]).Type);

    private static readonly Gen<Expression> _leaves = Gen.OneOf(
        _names.Select(Expression (name) => new NameExpression(name, _nowhere)),
        from digits in Gen.Choose(0, 100_000)
        from exponent in Gen.Choose(-6, 3)
        from unit in Gen.OneOf(Gen.Constant<UnitSyntax?>(null), _units.Select(UnitSyntax? (u) => u))
        let isInteger = exponent == 0
        select (Expression)new NumberExpression(new ExactDecimal(new BigInteger(digits), exponent), isInteger, unit, _nowhere),
        Gen.Elements("", "a b", "say \"hi\"\n", "C:\\dir", "// no (* comment").Select(
        Expression (text) => new TextExpression(text, _nowhere)),
        Gen.Elements(true, false).Select(Expression (value) => new BooleanExpression(value, _nowhere)),
        Gen.Constant<Expression>(new UnitValueExpression(_nowhere)));

    public static readonly Arbitrary<Expression> Expressions = Arb.From(Gen.Sized(size => Of(Math.Min(size, 40))), Smaller);

    private static Gen<Expression> Of(int size)
    {
        if (size <= 1)
            return _leaves;
        var half = Of(size / 2);
        var third = Of(size / 3);
        return Gen.Frequency(
            (2, _leaves),
            (4, from f in half from x in half select (Expression)new ApplicationExpression(f, x, _nowhere)),
            (2, from e in half from name in _fieldNames select (Expression)new MemberExpression(e, name, _nowhere)),
            (1, from e in half
                from indices in Some(Gen.OneOf(third, Range(third)))
                select (Expression)new IndexExpression(e, indices, _nowhere)),
            (2, from op in Gen.Elements("-", "+") from e in half select (Expression)new UnaryExpression(op, e, _nowhere)),
            (6, from op in Gen.Elements("|>", ">>", "||", "&&", "=", "==", "<>", "<", ">", "<=", ">=", "+", "-", "*", "/", "%", "**")
                from left in half
                from right in half
                select (Expression)new BinaryExpression(left, op, _nowhere, right, _nowhere)),
            (2, from c in third from a in Body(third) from b in Body(third) select (Expression)new IfExpression(c, a, b, _nowhere)),
            (2, from parameters in Some(Patterns(2))
                from body in Body(half)
                select (Expression)new LambdaExpression(parameters, body, _nowhere)),
            (2, from items in Many(third) select (Expression)new TupleExpression(items, _nowhere)),
            (2, from items in Some(third) select (Expression)new ListExpression(items, _nowhere)),
            (1, Range(third)),
            (2, from fields in Some(Field(third)) select (Expression)new RecordExpression(fields, _nowhere)),
            (1, from target in third from fields in Some(Field(third)) select (Expression)new CopyExpression(target, fields, _nowhere)),
            (1, from p in Patterns(2)
                from d in third
                from body in Body(half)
                select (Expression)new ComprehensionExpression(p, d, body, _nowhere)),
            (3, from kind in Gen.Elements(Enum.GetValues<BinderKind>())
                from p in Patterns(2)
                from d in third
                from method in Maybe(third)
                from body in Body(half)
                select (Expression)new BinderExpression(kind, p, d, method, body, _nowhere)),
            (1, from f in third
                from a in third
                from b in third
                from over in Maybe(third)
                select (Expression)new TransitionExpression(f, a, b, over, _nowhere)),
            (1, from a in half from b in half select (Expression)new SequenceExpression(a, b, _nowhere)));
    }

    private static Gen<Expression> Body(Gen<Expression> inner) => Gen.Frequency(
        (4, inner),
        (1, from lets in Some(Let(inner)) from result in inner select (Expression)new BlockExpression(lets, result, _nowhere)));

    private static Gen<LocalLet> Let(Gen<Expression> inner) =>
        from isFunction in Gen.Elements(true, false)
        from pattern in isFunction
            ? _names.Where(IsPlain).Select(Pattern (name) => new NamePattern(name, null, _nowhere))
            : Patterns(2).Where(p => p is not NamePattern { Type: not null })
        from parameters in isFunction ? Some(Patterns(1)) : Gen.Constant(ImmutableArray<Pattern>.Empty)
        from type in Maybe(_types)
        from value in Body(inner)
        select new LocalLet(pattern, parameters, type, value, _nowhere);

    private static Gen<Pattern> Patterns(int depth) => Gen.Frequency(
        (4, _names.Where(IsPlain).Select(Pattern (name) => new NamePattern(name, null, _nowhere))),
        (1, from name in _names.Where(IsPlain) from type in _types select (Pattern)new NamePattern(name, type, _nowhere)),
        (1, Gen.Constant<Pattern>(new WildcardPattern(null, _nowhere))),
        (1, Gen.Constant<Pattern>(new UnitPattern(_nowhere))),
        (1, depth == 0 ? Gen.Constant<Pattern>(new WildcardPattern(null, _nowhere)) : Many(Patterns(depth - 1)).Select(
        Pattern (items) => new TuplePattern(items, _nowhere))));

    private static bool IsPlain(string name) => !name.Contains(' ');

    private static Gen<Expression> Range(Gen<Expression> inner) =>
        from start in inner
        from increment in Maybe(inner)
        from end in inner
        select (Expression)new RangeExpression(start, increment, end, _nowhere);

    private static Gen<FieldSyntax> Field(Gen<Expression> inner) =>
        from name in _fieldNames
        from value in Body(inner)
        select new FieldSyntax(name, value, _nowhere);

    private static Gen<T?> Maybe<T>(Gen<T> inner)
        where T : class => Gen.OneOf(Gen.Constant<T?>(null), inner.Select(T? (value) => value));

    private static Gen<ImmutableArray<T>> Some<T>(Gen<T> inner) =>
        Gen.Choose(1, 3).SelectMany(n => inner.ArrayOf(n)).Select(items => items.ToImmutableArray());

    private static Gen<ImmutableArray<T>> Many<T>(Gen<T> inner) =>
        Gen.Choose(2, 3).SelectMany(n => inner.ArrayOf(n)).Select(items => items.ToImmutableArray());

    /// <summary>The parts of an expression, and the expression with one part replaced by a name.</summary>
    private static IEnumerable<Expression> Smaller(Expression expression)
    {
        var x = new NameExpression("x", _nowhere);
        if (expression == x)
            return [];
        var parts = Parts(expression).ToList();
        return expression switch
        {
            BinaryExpression e =>
                [.. parts, .. Smaller(e.Left).Select(l => e with { Left = l }), .. Smaller(e.Right).Select(r => e with { Right = r })],
            ApplicationExpression e =>
            [.. parts, .. Smaller(e.Function).Select(f => e with { Function = f }),
            .. Smaller(e.Argument).Select(a => e with { Argument = a })],
            IfExpression e =>
            [.. parts, .. Smaller(e.Then).Select(t => e with { Then = t }), .. Smaller(e.Else).Select(o => e with { Else = o }),
            .. Smaller(e.Condition).Select(c => e with { Condition = c })],
            BinderExpression e =>
            [.. parts, .. Smaller(e.Domain).Select(d => e with { Domain = d }), .. Smaller(e.Body).Select(b => e with { Body = b })],
            LambdaExpression e => [.. parts, .. Smaller(e.Body).Select(b => e with { Body = b })],
            UnaryExpression e => [.. parts, .. Smaller(e.Operand).Select(o => e with { Operand = o })],
            BlockExpression e => [.. parts, .. Smaller(e.Result).Select(r => e with { Result = r })],
            _ => [.. parts, x],
        };
    }

    private static IEnumerable<Expression> Parts(SyntaxNode node) =>
        TreeInvariants.Children(node).SelectMany(child => child is Expression part ? [part] : Parts(child));
}
