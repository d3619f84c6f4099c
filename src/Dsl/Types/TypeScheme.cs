namespace MLSpec.Dsl.Types;

/// <summary>
/// A type generalised over the variables listed, under constraints that are checked again at every use (a numeric operand, a field of a record that is not known yet,
/// a scalar that meets a tensor).
/// </summary>
public sealed record TypeScheme(EquatableList<string> Variables, Type Body)
{
    /// <summary>Not inferred yet.</summary>
    public static TypeScheme Unknown { get; } = new(EquatableList<string>.Empty, ErrorType.Instance);
}
