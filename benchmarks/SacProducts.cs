using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>
/// The products between hidden layers that an update of soft actor-critic cannot do without, and nothing else: what its time would be if all the rest were free. Of one actor,
/// two critics, the critics' targets, a value network and its target the forward passes are 4 for the value's loss, 3 for the critics', 2 for the actor's (whose own pass is
/// the value's) and 1 for the temperature's, since the actor has moved; the gradients of inputs are 1, 2 and 2 (one critic is the smaller one of each row), those of weights 1, 2 and 1.
/// </summary>
internal static class SacProducts
{
    private const int Draws = 16;
    private const int InnerSteps = 5;
    private const int SmallWidth = 64;

    public static Action Of(int width, int rows) => Products(width, rows, forward: 10, inputs: 5, weights: 4);

    /// <summary>With the target's value at 16 draws of the next state, a decoder of 64 units for these and five steps of a dual's network of 64 units.</summary>
    public static Action Robust(int width, int rows)
    {
        var update = Products(width, rows, forward: 9, inputs: 5, weights: 4);
        var draws = Products(width, rows * Draws, forward: 1, inputs: 0, weights: 0);
        var small = Products(SmallWidth, rows, forward: 2 + InnerSteps, InnerSteps, InnerSteps);
        return () =>
        {
            update();
            draws();
            small();
        };
    }

    private static Action Products(int width, int rows, int forward, int inputs, int weights)
    {
        var (x, matrix) = (rand(rows, width), rand(width, width));
        return () =>
        {
            using var scope = NewDisposeScope();
            var transposed = (Matrix: matrix.t(), X: x.t());
            for (var i = 0; i < forward; i++)
                x.mm(transposed.Matrix).Dispose();
            for (var i = 0; i < inputs; i++)
                x.mm(matrix).Dispose();
            for (var i = 0; i < weights; i++)
                transposed.X.mm(x).Dispose();
        };
    }
}
