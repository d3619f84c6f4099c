using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>The training step of the digits as TorchSharp's tutorials write it: a <c>Sequential</c>, autograd, <c>optim.Adam</c>, one dispose scope a step.</summary>
internal sealed class Textbook
{
    private readonly Sequential _net;
    private readonly optim.Optimizer _adam;
    private readonly Loss<Tensor, Tensor, Tensor> _loss = nn.CrossEntropyLoss();

    public Textbook(int width)
    {
        _net = nn.Sequential(
            nn.Linear(64, width),
            nn.ReLU(),
            nn.Linear(width, width),
            nn.ReLU(),
            nn.Linear(width, 10));
        _adam = optim.Adam(_net.parameters(), lr: 3e-3);
    }

    public void NominalStep(Tensor image, Tensor label)
    {
        using var scope = NewDisposeScope();
        _adam.zero_grad();
        var loss = _loss.forward(_net.forward(image), label);
        loss.backward();
        _adam.step();
    }

    /// <summary>Projected gradient ascent as tutorials write it, then a step at the points found.</summary>
    public void RobustStep(Tensor image, Tensor label, double radius, int steps)
    {
        using var scope = NewDisposeScope();
        var worst = (image + ((rand_like(image) * 2) - 1) * radius).clamp(0, 1).detach();
        for (var i = 0; i < steps; i++)
        {
            worst.requires_grad_(true);
            var value = _loss.forward(_net.forward(worst), label);
            var gradient = autograd.grad([value], [worst])[0];
            using var noGrad = no_grad();
            var moved = worst.detach() + (gradient.sign() * (2.5 * radius / steps));
            worst = minimum(maximum(moved, image - radius), image + radius).clamp(0, 1).detach();
        }

        _adam.zero_grad();
        var loss = _loss.forward(_net.forward(worst), label);
        loss.backward();
        _adam.step();
    }
}
