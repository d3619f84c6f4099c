using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>Typed rows and how they are loaded.</summary>
internal static class DataEmitter
{
    public static GeneratedFile? Emit(ModuleContext context) => context.Module.Data.IsEmpty
        ? null
        : context.File("Data", [.. context.Module.Data.SelectMany(d => Members(context, d))]);

    /// <summary>The record of the rows of a data set.</summary>
    public static string RowsType(GlobalSymbol data) => CSharpName.Pascal(data.Name) + "Rows";

    /// <summary>The loader of a data set.</summary>
    public static string Loader(GlobalSymbol data) => "Load" + CSharpName.Pascal(data.Name);

    /// <summary>The files that the data are read from.</summary>
    public static IEnumerable<string> Files(PartArgument argument) => argument switch
    {
        TextArgument text => [text.Value],
        NestedArgument nested => nested.Value.Arguments.SelectMany(Files),
        ListArgument list => list.Items.SelectMany(Files),
        _ => [],
    };

    public static IEnumerable<string> Members(ModuleContext context, LoweredData data)
    {
        var functions = new List<string>();
        var source = Source(context, data, data.Source, functions);
        yield return new Template("Rows").Render(new
        {
            Documentation = CSharpText.Documentation("summary", data.Symbol.Documentation ?? $"Rows of {data.Symbol.Name}."),
            Type = RowsType(data.Symbol),
            Name = CSharpText.Literal(data.Symbol.Name),
            Loader = Loader(data.Symbol),
            Source = source,
            Fields = data.Fields.Select((f, i) => new
            {
                Property = CSharpName.Pascal(f.Name),
                Index = i,
                Column = Column(f),
                Shape = Shape(f),
            }).ToList(),
        });
        foreach (var function in functions)
            yield return function;
    }

    private static string Column(LoweredField field) => field.Kind switch
    {
        FieldKind.Class => $"Column.Class({CSharpText.Literal(field.Name)}, {ExtentCode.Of(field.Classes!)}{Sizes(field)})",
        FieldKind.Int => $"Column.Integer({CSharpText.Literal(field.Name)}{Sizes(field)})",
        _ => $"Column.Float({CSharpText.Literal(field.Name)}{Sizes(field)})",
    };

    private static string Sizes(LoweredField field) => string.Concat(field.Shape.Select(e => ", " + ExtentCode.Of(e)));

    private static string Shape(LoweredField field) =>
        (field.Kind == FieldKind.Float ? "float32[n" : "int64[n") + Sizes(field) + "]";

    /// <summary>A chain: what the prelude takes last, the rows, stands before the dot.</summary>
    private static string Source(ModuleContext context, LoweredData data, PartValue part, List<string> functions)
    {
        var member = OperationCode.Member(part.Member);
        var upstream = part.Arguments.Length > 0 && part.Arguments[part.Arguments.Length - 1] is NestedArgument nested ? nested.Value : null;
        var own = upstream is null ? part.Arguments : part.Arguments.RemoveAt(part.Arguments.Length - 1);
        var arguments = own.Select(a => a switch
        {
            TextArgument text => $"session.DataFile({CSharpText.Literal(text.Value)})",
            FunctionArgument function => Function(context, data, function, functions),
            _ => new PartCode().Of(a),
        });
        return upstream is null
            ? $"{member}<{RowsType(data.Symbol)}>({string.Join(", ", arguments)})"
            : $"{Source(context, data, upstream, functions)}\n    .{member.Substring(member.IndexOf('.') + 1)}({string.Join(", ", arguments)})";
    }

    /// <summary>A function of a row, batched: its arguments are the row's fields, its outputs those of the new row.</summary>
    private static string Function(ModuleContext context, LoweredData data, FunctionArgument argument, List<string> functions)
    {
        var name = CSharpName.Pascal(data.Symbol.Name) + "Map" + (functions.Count == 0 ? "" : CSharpText.Number(functions.Count + 1));
        var rows = RowsType(data.Symbol);
        var signature = MethodSignature.OfRows(argument.Function, rows, "rows");
        var body = new IndentedText(0);
        var codes = context.Writer(signature).Write(body, argument.Function.Outputs);
        functions.Add(Method.Render(
            argument.Function, $"private static {rows} {name}", signature, body, $"return new {rows}({string.Join(", ", codes)});"));
        return name;
    }
}
