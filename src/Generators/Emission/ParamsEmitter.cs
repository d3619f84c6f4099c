using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Types;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>The record of hyper-parameters and their descriptors for the command line.</summary>
internal static class ParamsEmitter
{
    public static GeneratedFile Emit(ModuleContext context) => context.File("Params", Template.Named("Params").Render(new
    {
        Params = context.Module.Params.Select(p => new
        {
            Documentation = p.Symbol.Documentation is { } text ? CSharpText.Documentation("summary", text) : "",
            Type = TypeOf(p.Type),
            Property = context.Names.Param(p.Symbol),
            Default = Default(context, p),
            Check = Check(p),
            Factory = Factory(p.Type),
            Arguments = string.Join(",\n", Arguments(context, p)),
        }).ToList(),
    }));

    /// <summary>The name of a parameter's descriptor.</summary>
    public static string Descriptor(ModuleContext context, LoweredParam param) => "Options." + context.Names.Param(param.Symbol);

    private static IEnumerable<string> Arguments(ModuleContext context, LoweredParam param)
    {
        var property = context.Names.Param(param.Symbol);
        yield return CSharpText.Literal(param.Symbol.Name);
        yield return $"p => p.{property}";
        yield return $"(p, value) => p with {{ {property} = value }}";
        if (param.Low is { } low)
            yield return $"low: {Limit(param, low)}";
        if (param.High is { } high)
            yield return $"high: {Limit(param, high)}";
        if (!param.Unit.IsOne)
            yield return $"unit: {CSharpText.Literal(param.Unit.ToString())}";
        if (param.Symbol.Documentation is { } text)
            yield return $"doc: {CSharpText.Literal(text)}";
    }

    /// <summary>What setting a parameter does: an assignment, or one after a look at its range.</summary>
    private static string Check(LoweredParam param) => param is { Low: { } low, High: { } high }
        ? $" => field = Limits.Within({CSharpText.Literal(param.Symbol.Name)}, value, {Limit(param, low)}, {Limit(param, high)});"
        : ";";

    private static string Limit(LoweredParam param, Dsl.Syntax.ExactDecimal limit) => param.Type is IntType ? limit.ToString() : CSharpText.Number(limit.ToDouble());

    private static string Default(ModuleContext context, LoweredParam param) => param.Default switch
    {
        HostArgument host => context.Host.WithDefaults(host.Value).Text,
        TextArgument text => CSharpText.Literal(text.Value),
        _ => throw new InvalidOperationException("A parameter's default is neither number nor text."),
    };

    private static string TypeOf(Dsl.Types.Type type) => type switch
    {
        IntType => "int",
        BoolType => "bool",
        TextType => "string",
        _ => "double",
    };

    private static string Factory(Dsl.Types.Type type) => type switch
    {
        IntType => "Integer",
        BoolType => "Flag",
        TextType => "Text",
        _ => "Number",
    };
}
