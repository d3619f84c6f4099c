using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Verification.Execution;
using MLSpec.Verification.Onnx.Format;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MLSpec.Verification.Tests;

/// <summary>Every operator against the function of libtorch that it stands for.</summary>
public sealed class OperatorTests
{
    private static readonly float[] _weights = [.. Enumerable.Range(0, 400).Select(i => MathF.Sin(1 + (i * 7)))];

    [Fact]
    public void Matrix_products_with_the_weight_on_either_side()
    {
        var w = Weights(3, 4);
        Check(new ModelBuilder(1, 3).Weight("W", Items(12), 3, 4).Node("MatMul", "Y", ["X", "W"]), x => x.matmul(w));
        Check(new ModelBuilder(4, 2).Weight("W", Items(12), 3, 4).Node("MatMul", "Y", ["W", "X"]), x => w.matmul(x));
        Check(new ModelBuilder(3).Weight("W", Items(12), 3, 4).Node("MatMul", "Y", ["X", "W"]), x => x.matmul(w));
        Check(new ModelBuilder(4).Weight("W", Items(12), 3, 4).Node("MatMul", "Y", ["W", "X"]), x => w.matmul(x));
        Check(new ModelBuilder(2, 5, 3).Weight("W", Items(12), 3, 4).Node("MatMul", "Y", ["X", "W"]), x => x.matmul(w));
        var batched = Weights(2, 3, 4);
        Check(new ModelBuilder(5, 3).Weight("W", Items(24), 2, 3, 4).Node("MatMul", "Y", ["X", "W"]), x => x.matmul(batched));
        Check(new ModelBuilder(1, 1).Weight("W", Items(1), 1, 1).Node("MatMul", "Y", ["X", "W"]), x => x.matmul(Weights(1, 1)));
    }

    [Theory]
    [InlineData(0, 0, 1f, 1f)]
    [InlineData(0, 1, 0.5f, 2f)]
    [InlineData(1, 0, -1f, 0.25f)]
    [InlineData(1, 1, 2f, -1f)]
    public void Gemm(int transA, int transB, float alpha, float beta)
    {
        var (b, c) = (transB == 0 ? Weights(3, 4) : Weights(4, 3), Weights(4));
        var model = new ModelBuilder(transA == 0 ? [2, 3] : [3, 2])
            .Weight("B", Items(12), [.. b.shape.Select(n => (int)n)])
            .Weight("C", Items(4), 4)
            .Node("Gemm", "Y", ["X", "B", "C"], ("transA", transA), ("transB", transB), ("alpha", alpha), ("beta", beta));

        Check(model, x => ((transA == 0 ? x : x.t()).matmul(transB == 0 ? b : b.t()) * alpha) + (c * beta));
    }

    [Fact]
    public void Gemm_without_an_addend() => Check(
        new ModelBuilder(1, 3).Weight("B", Items(12), 3, 4).Node("Gemm", "Y", ["X", "B"]), x => x.matmul(Weights(3, 4)));

    [Theory]
    [InlineData("Add")]
    [InlineData("Sub")]
    [InlineData("Mul")]
    [InlineData("Div")]
    public void Arithmetic_repeats_as_NumPy_does(string type)
    {
        Tensor Of(Tensor x, Tensor y) => type switch { "Add" => x + y, "Sub" => x - y, "Mul" => x * y, _ => x / y };
        foreach (var shape in new int[][] { [4], [1, 4], [3, 1], [3, 4], [1], [], [2, 1, 1], [2, 3, 4] })
        {
            var count = shape.Aggregate(1, (p, n) => p * n);
            var w = Weights([.. shape.Select(n => (long)n)]);
            Check(new ModelBuilder(3, 4).Weight("W", Items(count), shape).Node(type, "Y", ["X", "W"]), x => Of(x, w));
            if (type != "Div")
                Check(new ModelBuilder(3, 4).Weight("W", Items(count), shape).Node(type, "Y", ["W", "X"]), x => Of(w, x));
        }
    }

    [Theory]
    [InlineData("Relu")]
    [InlineData("Sigmoid")]
    [InlineData("Tanh")]
    [InlineData("LeakyRelu")]
    [InlineData("Neg")]
    [InlineData("Identity")]
    [InlineData("Dropout")]
    public void Functions_of_elements(string type) => Check(new ModelBuilder(2, 6).Node(type, "Y", ["X"]), x => type switch
    {
        "Relu" => x.relu(),
        "Sigmoid" => x.sigmoid(),
        "Tanh" => x.tanh(),
        "LeakyRelu" => F.leaky_relu(x, 0.01f),
        "Neg" => -x,
        _ => x.clone(),
    });

    [Fact]
    public void Leaky_relu_with_a_slope_and_clip_with_limits()
    {
        Check(new ModelBuilder(8).Node("LeakyRelu", "Y", ["X"], ("alpha", 0.3f)), x => F.leaky_relu(x, 0.3f));
        Check(
            new ModelBuilder(8).Weight("l", [-0.25f]).Weight("h", [0.5f]).Node("Clip", "Y", ["X", "l", "h"]), x => x.clamp(-0.25, 0.5));
        Check(new ModelBuilder(8).Weight("h", [0.5f]).Node("Clip", "Y", ["X", "", "h"]), x => x.clamp_max(0.5));
        Check(new ModelBuilder(8).Node("Clip", "Y", ["X"], ("min", -0.25f)), x => x.clamp_min(-0.25));
    }

    [Theory]
    [InlineData(1, 0, 1, 1, 3)]
    [InlineData(2, 1, 1, 1, 4)]
    [InlineData(1, 2, 2, 1, 3)]
    [InlineData(2, 1, 1, 2, 3)]
    public void Convolutions(int stride, int padding, int dilation, int groups, int kernel)
    {
        int[] shape = [6, 4 / groups, kernel, kernel];
        var (w, b) = (Weights([.. shape.Select(n => (long)n)]), Weights(6));
        var model = new ModelBuilder(1, 4, 8, 9).Weight("W", Items(shape.Aggregate(1, (p, n) => p * n)), shape).Weight("b", Items(6), 6).Node(
            "Conv", "Y", ["X", "W", "b"],
            ("strides", new[] { stride, stride }), ("pads", new[] { padding, padding, padding, padding }),
            ("dilations", new[] { dilation, dilation }), ("group", groups), ("kernel_shape", new[] { kernel, kernel }));

        Check(model, x => F.conv2d(x, w, b, [stride, stride], [padding, padding], [dilation, dilation], groups));
    }

    [Fact]
    public void Convolutions_with_padding_that_differs_by_side_and_of_sequences()
    {
        var w = Weights(5, 2, 3, 2);
        Check(
            new ModelBuilder(1, 2, 5, 6).Weight("W", Items(60), 5, 2, 3, 2).Node("Conv", "Y", ["X", "W"], ("pads", new[] { 0, 2, 1, 0 })),
            x => F.conv2d(F.pad(x, [2, 0, 0, 1]), w));
        Check(
            new ModelBuilder(1, 2, 5, 6).Weight("W", Items(60), 5, 2, 3, 2)
                .Node("Conv", "Y", ["X", "W"], ("auto_pad", "SAME_UPPER"), ("strides", new[] { 2, 2 })),
            x => F.conv2d(F.pad(x, [0, 0, 1, 1]), w, strides: [2, 2]));
        var sequence = Weights(5, 2, 3);
        Check(
            new ModelBuilder(1, 2, 9).Weight("W", Items(30), 5, 2, 3).Node("Conv", "Y", ["X", "W"], ("pads", new[] { 1, 1 }), ("strides", new[] { 2 })),
            x => F.conv1d(x, sequence, stride: 2, padding: 1));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(0, 0)]
    public void Average_pools(int countsPadding, int padding) => Check(
        new ModelBuilder(1, 3, 7, 6).Node(
            "AveragePool", "Y", ["X"], ("kernel_shape", new[] { 3, 2 }), ("strides", new[] { 2, 2 }),
            ("pads", new[] { padding, padding, padding, padding }), ("count_include_pad", countsPadding)),
        x => F.avg_pool2d(x, [3, 2], [2, 2], [padding, padding], count_include_pad: countsPadding == 1));

    [Fact]
    public void Global_average_pools() =>
        Check(new ModelBuilder(1, 3, 4, 5).Node("GlobalAveragePool", "Y", ["X"]), x => x.mean([2, 3], keepdim: true));

    [Fact]
    public void Batch_normalisation_with_fixed_statistics()
    {
        float[] variance = [0.5f, 1, 2];
        var model = new ModelBuilder(1, 3, 2, 2)
            .Weight("g", Items(3), 3).Weight("b", [1, 2, 3], 3).Weight("m", [0.1f, 0.2f, 0.3f], 3).Weight("v", variance, 3)
            .Node("BatchNormalization", "Y", ["X", "g", "b", "m", "v"], ("epsilon", 0.01f));

        Check(model, x => F.batch_norm(
            x, tensor((float[])[0.1f, 0.2f, 0.3f]).to(float64), tensor(variance).to(float64), Weights(3), tensor((double[])[1, 2, 3]), eps: 0.01f));
    }

    [Fact]
    public void Layout()
    {
        Check(new ModelBuilder(2, 3, 4).Node("Flatten", "Y", ["X"]), x => x.flatten(1));
        Check(new ModelBuilder(2, 3, 4).Node("Flatten", "Y", ["X"], ("axis", 2)), x => x.flatten(0, 1));
        Check(new ModelBuilder(2, 3, 4).Integers("s", 0, -1).Node("Reshape", "Y", ["X", "s"]), x => x.reshape(2, 12));
        Check(new ModelBuilder(1, 3, 4).Integers("s", 4, 3).Node("Reshape", "Y", ["X", "s"]), x => x.reshape(4, 3));
        Check(new ModelBuilder(2, 1, 4).Node("Transpose", "Y", ["X"], ("perm", new[] { 2, 0, 1 })), x => x.permute(2, 0, 1));
        Check(new ModelBuilder(2, 3, 4).Node("Transpose", "Y", ["X"]), x => x.permute(2, 1, 0));
        Check(new ModelBuilder(1, 3, 1).Integers("a", 0).Node("Squeeze", "Y", ["X", "a"]), x => x.squeeze(0));
        Check(new ModelBuilder(1, 3, 1).Node("Squeeze", "Y", ["X"]), x => x.squeeze());
        Check(new ModelBuilder(3).Node("Unsqueeze", "Y", ["X"], ("axes", new[] { 0, 2 })), x => x.unsqueeze(0).unsqueeze(2));
        Check(
            new ModelBuilder(2, 3).Weight("W", Items(4), 2, 2).Node("Concat", "Y", ["X", "W", "X"], ("axis", 1)),
            x => cat([x, Weights(2, 2), x], 1));
        Check(
            new ModelBuilder(4, 5).Integers("s", 1, -3).Integers("e", 3, 1000).Node("Slice", "Y", ["X", "s", "e"]),
            x => x.narrow(0, 1, 2).narrow(1, 2, 3));
    }

    [Fact]
    public void What_old_exporters_write_for_flatten()
    {
        var model = new ModelBuilder(0, 3, 4)
            .Node("Shape", "shape", ["X"])
            .Integers("zero", 0).Integers("rest", -1)
            .Node("Gather", "first", ["shape", "zero"])
            .Node("Concat", "target", ["first", "rest"], ("axis", 0))
            .Node("Reshape", "Y", ["X", "target"]);

        Check(model, x => x.flatten(1), 1, 3, 4);
    }

    [Fact]
    public void Constants_are_computed_once_in_double_precision()
    {
        var three = new TensorProto { DataType = 1, FloatData = { 3f } };
        var model = new ModelBuilder(2)
            .Node("Constant", "c", [], ("value", three))
            .Weight("W", [1, 2], 2)
            .Node("Div", "d", ["W", "c"])
            .Node("Add", "Y", ["X", "d"]);

        Check(model, x => x + (tensor((double[])[1, 2]) / 3));
    }

    private static float[] Items(int count) => _weights[..count];

    private static Tensor Weights(params long[] shape) =>
        tensor(Items((int)shape.Aggregate(1L, (p, n) => p * n))).to(float64).reshape(shape);

    /// <summary>In double precision, at three points at once.</summary>
    private static void Check(ModelBuilder model, Func<Tensor, Tensor> expected, params int[] shape)
    {
        using var scope = NewDisposeScope();
        var network = model.Read();
        var dimensions = (shape.Length > 0 ? shape : [.. network.InputShape]).Select(n => (long)n).ToArray();
        var points = (arange(3 * network.InputCount).to(float64) * 0.7).sin().reshape(3, network.InputCount);
        using var evaluation = new Evaluation([network.Output], float64, network.Tensors);

        var answers = evaluation.Run(new Dictionary<Node, Tensor> { [network.Input] = points })[0];

        for (var i = 0; i < 3; i++)
        {
            var wanted = expected(points[i].reshape(dimensions)).flatten();
            Assert.Equal(wanted.shape, answers[i].shape);
            Assert.True((answers[i] - wanted).abs().max().item<double>() < 1e-12, $"{answers[i].ToString(true)} is not {wanted.ToString(true)}");
        }
    }
}
