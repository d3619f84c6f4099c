using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

/// <summary>What an extern may state of its function, each in a line <c>name = expression</c>, and of which type.</summary>
public static class ExternRules
{
    /// <summary>
    /// The pullback: for <c>a -&gt; b -&gt; r</c> it is <c>a -&gt; b -&gt; g -&gt; da * db</c>; an argument that is no float has the
    /// derivative <c>()</c>.
    /// </summary>
    public const string Gradient = "gradient";

    /// <summary>
    /// The smallest and the largest value while the last argument lies in an interval: <c>a -&gt; low -&gt; high -&gt; r * r</c>.
    /// </summary>
    public const string Range = "range";

    /// <summary>
    /// For an elementwise function, a line below and one above while the last argument lies in an interval:
    /// <c>a -&gt; low -&gt; high -&gt; t -&gt; { lower : slope * offset; upper : slope * offset }</c>. Both have to be right for every t
    /// from 0 to 1, which chooses among the tangents.
    /// </summary>
    public const string Relaxation = "relaxation";

    /// <summary>A good t, <c>a -&gt; low -&gt; high -&gt; t</c>.</summary>
    public const string Start = "start";

    /// <summary>The same function written in others that have tighter bounds: a function of the same type.</summary>
    public const string Equal = "equal";

    internal static Type TypeFor(string rule, Type function, Inference inference)
    {
        var arguments = new List<Type>();
        var result = function;
        for (; result is FunctionType f; result = f.Result)
            arguments.Add(f.Parameter);
        return rule == Equal ? function
            : rule == Gradient ? Functions(arguments, Pullback(arguments, result, inference))
            : Functions(arguments, new FunctionType(arguments[arguments.Count - 1], OnInterval(rule, arguments[arguments.Count - 1], result)));
    }

    private static Type Functions(IEnumerable<Type> arguments, Type result) =>
        arguments.Reverse().Aggregate(result, (type, argument) => new FunctionType(argument, type));

    /// <summary>With w the unit of what is differentiated, a cotangent has the shape of its value and the unit w / unit of the
    /// value.</summary>
    private static FunctionType Pullback(List<Type> arguments, Type result, Inference inference)
    {
        var unit = inference.Solver.FreshUnit();
        var cotangents = arguments.Select(a => Cotangent(a, unit)).ToList();
        return new FunctionType(
            Cotangent(result, unit), cotangents.Count == 1 ? cotangents[0] : new TupleType(cotangents.ToEquatableList()));
    }

    private static Type Cotangent(Type value, Unit unit)
    {
        var (element, shape) = Arrays.Split(value);
        return element is FloatType f ? Arrays.Of(new FloatType(unit / f.Unit), shape) : new VoidType();
    }

    private static Type OnInterval(string rule, Type argument, Type result)
    {
        if (rule == Range)
            return Pair(result, result);
        var (element, shape) = Arrays.Split(result);
        var position = Arrays.Of(new FloatType(Unit.One), shape);
        if (rule == Start)
            return position;
        var unit = element is FloatType to && Arrays.Split(argument).Element is FloatType from ? to.Unit / from.Unit : Unit.One;
        var line = Pair(Arrays.Of(new FloatType(unit), shape), result);
        var fields = new[] { new FieldType("lower", line), new FieldType("upper", line) };
        return new FunctionType(position, new RecordType(null, fields.ToEquatableList()));
    }

    private static TupleType Pair(Type first, Type second) => new(new[] { first, second }.ToEquatableList());
}
