using TorchSharp;

namespace MLSpec.Verification.Execution;

/// <summary>The value of a node: a tensor with the node's axes first, then its core shape; or, of a host node, a number (of a condition
/// 1 or 0).</summary>
internal readonly struct Datum
{
    private readonly torch.Tensor? _tensor;
    private readonly double _number;

    public Datum(torch.Tensor tensor) => _tensor = tensor;

    public Datum(double number) => _number = number;

    public bool IsTensor => _tensor is not null;

    public torch.Tensor Tensor => _tensor ?? throw new InvalidOperationException("A number stands where a tensor was expected.");

    public double Number => _tensor is null
        ? _number
        : throw new InvalidOperationException("A tensor stands where a number was expected.");

    public static implicit operator Datum(torch.Tensor tensor) => new(tensor);

    public static implicit operator Datum(double number) => new(number);
}
