using System.Text.Json;
using System.Text.Json.Serialization;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Bounds;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Tests.Lowering.Bounds;

/// <summary>Interval and CROWN bounds against those of an independent implementation (auto_LiRPA 0.7.1 in float64).</summary>
public class GoldenTests
{
    private const int RowsTested = 2;

    private static readonly Lazy<GoldenFile> _file = new(() =>
        JsonSerializer.Deserialize<GoldenFile>(Repository.Read("tests", "Golden", "crown_mlp.json"), _options)!);

    private static readonly JsonSerializerOptions _options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static TheoryData<int, int> Cases()
    {
        var data = new TheoryData<int, int>();
        for (var net = 0; net < _file.Value.Nets.Length; net++)
        {
            for (var c = 0; c < _file.Value.Nets[net].Cases.Length; c++)
                data.Add(net, c);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Bounds_of_outputs_and_margins(int net, int index)
    {
        var golden = _file.Value.Nets[net];
        var expected = golden.Cases[index];
        for (var row = 0; row < RowsTested; row++)
        {
            var network = new Network(golden.Weights, golden.Biases, golden.Inputs);
            var set = network.Ball(expected.Norm.ToString() == "2" ? Norm.L2 : Norm.LInfinity, expected.Eps);
            var outputs = network.EachOutput;
            if (expected.Ibp is { } ibp)
                Near(ibp.Lower[row], ibp.Upper[row], network.Bounds(outputs, set, new IntervalMethod(), row));
            Near(expected.Crown.Lower[row], expected.Crown.Upper[row], network.Bounds(outputs, set, new CrownMethod(), row));
            var margins = Margins(network, golden.Labels[row]);
            var lower = network.Values(
                BoundPropagation.Lower(network.Graph, margins, network.Point, set, new CrownMethod()), margins, row);
            Near(expected.Crown.MarginLower![row], lower);
        }
    }

    /// <summary>The label's score minus each other one, in ascending order of the others.</summary>
    private static Node Margins(Network network, int label)
    {
        var graph = network.Graph;
        var others = new Axis(AxisKind.Choice, "other", new FixedExtent(((FixedExtent)network.Output.Shape[0]).Value - 1));
        var index = graph.Index(others);
        var skip = graph.Select(graph.Compare(Operator.Less, index, graph.Integer(label)), graph.Integer(0), graph.Integer(1));
        return graph.Subtract(
            graph.Pick(network.Output, graph.Integer(label), 0), graph.Pick(network.Output, graph.Add(index, skip), 0));
    }

    private static void Near(double[] lower, double[] upper, (double[] Lower, double[] Upper) found)
    {
        Near(lower, found.Lower);
        Near(upper, found.Upper);
    }

    private static void Near(double[] expected, double[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], found[i], 1e-9);
    }
}

internal sealed record GoldenFile(GoldenNet[] Nets);

internal sealed record GoldenNet(
    string Name, double[][][] Weights, double[][] Biases, double[][] Inputs, int[] Labels, GoldenCase[] Cases);

internal sealed record GoldenCase(
    JsonElement Norm,
    double Eps,
    [property: JsonPropertyName("IBP")] GoldenBounds? Ibp,
    [property: JsonPropertyName("CROWN")] GoldenBounds Crown,
    [property: JsonPropertyName("alpha-CROWN")] GoldenBounds Alpha,
    [property: JsonPropertyName("SDP-CROWN")] GoldenBounds? Sdp,
    double[][] PgdMarginUpperOfTrueMin,
    double[][]? ExactMarginMinMilp);

internal sealed record GoldenBounds(double[][] Lower, double[][] Upper, double[][]? MarginLower);
