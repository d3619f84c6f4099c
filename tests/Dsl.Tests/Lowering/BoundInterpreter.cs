using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Tests.Lowering;

/// <summary>
/// The meaning of bound trees, by definition and one sample at a time: numbers and tensors are <see cref="Dense"/>, tuples and lists
/// arrays, records dictionaries, functions delegates.
/// </summary>
/// <param name="rows">The rows of a split, as records.</param>
/// <param name="weight">The weight of a model with an index, for a member of an ensemble (0 for a single model).</param>
internal sealed class BoundInterpreter(
    Func<GlobalSymbol, IReadOnlyList<IReadOnlyDictionary<string, object>>> rows, Func<GlobalSymbol, int, int, Dense> weight)
{
    private GlobalSymbol? _model;
    private int _member;
    private int _weights;

    public object Evaluate(BoundExpression expression, IReadOnlyDictionary<Symbol, object> names)
    {
        object Go(BoundExpression e) => Evaluate(e, names);
        switch (expression)
        {
            case BoundNumber e:
                return Dense.Of(e.Value.ToDouble());
            case BoundBoolean e:
                return Dense.Of(e.Value ? 1 : 0);
            case BoundName e:
                return names.TryGetValue(e.Symbol, out var value) ? value : Global((GlobalSymbol)e.Symbol);
            case BoundApplication e:
                return ((Func<object, object>)Go(e.Function))(Go(e.Argument));
            case BoundLambda e:
                return Function(e, 0, names);
            case BoundLocalLet e:
                return Evaluate(e.Body, Bind(e.Pattern, Go(e.Value), names));
            case BoundIf e:
                return Choose(Tensor(Go(e.Condition)), e, names);
            case BoundTuple e:
                return e.Items.Select(Go).ToArray();
            case BoundList e:
                return e.Items.Select(Go).ToArray();
            case BoundRange e:
                return e.Values.Select(v => (object)Dense.Of(v.ToDouble())).ToArray();
            case BoundRecord e:
                return e.Fields.ToDictionary(f => f.Name, f => Go(f.Value));
            case BoundMember e:
                return ((IReadOnlyDictionary<string, object>)Go(e.Target))[e.Member];
            case BoundIndex e:
                return e.Subscripts.Aggregate(Tensor(Go(e.Target)), (t, s) => Items(t)[(int)Tensor(Go(s.Start)).Value]);
            case BoundComprehension e:
                return Each(Go(e.Domain)).Select(i => Evaluate(e.Body, Bind(e.Variable, i, names))).ToArray();
            case BoundBinder e:
                return Bind(e, Each(Domain(e.Domain, names)).Select(i => Tensor(Evaluate(e.Body, Bind(e.Variable, i, names)))).ToList());
            case BoundOperation e:
                return Operate(e.Operator, e.Operands.Select(o => Tensor(Go(o))).ToArray());
            default:
                throw new NotSupportedException(expression.GetType().Name);
        }
    }

    private static Dense Bind(BoundBinder binder, List<Dense> values)
    {
        Dense Fold(Func<double, double, double> f) => values.Aggregate((a, b) => Pair(a, b, f));
        return binder.Kind switch
        {
            BinderKind.Sum => Fold((a, b) => a + b),
            BinderKind.Expect => Pair(Fold((a, b) => a + b), Dense.Of(values.Count), (a, n) => a / n),
            BinderKind.Sup => Fold(Math.Max),
            _ => Fold(Math.Min),
        };
    }

    private object Domain(BoundExpression domain, IReadOnlyDictionary<Symbol, object> names) =>
        domain is BoundMember { Target: BoundName { Symbol: GlobalSymbol { Declaration: BoundData } data } }
            ? rows(data)
            : Evaluate(domain, names);

    private object Choose(Dense condition, BoundIf e, IReadOnlyDictionary<Symbol, object> names)
    {
        if (condition.Shape.Length == 0)
            return Evaluate(condition.Value != 0 ? e.Then : e.Else, names);
        var (a, b) = (Tensor(Evaluate(e.Then, names)), Tensor(Evaluate(e.Else, names)));
        return Dense.From(condition.Shape, p => condition[p] != 0 ? Item(a, p) : Item(b, p));
    }

    private object Global(GlobalSymbol symbol)
    {
        switch (symbol.Declaration)
        {
            case BoundLet d:
                return Evaluate(d.Value, new Dictionary<Symbol, object>());
            case BoundObjective d:
                return Evaluate(d.Value, new Dictionary<Symbol, object>());
            case BoundParam d:
                return Evaluate(d.Value, new Dictionary<Symbol, object>());
            case BoundModel d:
                return Model(d, 0);
            case BoundExtern d:
                return Extern(d, []);
            default:
                throw new NotSupportedException(symbol.Name);
        }
    }

    private Func<object, object> Model(BoundModel model, int member) => argument =>
    {
        var (outerModel, outerMember, outerWeights) = (_model, _member, _weights);
        (_model, _member, _weights) = (model.Symbol, member, 0);
        var value = Function(model.Function, 0, new Dictionary<Symbol, object>())(argument);
        (_model, _member, _weights) = (outerModel, outerMember, outerWeights);
        return value;
    };

    private Func<object, object> Function(BoundLambda lambda, int position, IReadOnlyDictionary<Symbol, object> names) => argument =>
    {
        var bound = Bind(lambda.Parameters[position], argument, names);
        return position + 1 < lambda.Parameters.Length ? Function(lambda, position + 1, bound) : Evaluate(lambda.Body, bound);
    };

    private static IReadOnlyDictionary<Symbol, object> Bind(BoundPattern pattern, object value, IReadOnlyDictionary<Symbol, object> names)
    {
        if (pattern is BoundNamePattern name)
            return new Dictionary<Symbol, object>(names) { [name.Symbol] = value };
        if (pattern is not BoundTuplePattern tuple)
            return names;
        var items = value is IReadOnlyDictionary<string, object> record ? [.. record.Values] : (object[])value;
        return tuple.Items.Zip(items).Aggregate(names, (all, pair) => Bind(pair.First, pair.Second, all));
    }

    private object Extern(BoundExtern external, object[] arguments)
    {
        var arity = 0;
        for (var type = external.Symbol.Scheme.Body; type is FunctionType f; type = f.Result)
            arity++;
        return arguments.Length < arity
            ? (Func<object, object>)(a => Extern(external, [.. arguments, a]))
            : Call(external.Member!, arguments);
    }

    private object Call(string member, object[] a)
    {
        Dense T(int i) => Tensor(a[i]);
        switch (member)
        {
            case "Language.Weight":
                return weight(_model!, _weights++, _member);
            case "Language.Ensemble":
                var model = _lastModel ?? throw new InvalidOperationException("No model.");
                return Enumerable.Range(0, (int)T(0).Value).Select(i => (object)Model(model, i)).ToArray();
            case "Language.StopGradient" or "Language.ToFloat":
                return a[0];
            case "Language.Length":
                return Dense.Of(T(0).Shape[0]);
            case "Language.MatrixVector":
                return Dense.From([T(0).Shape[0]], p => Items(T(1)).Select((x, j) => T(0)[p[0], j] * x.Value).Sum());
            case "Language.Dot":
                return Dense.Of(T(0).Items.Zip(T(1).Items, (x, y) => x * y).Sum());
            case "Language.Outer":
                return Dense.From([T(0).Shape[0], T(1).Shape[0]], p => T(0)[p[0]] * T(1)[p[1]]);
            case "Language.Total":
                return Dense.Of(T(0).Items.Sum());
            case "Language.Average":
                return Dense.Of(T(0).Items.Average());
            case "Language.Largest":
                return Dense.Of(T(0).Items.Max());
            case "Language.Smallest":
                return Dense.Of(T(0).Items.Min());
            case "Language.ArgLargest":
                return Dense.Of(T(0).Items.ToList().IndexOf(T(0).Items.Max()));
            case var _ when member.StartsWith("Nn.Initial.", StringComparison.Ordinal):
                return Dense.Of(0);
            default:
                return Members.Call(member, [.. a.Select(Tensor)]);
        }
    }

    private BoundModel? _lastModel;

    /// <summary>The model that ensembles in the spec are of: a function value does not tell.</summary>
    public BoundInterpreter WithEnsemblesOf(BoundModel model)
    {
        _lastModel = model;
        return this;
    }

    private static Dense Operate(Operator op, Dense[] v) => op == Operator.Negate
        ? Pair(v[0], Dense.Of(0), (a, _) => -a)
        : Pair(v[0], v[1], (a, b) => op switch
        {
            Operator.Add => a + b,
            Operator.Subtract => a - b,
            Operator.Multiply => a * b,
            Operator.Divide => a / b,
            Operator.Power => Math.Pow(a, b),
            Operator.Equal => a == b ? 1 : 0,
            Operator.Less => a < b ? 1 : 0,
            Operator.LessOrEqual => a <= b ? 1 : 0,
            Operator.Greater => a > b ? 1 : 0,
            Operator.GreaterOrEqual => a >= b ? 1 : 0,
            Operator.And => a * b,
            Operator.Or => Math.Max(a, b),
            _ => throw new NotSupportedException(op.ToString()),
        });

    private static Dense Pair(Dense a, Dense b, Func<double, double, double> f) =>
        Dense.From(a.Shape.Length == 0 ? b.Shape : a.Shape, p => f(Item(a, p), Item(b, p)));

    private static double Item(Dense x, int[] position) => x.Shape.Length == 0 ? x.Value : x[position];

    private static IEnumerable<object> Each(object collection) => collection switch
    {
        Dense tensor => Items(tensor),
        IReadOnlyList<IReadOnlyDictionary<string, object>> all => all,
        _ => (object[])collection,
    };

    private static List<Dense> Items(Dense tensor) =>
        [.. Enumerable.Range(0, tensor.Shape[0]).Select(i => Dense.From(tensor.Shape[1..], p => tensor[[i, .. p]]))];

    public static Dense Tensor(object value) => value switch
    {
        Dense tensor => tensor,
        object[] items when items.Select(Tensor).ToList() is var parts =>
            Dense.From([parts.Count, .. parts[0].Shape], p => parts[p[0]][p[1..]]),
        _ => throw new NotSupportedException(value.GetType().Name),
    };
}
