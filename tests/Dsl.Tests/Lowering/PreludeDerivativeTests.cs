using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Prelude;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Tests.Lowering;

/// <summary>The derivative rules of the prelude, each against central differences; and that the compiler knows what the prelude says it
/// does.</summary>
public class PreludeDerivativeTests
{
    public static TheoryData<string> Differentiable() => new(Externs().Where(e => e.Gradient is not null).Select(e => e.Symbol.Name));

    [Theory]
    [MemberData(nameof(Differentiable))]
    public void Rule_is_the_derivative(string name)
    {
        var session = new Session(CorePrelude.Modules[0]);
        var check = new GradientCheck(session.Graph) { Range = (0.2, 1.5) };
        var symbol = Externs().First(e => e.Symbol.Name == name && e.Gradient is not null).Symbol;
        var leaves = Parameters(symbol.Scheme.Body).Select((p, i) => Leaf(check, p, i)).ToArray();
        var evaluator = new Evaluator(session, Context.None);
        var value = (NodeValue)evaluator.Apply(evaluator.Global(symbol), [.. leaves.Select(l => (Value)new NodeValue(l))]);
        check.Verify(value.Node, [.. leaves.Where(l => l.Element == ElementKind.Float)]);
    }

    private static IEnumerable<BoundExtern> Externs() => CorePrelude.Modules.SelectMany(m => m.Declarations).OfType<BoundExtern>();

    private static IEnumerable<Type> Parameters(Type type)
    {
        for (; type is FunctionType f; type = f.Result)
            yield return f.Parameter;
    }

    private static Node Leaf(GradientCheck check, Type type, int index)
    {
        var rows = check.Batch();
        return type switch
        {
            DimensionType => check.Graph.Integer(2),
            ArrayType a => check.Leaf($"x{index}", [rows], [.. a.Shape.Dimensions.Select(_ => 3)]),
            FloatType => check.Leaf($"x{index}", [rows]),
            _ => check.Label($"x{index}", rows),
        };
    }
}
