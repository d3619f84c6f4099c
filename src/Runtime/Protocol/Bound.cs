namespace MLSpec.Runtime.Protocol;

/// <summary>What a measured robust value says about the true worst or best case.</summary>
public enum BoundKind
{
    /// <summary>The value itself.</summary>
    Exact,

    /// <summary>The true value is at least this.</summary>
    Lower,

    /// <summary>The true value is at most this.</summary>
    Upper,

    /// <summary>Neither side is guaranteed.</summary>
    Heuristic,
}

/// <summary>A bound kind and the method that yields it.</summary>
/// <param name="Kind">The side on which the true value lies.</param>
/// <param name="By">The method in the spec's words, for example <c>pgd 20</c>; empty when the value is exact.</param>
public sealed record Bound(BoundKind Kind, string By = "")
{
    /// <summary>A value that is not a bound.</summary>
    public static Bound Exact { get; } = new(BoundKind.Exact);

    /// <summary>The bound in words, for example <c>upper bound: pgd 20</c>; empty for a plain exact value.</summary>
    public string Words => (Kind, By) switch
    {
        (BoundKind.Exact, "") => "",
        (BoundKind.Exact, var by) => $"exact: {by}",
        (BoundKind.Lower, var by) => Named("lower bound", by),
        (BoundKind.Upper, var by) => Named("upper bound", by),
        (_, var by) => Named("heuristic", by),
    };

    private static string Named(string kind, string by) => by.Length == 0 ? kind : $"{kind}: {by}";
}
