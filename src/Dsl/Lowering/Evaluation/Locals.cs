using System.Collections.Immutable;
using MLSpec.Dsl.Binding;

namespace MLSpec.Dsl.Lowering.Evaluation;

/// <summary>What local names stand for, and how large the dimensions are that a polymorphic definition leaves open.</summary>
/// <param name="Path">The file whose text is being read: spans are its.</param>
internal sealed record Locals(string Path, ImmutableDictionary<Symbol, Value> Values, DimensionBindings Dimensions)
{
    public static Locals Empty(string path) => new(path, ImmutableDictionary<Symbol, Value>.Empty, DimensionBindings.Empty);

    public Locals With(Symbol symbol, Value value) => this with { Values = Values.SetItem(symbol, value) };
}
