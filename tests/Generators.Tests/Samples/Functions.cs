using static TorchSharp.torch;

namespace Lab;

public static partial class Functions
{
    public static partial Tensor Penalty(Tensor x) => x.abs().sum(-1L);

    public static partial double Tune(double x) => x / 2;

    public static partial Tensor Shift(Tensor x, double x2) => x + x2;
}
