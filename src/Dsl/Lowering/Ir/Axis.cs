namespace MLSpec.Dsl.Lowering.Ir;

/// <summary>What an axis runs over. The order is that of the leading dimensions in emitted code.</summary>
public enum AxisKind
{
    Replicate,
    Member,
    Sample,
    Batch,

    /// <summary>The items of a finite list or the labels of a class.</summary>
    Choice,
}

/// <summary>A named axis along which a value varies; binders make them. Two axes are the same when their kinds and names are.</summary>
/// <param name="Name">For people: <c>digits</c>, <c>x'</c>; made unique within a graph.</param>
/// <param name="Extent">How many there are; null where the data decide at run time (a minibatch).</param>
public sealed record Axis(AxisKind Kind, string Name, Extent? Extent) : IComparable<Axis>
{
    public bool Equals(Axis? other) => other is not null && Kind == other.Kind && Name == other.Name;

    public override int GetHashCode() => unchecked(((int)Kind * 397) ^ StringComparer.Ordinal.GetHashCode(Name));

    public int CompareTo(Axis? other) =>
        other is null ? 1 : Kind != other.Kind ? Kind.CompareTo(other.Kind) : string.CompareOrdinal(Name, other.Name);
}

/// <summary>The length of a dimension: a number, or a host expression over integer parameters.</summary>
public abstract record Extent;

public sealed record FixedExtent(int Value) : Extent
{
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>An integer known when the program starts, such as <c>width</c>; equal when it is the same formula, in whatever graph.</summary>
public sealed record HostExtent(Node Value) : Extent
{
    public bool Equals(HostExtent? other) => other is not null && AreEqual(Value, other.Value);

    public override int GetHashCode() => Value.Operation.GetHashCode();

    private static bool AreEqual(Node left, Node right) =>
        left == right
        || (left.Operation.Equals(right.Operation) && left.Inputs.Length == right.Inputs.Length && left.Inputs.Zip(right.Inputs, AreEqual).All(e => e));

    public override string ToString() => Value.Name ?? "%" + Value.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
