using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Prelude;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Lowering;

/// <summary>
/// The prelude's functions for those who build graphs by themselves, without a spec: a network that is read from a file has the same
/// activations, with the same derivatives and relaxations, as one that is written in the language.
/// </summary>
public sealed class PreludeFunctions
{
    private readonly Evaluator _evaluator;

    public PreludeFunctions()
    {
        SourceText[] source = [new("network", "module Network\n")];
        _evaluator = new Evaluator(new Session(Compilation.Create(source).Modules[0]), Context.None);
    }

    /// <summary>The graph that the functions add to.</summary>
    public GraphBuilder Graph => _evaluator.Graph;

    /// <summary>A function of numbers or tensors applied to nodes of the graph.</summary>
    /// <param name="function">As the prelude calls it: <c>relu</c>.</param>
    /// <exception cref="ArgumentException">The prelude has no such function.</exception>
    public Node Apply(string function, params Node[] arguments)
    {
        var symbol = CorePrelude.Modules.SelectMany(m => m.Declarations).FirstOrDefault(d => d.Symbol.Name == function)?.Symbol
            ?? throw new ArgumentException($"The prelude has no function '{function}'.", nameof(function));
        var values = arguments.Select(a => (Value)new NodeValue(a)).ToArray();
        return _evaluator.ToNode(_evaluator.Apply(_evaluator.Global((GlobalSymbol)symbol), values));
    }
}
