using MLSpec.Runtime;
using MLSpec.Verification.Onnx;
using MLSpec.Verification.Onnx.Format;

namespace MLSpec.Verification.Tests;

public sealed class OnnxReaderTests
{
    private static readonly byte[] _good = new ModelBuilder(1, 3) { ListsInitializers = true }
        .Weight("W", [1, 2, 3, 4, 5, 6], 3, 2).Weight("b", [1, 2], 2)
        .Node("MatMul", "m", ["X", "W"]).Node("Add", "a", ["m", "b"]).Node("Relu", "r", ["a"]).Node("Flatten", "Y", ["r"])
        .ToBytes();

    [Fact]
    public void Counts_and_shapes()
    {
        var network = OnnxReader.Read(_good, "net.onnx");

        Assert.Equal((3, 2), (network.InputCount, network.OutputCount));
        Assert.Equal([1, 3], network.InputShape.ToArray());
    }

    [Fact]
    public void Every_prefix_is_read_or_refused_in_words()
    {
        for (var length = 0; length < _good.Length; length++)
            Assert.StartsWith("net.onnx", ReadOrRefuse(_good[..length]) ?? "net.onnx", StringComparison.Ordinal);
        Assert.Equal("net.onnx: it holds no network.", ReadOrRefuse([]));
    }

    [Fact]
    public void A_changed_byte_is_read_or_refused_in_words()
    {
        var random = new System.Random(1);
        for (var i = 0; i < _good.Length; i++)
        {
            var bytes = (byte[])_good.Clone();
            bytes[i] = (byte)random.Next(256);
            Assert.StartsWith("net.onnx", ReadOrRefuse(bytes) ?? "net.onnx", StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Random_bytes_are_no_network()
    {
        var random = new System.Random(2);
        for (var i = 0; i < 200; i++)
        {
            var bytes = new byte[random.Next(100)];
            random.NextBytes(bytes);
            Assert.StartsWith("net.onnx", ReadOrRefuse(bytes), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_operator_that_is_not_supported_is_named_with_its_node()
    {
        var message = Refused(new ModelBuilder(1, 3).Node("Softmax", "Y", ["X"]));

        Assert.StartsWith("test.onnx: node 'Y_node' (Softmax): this operator is not supported. Supported are Add, ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_with_a_node_is_said_with_its_name()
    {
        Assert.Equal(
            "test.onnx: node 'Y_node' (MatMul): the shapes [1, 3] and [2, 3] do not fit.",
            Refused(new ModelBuilder(1, 3).Weight("W", new float[6], 2, 3).Node("MatMul", "Y", ["X", "W"])));
        Assert.Equal(
            "test.onnx: node 'Y_node' (Add): nothing before it makes its input 'Z'.",
            Refused(new ModelBuilder(1, 3).Node("Add", "Y", ["X", "Z"])));
        Assert.Equal(
            "test.onnx: node 'Y_node' (Reshape): [1, 3] cannot become [2, -1].",
            Refused(new ModelBuilder(1, 3).Integers("s", 2, -1).Node("Reshape", "Y", ["X", "s"])));
        Assert.Equal(
            "test.onnx: node 'Y_node' (Reshape): its input 2 depends on the network's input; it must be constant.",
            Refused(new ModelBuilder(1, 3).Node("Reshape", "Y", ["X", "X"])));
        Assert.Equal(
            "test.onnx: node 'Y_node' (Add): it has 1 inputs, but input 2 is needed.",
            Refused(new ModelBuilder(1, 3).Node("Add", "Y", ["X"])));
        Assert.Equal(
            "test.onnx: node 'Y_node' (Add): its result of shape [100000, 100000] is too large.",
            Refused(new ModelBuilder(1, 100000).Weight("W", new float[100000], 100000, 1).Node("Add", "Y", ["X", "W"])));
        Assert.Equal(
            "test.onnx: node 'Y_node' (Conv): its kernel [3, 3] is larger than the image [2, 2] with its padding.",
            Refused(new ModelBuilder(1, 1, 2, 2).Weight("W", new float[9], 1, 1, 3, 3).Node("Conv", "Y", ["X", "W"])));
    }

    [Fact]
    public void What_is_wrong_with_a_tensor_is_said_with_its_name()
    {
        Assert.Equal(
            "test.onnx: initializer 'W': it has 5 items, but its shape [3, 2] needs 6.",
            Refused(new ModelBuilder(1, 3).Weight("W", new float[5], 3, 2).Node("MatMul", "Y", ["X", "W"])));

        var model = new ModelBuilder(1, 3).Node("Add", "Y", ["X", "W"]);
        model.Graph.Initializer.Add(new TensorProto { Name = "W", DataType = 8, Dims = { 1 } });
        Assert.Equal("test.onnx: initializer 'W': items of the type number 8 are not read; convert them to float.", Refused(model));
        model.Graph.Initializer[0].DataLocation = 1;
        Assert.Equal(
            "test.onnx: initializer 'W': its data lie in another file; save the model with its weights in one file.", Refused(model));
    }

    [Fact]
    public void Networks_have_one_input_and_one_output()
    {
        var twoInputs = new ModelBuilder(1, 3).Node("Add", "Y", ["X", "Z"]);
        twoInputs.Graph.Input.Add(new ValueInfoProto { Name = "Z" });
        Assert.Equal("test.onnx: the network has 2 inputs (X, Z); one is supported.", Refused(twoInputs));

        var noNode = new ModelBuilder(1, 3);
        noNode.Graph.Output.Add(new ValueInfoProto { Name = "Y" });
        Assert.Equal("test.onnx: no node makes the output 'Y'.", Refused(noNode));

        Assert.Equal(
            "test.onnx: the output 'Y' does not depend on the input 'X'.",
            Refused(new ModelBuilder(1, 3).Weight("W", [1], 1).Node("Relu", "Y", ["W"])));
        Assert.Equal(
            "test.onnx: dimension 1 of the input 'X' has no fixed length; export the model with one.",
            Refused(new ModelBuilder(1, 0).Node("Relu", "Y", ["X"])));
    }

    [Fact]
    public void A_batch_dimension_that_is_left_open_is_one_point() =>
        Assert.Equal([1, 3], new ModelBuilder(0, 3).Node("Relu", "Y", ["X"]).Read().InputShape.ToArray());

    private static string? ReadOrRefuse(byte[] bytes)
    {
        try
        {
            OnnxReader.Read(bytes, "net.onnx");
            return null;
        }
        catch (UserError error)
        {
            return error.Message;
        }
    }

    private static string Refused(ModelBuilder model) => Assert.Throws<UserError>(model.Read).Message;
}
