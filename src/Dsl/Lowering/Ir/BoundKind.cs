namespace MLSpec.Dsl.Lowering.Ir;

/// <summary>How a computed value relates to the value that the spec asks for.</summary>
public enum BoundKind
{
    Exact,

    /// <summary>Never above it.</summary>
    Lower,

    /// <summary>Never below it.</summary>
    Upper,

    /// <summary>Nothing is known.</summary>
    Heuristic,
}

/// <summary>The algebra of bound kinds under monotone operations.</summary>
public static class BoundKinds
{
    /// <summary>The kind under a decreasing function: lower and upper change places.</summary>
    public static BoundKind Flip(this BoundKind kind) => kind switch
    {
        BoundKind.Lower => BoundKind.Upper,
        BoundKind.Upper => BoundKind.Lower,
        _ => kind,
    };

    /// <summary>The kind of an increasing function of two values: a lower and an upper bound together bound nothing.</summary>
    public static BoundKind With(this BoundKind first, BoundKind second) =>
        first == second || second == BoundKind.Exact ? first : first == BoundKind.Exact ? second : BoundKind.Heuristic;
}
