namespace MLSpec.Dsl.Lowering.Robust;

/// <summary><c>by dual ...</c>: how the multiplier of a dual is found.</summary>
internal static class DualMethod
{
    public const string Member = "Language.Dual";

    /// <summary>Behind <see cref="Member"/>: with the usual settings.</summary>
    public const string Amortised = "Language.Amortised";

    /// <summary>With a record of settings.</summary>
    public const string DualAmortised = "Language.DualAmortised";

    /// <summary>By a solver, for each multiplier: <c>dual exact</c>.</summary>
    public static bool IsExact(PartValue? method) => Way(method) == WassersteinBall.Exact;

    /// <summary>By a network: <c>dual amortised</c>, <c>dual_amortised { ... }</c>.</summary>
    public static bool IsAmortised(PartValue? method) => method?.Member == DualAmortised || Way(method) == Amortised;

    private static string? Way(PartValue? method) =>
        method?.Member == Member ? (method.Arguments[0] as NestedArgument)?.Value.Member : null;
}
