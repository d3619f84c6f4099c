using System.Collections.Frozen;

namespace MLSpec.Verification.Onnx.Operators;

/// <summary>The operators that are read, by their names in the format. Each family is a file.</summary>
internal static class OperatorTable
{
    private static readonly FrozenDictionary<string, OnnxOperator> _operators =
        Constants.Operators
            .Concat(Arithmetic.Operators)
            .Concat(Activations.Operators)
            .Concat(Products.Operators)
            .Concat(Windows.Operators)
            .Concat(Normalization.Operators)
            .Concat(Layout.Operators)
            .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>In alphabetical order, for messages.</summary>
    public static IEnumerable<string> Names => _operators.Keys.Order(StringComparer.Ordinal);

    public static OnnxOperator? Find(string name) => _operators.GetValueOrDefault(name);
}
