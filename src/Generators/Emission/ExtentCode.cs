using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Generators.Emission;

/// <summary>The C# of sizes: numbers and integer parameters, always reached as <c>p</c>.</summary>
internal static class ExtentCode
{
    public static Code Of(Extent extent) => extent switch
    {
        FixedExtent f => Code.Primary(Alignment.Number(f.Value)),
        HostExtent h => HostCode.Of(h.Value),
        _ => throw new InvalidOperationException("An extent of no known kind."),
    };

    public static string List(IEnumerable<Extent> extents) => "[" + string.Join(", ", extents.Select(e => Of(e).Text)) + "]";
}
