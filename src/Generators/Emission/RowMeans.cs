using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Generators.Emission;

/// <summary>Means over data sets as calls, with the functions of one row that are averaged.</summary>
internal sealed class RowMeans(ModuleContext context)
{
    private readonly Dictionary<DataMeanOperation, Function> _functions = [];

    /// <summary>The functions of a row, in the order of their first use.</summary>
    public List<string> Texts { get; } = [];

    /// <summary><c>Evaluation.Mean(rows, chunk => F(net, chunk.Image, chunk.Label))</c></summary>
    /// <param name="name">What is measured, for the name of the function.</param>
    /// <param name="caller">How the surrounding method reaches what the function needs.</param>
    public Code Of(DataMeanOperation mean, string name, IRowCaller caller)
    {
        if (!_functions.TryGetValue(mean, out var function))
        {
            var what = name.Substring(name.LastIndexOf(' ') + 1);
            var documented = mean.Row with { Documentation = $"{what}, row by row." };
            _functions[mean] = function = context.Function(context.Names.TakeMember(name.Replace(' ', '_') + "_row"), documented, "private");
            Texts.Add(function.Text);
        }

        var rows = RowsOf(mean, caller);
        var call = function.Signature.Call(function.Name, parameter => parameter.Kind switch
        {
            ModelInstance instance => caller.Instance(instance),
            ColumnInput column => $"rows.{context.Names.Column(column.Data, column.Field)}",
            Input input => caller.Leaf(input).Text,
            _ when parameter.Kind == MethodSignature.ParamsKind => "p",
            _ => "random",
        });
        return function.Signature.UsesRandom
            ? Code.Primary($"Evaluation.Mean(\n    {rows},\n    {caller.Random(name)},\n    (rows, random) => {call})")
            : Code.Primary($"Evaluation.Mean({rows}, rows => {call})");
    }

    /// <summary>The rows that are averaged over.</summary>
    public string RowsOf(DataMeanOperation mean, IRowCaller caller) =>
        DataEmitter.Rows(context, mean.Data, mean.Split, caller.Session)
        + (mean.Take is { } take ? $".Take({context.Host.Of(take, caller.Leaf)})" : "");
}

/// <summary>A method that averages functions of a row.</summary>
internal interface IRowCaller
{
    /// <summary>The C# of the session.</summary>
    string Session { get; }

    string Instance(ModelInstance instance);

    Code Leaf(Input input);

    /// <summary>The C# of a stream of random numbers of this purpose.</summary>
    string Random(string purpose);
}
