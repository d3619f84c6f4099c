using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>Named numbers, schedules and functions.</summary>
internal static class DefinitionsEmitter
{
    public static GeneratedFile? Emit(ModuleContext context)
    {
        var functions = context.Module.Functions.Select(f => context.Kept(f, "function", "", () => context.Function(context.Names[f.Symbol], f.Function).Text));
        return Members(context, static _ => true).Concat(functions).ToArray() is { Length: > 0 } members ? context.File("Definitions", members) : null;
    }

    /// <summary>What other code refers to: numbers and schedules.</summary>
    public static IEnumerable<string> Members(ModuleContext context, Func<GlobalSymbol, bool> chosen)
    {
        var constants = context.Module.Constants.Where(c => chosen(c.Symbol)).Select(c => Documented(c.Symbol.Documentation, Constant(context, c)));
        var schedules = context.Module.Schedules.Where(s => chosen(s.Symbol)).Select(s => Documented(
            $"{s.Symbol.Documentation}\nA function of the {s.Clock}.".Trim(),
            $"public static Schedule {context.Names[s.Symbol]}(Params p) => {new PartCode(context.Host).Of(s.Value)};"));
        return constants.Concat(schedules);
    }

    /// <summary>A constant where the C# compiler can compute it; a function of the parameters it reads, or of none where the user's code computes it.</summary>
    private static string Constant(ModuleContext context, LoweredConstant constant)
    {
        var (type, name, value) = (MethodSignature.HostType(constant.Value), context.Names[constant.Symbol], context.Host.Of(constant.Value));
        return context.Host.ReadsParams(constant.Value) ? $"public static {type} {name}(Params p) => {value};"
            : Calls(context, constant.Value) ? $"public static {type} {name} => {value};"
            : $"public const {type} {name} = {value};";
    }

    private static bool Calls(ModuleContext context, Node node) => node.Operation switch
    {
        CallOperation => true,
        ArithmeticOperation { Operator: Dsl.Binding.Operator.Power } => true,
        InputOperation { Input: ConstantInput constant } => Calls(context, context.Module.Constants.First(c => ReferenceEquals(c.Symbol, constant.Constant)).Value),
        _ => node.Inputs.Any(i => Calls(context, i)),
    };

    private static string Documented(string? documentation, string member) =>
        documentation is null ? member : CSharpText.Documentation("summary", documentation) + "\n" + member;
}
