using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>Named numbers and schedules.</summary>
internal static class DefinitionsEmitter
{
    public static GeneratedFile? Emit(ModuleContext context) =>
        Members(context).ToArray() is { Length: > 0 } members ? context.File("Definitions", members) : null;

    public static IEnumerable<string> Members(ModuleContext context)
    {
        var constants = context.Module.Constants.Select(c => Documented(
            c.Symbol.Documentation,
            HostCode.ReadsParams(c.Value)
                ? $"public static {MethodSignature.HostType(c.Value)} {CSharpName.Pascal(c.Symbol.Name)}(Params p) => {HostCode.Of(c.Value)};"
                : $"public const {MethodSignature.HostType(c.Value)} {CSharpName.Pascal(c.Symbol.Name)} = {HostCode.Of(c.Value)};"));
        var schedules = context.Module.Schedules.Select(s => Documented(
            $"{s.Symbol.Documentation}\nA function of the {s.Clock}.".Trim(),
            $"public static Schedule {CSharpName.Pascal(s.Symbol.Name)}(Params p) => {new PartCode().Of(s.Value)};"));
        return constants.Concat(schedules);
    }

    private static string Documented(string? documentation, string member) =>
        documentation is null ? member : CSharpText.Documentation("summary", documentation) + "\n" + member;
}
