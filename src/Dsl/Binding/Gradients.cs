using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

/// <summary>The types of derivative rules.</summary>
internal static class Gradients
{
    /// <summary>
    /// The pullback of <c>a -&gt; b -&gt; r</c> is <c>a -&gt; b -&gt; g -&gt; da * db</c>: with w the unit of what is differentiated, a
    /// cotangent has the shape of its
    /// value and the unit w / unit of the value; an argument that is no float has the derivative <c>()</c>.
    /// </summary>
    public static Type TypeFor(Type function, Inference inference)
    {
        var arguments = new List<Type>();
        var result = function;
        for (; result is FunctionType f; result = f.Result)
            arguments.Add(f.Parameter);
        var unit = inference.Solver.FreshUnit();
        var cotangents = arguments.Select(a => Cotangent(a, unit)).ToList();
        Type pullback = cotangents.Count == 1 ? cotangents[0] : new TupleType(cotangents.ToEquatableList());
        pullback = new FunctionType(Cotangent(result, unit), pullback);
        return Enumerable.Reverse(arguments).Aggregate(pullback, (type, argument) => new FunctionType(argument, type));
    }

    private static Type Cotangent(Type value, Unit unit)
    {
        var (element, shape) = Arrays.Split(value);
        return element is FloatType f ? Arrays.Of(new FloatType(unit / f.Unit), shape) : new VoidType();
    }
}
