using System.Runtime.InteropServices;
using Google.Protobuf;
using MLSpec.Verification.Onnx;
using MLSpec.Verification.Onnx.Format;

namespace MLSpec.Verification.Tests;

/// <summary>Writes ONNX files. Values are named by hand: the input is X, the output is the last node's.</summary>
internal sealed class ModelBuilder
{
    private readonly GraphProto _graph = new() { Name = "test" };

    public ModelBuilder(params int[] inputShape) => _graph.Input.Add(Info("X", inputShape));

    /// <summary>Also lists initializers among the inputs, as old exporters do.</summary>
    public bool ListsInitializers { get; init; }

    public GraphProto Graph => _graph;

    public ModelBuilder Weight(string name, float[] items, params int[] shape)
    {
        var tensor = new TensorProto { Name = name, DataType = 1, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(items)) };
        tensor.Dims.AddRange(shape.Select(n => (long)n));
        _graph.Initializer.Add(tensor);
        if (ListsInitializers)
            _graph.Input.Add(Info(name, shape));
        return this;
    }

    public ModelBuilder Integers(string name, params long[] items)
    {
        var tensor = new TensorProto { Name = name, DataType = 7 };
        tensor.Dims.Add(items.Length);
        tensor.Int64Data.AddRange(items);
        _graph.Initializer.Add(tensor);
        return this;
    }

    /// <param name="attributes">Numbers, lists of numbers, texts and tensors.</param>
    public ModelBuilder Node(string type, string output, string[] inputs, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { OpType = type, Name = output + "_node" };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        node.Attribute.AddRange(attributes.Select(a => Attribute(a.Name, a.Value)));
        _graph.Node.Add(node);
        return this;
    }

    public byte[] ToBytes(int irVersion = 7)
    {
        var model = new ModelProto { IrVersion = irVersion, ProducerName = "test", Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 13 });
        if (_graph.Output.Count == 0)
            _graph.Output.Add(Info(_graph.Node[^1].Output[0]));
        return model.ToByteArray();
    }

    public Network Read() => OnnxReader.Read(ToBytes(), "test.onnx");

    private static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case int i:
                attribute.I = i;
                break;
            case float f:
                attribute.F = f;
                break;
            case string s:
                attribute.S = ByteString.CopyFromUtf8(s);
                break;
            case int[] ints:
                attribute.Ints.AddRange(ints.Select(i => (long)i));
                break;
            case TensorProto tensor:
                attribute.T = tensor;
                break;
            default:
                throw new ArgumentException(name, nameof(value));
        }

        return attribute;
    }

    private static ValueInfoProto Info(string name, params int[] shape)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = 1, Shape = new TensorShapeProto() };
        tensor.Shape.Dim.AddRange(shape.Select(n => n > 0
            ? new TensorShapeProto.Types.Dimension { DimValue = n }
            : new TensorShapeProto.Types.Dimension { DimParam = "batch" }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }
}
