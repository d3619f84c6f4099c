using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Generators.Emission;

/// <summary>Means over data sets and over episodes as calls, with the functions of one row or of one state that they need.</summary>
internal sealed class RowMeans
{
    private readonly Dictionary<DataMeanOperation, Function> _functions = [];
    private readonly ModuleContext _context;
    private readonly EpisodeMeans _episodes;

    public RowMeans(ModuleContext context) => (_context, _episodes) = (context, new EpisodeMeans(context, Texts));

    /// <summary>The functions, in the order of their first use.</summary>
    public List<string> Texts { get; } = [];

    /// <summary><c>Evaluation.Mean(rows, chunk => F(net, chunk.Image, chunk.Label))</c></summary>
    /// <param name="node">The mean.</param>
    /// <param name="name">What is measured, for the name of the function.</param>
    /// <param name="derivations">Of the worst cases in it.</param>
    /// <param name="caller">How the surrounding method reaches what the function needs.</param>
    public Code Of(Node node, string name, IEnumerable<Derivation> derivations, IRowCaller caller)
    {
        if (node.Operation is EpisodesOperation episodes)
            return _episodes.Of(episodes, name, caller);
        var mean = (DataMeanOperation)node.Operation;
        if (!_functions.TryGetValue(mean, out var function))
        {
            var what = name.Substring(name.LastIndexOf(' ') + 1);
            var documented = mean.Row with { Documentation = $"{what}, row by row.", Derivations = derivations.ToImmutableArray() };
            _functions[mean] = function = _context.Function(_context.Names.TakeMember(name.Replace(' ', '_') + "_row"), documented, "private");
            Texts.Add(function.Text);
        }

        var rows = RowsOf(mean, caller);
        var call = function.Call(parameter => parameter.Kind switch
        {
            ModelInstance instance => caller.Instance(instance),
            ColumnInput column => $"rows.{_context.Names.Column(column.Data, column.Field)}",
            Input input => caller.Leaf(input).Text,
            _ when parameter.Kind == MethodSignature.ParamsKind => "p",
            _ => "random",
        });
        List<string> arguments = function.UsesRandom ? [rows, caller.Random(name), $"(rows, random) => {call}"] : [rows, $"rows => {call}"];
        if (mean.Reweighting is { } reweighting)
            arguments.Add(Weights(reweighting, node, caller));
        if (RowChunk.Of(mean.Row, e => _context.Host.Extent(e, caller.Leaf)) is { } chunk)
            arguments.Add(chunk);
        var method = mean.IsCollected ? "Columns" : mean.Reweighting is null ? "Mean" : "WorstMean";
        return Code.Primary(arguments.Count > 2
            ? $"Evaluation.{method}(\n    {string.Join(",\n    ", arguments)})"
            : $"Evaluation.{method}({string.Join(", ", arguments)})");
    }

    /// <summary><c>values => KlBall.Weights(values, 0.3)</c>, or <c>(values, groups) => ...</c> where the function of a row gives more.</summary>
    private string Weights(Reweighting reweighting, Node node, IRowCaller caller)
    {
        var outputs = ((DataMeanOperation)node.Operation).Row.Outputs.Length;
        var given = Enumerable.Range(1, outputs - 1).Select(i => outputs == 2 ? "property" : $"property{Alignment.Number(i)}").ToList();
        var own = node.Inputs.Skip(node.Inputs.Length - (reweighting.Arguments - given.Count)).Select(i => _context.Host.Of(i, caller.Leaf).Text);
        var parameters = given.Count == 0 ? "values" : $"(values, {string.Join(", ", given)})";
        return $"{parameters} => {ReweightCode.Of(reweighting, Code.Primary("values"), given.Concat(own))}";
    }

    /// <summary>The rows that are averaged over.</summary>
    public string RowsOf(DataMeanOperation mean, IRowCaller caller) =>
        DataEmitter.Rows(_context, mean.Data, mean.Split, caller.Session)
        + (mean.Take is { } take ? $".Take({_context.Host.Of(take, caller.Leaf)})" : "");
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
