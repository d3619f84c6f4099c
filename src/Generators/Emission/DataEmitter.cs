using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>Typed rows and how they are loaded.</summary>
internal static class DataEmitter
{
    public static GeneratedFile? Emit(ModuleContext context) => context.Module.Data.IsEmpty
        ? null
        : context.File("Data", [.. context.Module.Data.SelectMany(d => Members(context, d))]);

    /// <summary>The files that the data are read from.</summary>
    public static IEnumerable<string> Files(LoweredModule module, PartArgument argument) => argument switch
    {
        TextArgument text => [text.Value],
        ParamArgument param => Files(module, module.Params.First(p => ReferenceEquals(p.Symbol, param.Param)).Default),
        NestedArgument nested => nested.Value.Arguments.SelectMany(a => Files(module, a)),
        ListArgument list => list.Items.SelectMany(a => Files(module, a)),
        RecordArgument record => record.Fields.SelectMany(f => Files(module, f.Value)),
        _ => [],
    };

    public static IReadOnlyList<string> Members(ModuleContext context, LoweredData data) => context.Members(data, () => Written(context, data));

    private static IEnumerable<string> Written(ModuleContext context, LoweredData data)
    {
        var functions = new List<string>();
        var reads = ParamReader.Of(context.Module, data);
        var source = data.IsReplay ? null
            : Source(context, data, data.Source, functions) + (data.Divisions == 0 ? "\n        .AllForTraining()" : "");
        yield return Template.Named("Rows").Render(new
        {
            Documentation = CSharpText.Documentation("summary", data.Symbol.Documentation ?? $"Rows of {data.Symbol.Name}."),
            Type = context.Names.Rows(data.Symbol),
            Loads = CSharpText.XmlText($"The rows of {data.Symbol.Name}, read once in a run."),
            Loader = data.IsReplay ? null : context.Names.Loader(data.Symbol),
            Parameters = reads.Count == 0 ? "Session session" : "Session session, Params p",
            Key = reads.Count == 0
                ? CSharpText.Literal(data.Symbol.Name)
                : $"FormattableString.Invariant($\"{data.Symbol.Name} {string.Join(" ", reads.Select(r => $"{{p.{context.Names.Param(r)}}}"))}\")",
            Source = source,
            Fields = data.Fields.Select((f, i) => new
            {
                Property = context.Names.Column(data.Symbol, f.Name),
                Index = i,
                Column = Column(f, context.Host),
            }).ToList(),
        });
        foreach (var function in functions)
            yield return function;
    }

    /// <summary>The call that gives the rows of a split.</summary>
    public static string Rows(ModuleContext context, GlobalSymbol data, string split, string session)
    {
        var reads = ParamReader.Of(context.Module, context.Module.Data.First(d => ReferenceEquals(d.Symbol, data)));
        return $"{context.Names.Loader(data)}({session}{(reads.Count == 0 ? "" : ", p")}).{CSharpName.Pascal(split)}";
    }

    private static string Column(LoweredField field, HostCode host) => field.Kind switch
    {
        FieldKind.Class => $"Column.Class({CSharpText.Literal(field.Name)}, {host.WithDefaults(field.Classes!)}{Sizes(field, host)})",
        FieldKind.Int => $"Column.Integer({CSharpText.Literal(field.Name)}{Sizes(field, host)})",
        _ => $"Column.Float({CSharpText.Literal(field.Name)}{Sizes(field, host)})",
    };

    private static string Sizes(LoweredField field, HostCode host) => string.Concat(field.Shape.Select(e => ", " + host.WithDefaults(e)));

    /// <summary>A chain: what the prelude takes last, the rows, stands before the dot.</summary>
    private static string Source(ModuleContext context, LoweredData data, PartValue part, List<string> functions)
    {
        if (part.Arguments is [EnvironmentArgument world, ..])
            return Made(context, data, part, world, functions);
        var member = OperationCode.Member(part.Member);
        var upstream = part.Arguments.Length > 0 && part.Arguments[part.Arguments.Length - 1] is NestedArgument nested ? nested.Value : null;
        var own = upstream is null ? part.Arguments : part.Arguments.RemoveAt(part.Arguments.Length - 1);
        string Argument(PartArgument argument) => argument switch
        {
            TextArgument text => $"session.DataFile({CSharpText.Literal(text.Value)})",
            ParamArgument param => $"session.DataFile(p.{context.Names.Param(param.Param)})",
            FunctionArgument function => Function(context, data, function, functions),
            ListArgument list => $"[{string.Join(", ", list.Items.Select(Argument))}]",
            RecordArgument record when record.Fields.Any(f => f.Value is ListArgument) =>
                string.Concat(record.Fields.Select((f, i) => $"{(i == 0 ? "" : ",")}\n        {Field(f)}")),
            RecordArgument record => string.Join(", ", record.Fields.Select(Field)),
            _ => new PartCode(context.Host).Of(argument),
        };

        string Field(NamedArgument field) => $"{CSharpName.Camel(field.Name)}: {Argument(field.Value)}";

        var arguments = own.Select(Argument);
        return upstream is null
            ? $"{member}<{context.Names.Rows(data.Symbol)}>({string.Join(", ", arguments)})"
            : $"{Source(context, data, upstream, functions)}\n        .{member.Substring(member.IndexOf('.') + 1)}({string.Join(", ", arguments)})";
    }

    /// <summary>Rows that are made in an environment, once, and kept under the hash of what makes them.</summary>
    private static string Made(ModuleContext context, LoweredData data, PartValue part, EnvironmentArgument world, List<string> functions)
    {
        var worlds = new Worlds(context, functions);
        var arguments = new List<string> { worlds.Of(world.World, static p => p.Name, context.Host.Leaf) };
        foreach (var argument in part.Arguments.Skip(1))
        {
            arguments.Add(argument is FunctionArgument { Function: var function }
                ? worlds.Lambda(function, $"{data.Symbol.Name}_{function.Name}", [.. function.Inputs.Select(i => ((ArgumentInput)((InputOperation)i.Operation).Input).Argument).Take(1), "random"], static p => p.Name)
                : new PartCode(context.Host).Of(argument));
        }

        var identity = CSharpText.Literal(Fingerprint.OfText([.. functions, .. arguments]));
        return $"{OperationCode.Member(part.Member)}<{context.Names.Rows(data.Symbol)}>(\n        session.MadeData,\n        {identity},\n        {string.Join(",\n        ", arguments.Select(Method.Continued).Select(Method.Continued))})";
    }

    /// <summary>A function of a row, batched: its arguments are the row's fields, its outputs those of the new row.</summary>
    private static string Function(ModuleContext context, LoweredData data, FunctionArgument argument, List<string> functions)
    {
        var name = context.Names.TakeMember(data.Symbol.Name + "_map");
        var rows = context.Names.Rows(data.Symbol);
        var signature = MethodSignature.OfRows(argument.Function, rows, input => context.Names.Column(data.Symbol, input.Name), context.Host);
        var body = new IndentedText(0);
        var codes = context.Writer(signature, argument.Function).Write(body, argument.Function.Outputs);
        functions.Add(Method.Render(
            argument.Function, $"private static {rows} {name}", signature, body, $"new {rows}({string.Join(", ", codes)})", context.Lines));
        return name;
    }
}
