using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Prelude;

namespace MLSpec.Dsl.Lowering;

/// <summary>The functions of the prelude on nodes, with their derivatives and bounds: for networks that come from elsewhere than a spec.</summary>
public static class PreludeFunctions
{
    /// <summary>A function of the prelude, by its name in MLSpec (<c>relu</c>), applied to tensors or numbers.</summary>
    /// <exception cref="ArgumentException">The prelude has no function of this name.</exception>
    public static Node Apply(GraphBuilder graph, string function, params Node[] arguments)
    {
        var module = CorePrelude.Modules.FirstOrDefault(m => m.Declarations.Any(d => d.Symbol.Name == function))
            ?? throw new ArgumentException($"The prelude has no function '{function}'.", nameof(function));
        var evaluator = new Evaluator(new Session(module, graph), Context.None);
        var symbol = module.Declarations.First(d => d.Symbol.Name == function).Symbol;
        return evaluator.ToNode(evaluator.Apply(evaluator.Global(symbol), [.. arguments.Select(a => new NodeValue(a))]));
    }
}
