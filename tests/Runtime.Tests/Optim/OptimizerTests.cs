using MLSpec.Runtime.Optim;
using MLSpec.Runtime.Random;
using MLSpec.Runtime.Store;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace MLSpec.Runtime.Tests.Optim;

public sealed class OptimizerTests
{
    public static TheoryData<string, Func<Tensor, Tensor, IOptimizer>, Func<Parameter, optim.Optimizer>> Pairs => new()
    {
        { "sgd", (p, g) => new Sgd(p, g), p => optim.SGD([p], 1) },
        { "momentum", (p, g) => new Sgd(p, g, 0.9), p => optim.SGD([p], 1, momentum: 0.9) },
        { "adam", (p, g) => new Adam(p, g), p => optim.Adam([p], 1) },
        { "adam, own numbers", (p, g) => new Adam(p, g, 0.5, 0.9, 1e-3), p => optim.Adam([p], 1, 0.5, 0.9, 1e-3) },
        { "adamw", (p, g) => new AdamW(p, g, decay: 0.1), p => optim.AdamW([p], 1, weight_decay: 0.1) },
    };

    /// <summary>50 steps with changing rates and fresh random gradients, against TorchSharp's own optimisers.</summary>
    [Theory]
    [MemberData(nameof(Pairs))]
    public void ItIsTorchs(string name, Func<Tensor, Tensor, IOptimizer> ours, Func<Parameter, optim.Optimizer> theirs)
    {
        using var scope = NewDisposeScope();
        var random = new RandomStream(1, name);
        var start = random.Normal([37]);
        var (parameters, gradient) = (start.clone(), zeros(37));
        var optimizer = ours(parameters, gradient);
        var reference = new Parameter(start.clone());
        using var referenceOptimizer = theirs(reference);
        for (var step = 0; step < 50; step++)
        {
            var rate = 0.01 / (1 + step);
            var fresh = random.Normal([37]);
            gradient.copy_(fresh);
            reference.grad = fresh;
            foreach (var group in referenceOptimizer.ParamGroups)
                group.LearningRate = rate;
            optimizer.Step(rate);
            referenceOptimizer.step();
        }
        Close.To(reference.detach(), parameters, relative: 2e-6, absolute: 1e-6);
        Assert.True((parameters - start).abs().max().item<float>() > 1e-3);
    }

    /// <summary>The pass of its own over contiguous float32 on the CPU against libtorch's operations, which do everything else: here a view with gaps.</summary>
    [Fact]
    public void AdamIsTheSameInOnePassAndByOperations()
    {
        using var scope = NewDisposeScope();
        var random = new RandomStream(1, "adam");
        var start = random.Normal([37]);
        var (inOnePass, byOperations) = (start.clone(), zeros(37, 2).select(1, 0).copy_(start));
        var gradient = zeros(37);
        var (one, other) = (new AdamW(inOnePass, gradient, decay: 0.1), new AdamW(byOperations, gradient, decay: 0.1));
        for (var step = 0; step < 20; step++)
        {
            gradient.copy_(random.Normal([37]));
            one.Step(0.01);
            other.Step(0.01);
        }

        Close.To(byOperations.contiguous(), inOnePass, relative: 1e-6, absolute: 1e-7);
    }

    /// <summary>The first step of Adam is rate times the sign of the gradient, whatever its size.</summary>
    [Fact]
    public void TheFirstStepOfAdamHasTheLengthOfTheRate()
    {
        using var parameters = zeros(3);
        using var gradient = tensor(new[] { 1e-3f, -50f, 7f });
        new Adam(parameters, gradient).Step(0.1);
        Close.To([-0.1f, 0.1f, -0.1f], Close.Numbers(parameters), relative: 1e-4);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void ItGoesOnFromASavedState(string name, Func<Tensor, Tensor, IOptimizer> ours, Func<Parameter, optim.Optimizer> theirs)
    {
        Assert.NotNull(theirs);
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var gradient = new RandomStream(2, name).Normal([5]);
        var a = ones(5);
        var first = ours(a, gradient);
        for (var step = 0; step < 3; step++)
            first.Step(0.1);
        Checkpoint.Save(folder["o"], "me", first);
        var b = a.clone();
        var second = ours(b, gradient);
        Checkpoint.Restore(folder["o"], "me", second);
        for (var step = 0; step < 3; step++)
        {
            first.Step(0.1);
            second.Step(0.1);
        }
        Assert.Equal(Close.Numbers(a), Close.Numbers(b));
    }

    [Fact]
    public void ImpossibleSettingsAreRefused()
    {
        using var p = zeros(1);
        Close.Refused("momentum", () => new Sgd(p, p, 1));
        Close.Refused("beta1 and beta2", () => new Adam(p, p, beta2: double.NaN));
        Close.Refused("epsilon", () => new Adam(p, p, epsilon: 0));
        Close.Refused("AdamW: decay", () => new AdamW(p, p, decay: -1));
        Close.Refused("from 0 to 1", () => new PolyakAverage(p, p, 1.5));
        Close.Refused("above 0", () => Gradient.ClipNorm(p, 0));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(100, 5)]
    public void AGradientIsClippedToItsNorm(double limit, double expected)
    {
        using var gradient = tensor(new[] { 3f, 0f, 4f });
        using var norm = Gradient.ClipNorm(gradient, limit);
        Assert.Equal(5, norm.item<float>());
        using var after = gradient.norm();
        Assert.Equal(expected, after.item<float>(), 5);
        Assert.Equal(0.75, (gradient[0] / gradient[2]).item<float>(), 5);
    }

    [Fact]
    public void APolyakAverageApproachesItsSourceGeometrically()
    {
        using var target = zeros(2);
        using var source = tensor(new[] { 1f, -2f });
        var average = new PolyakAverage(target, source, 0.1);
        for (var i = 0; i < 10; i++)
            average.Step();
        var reached = (float)(1 - Math.Pow(0.9, 10));
        Close.To([reached, -2 * reached], Close.Numbers(target));
        new PolyakAverage(target, source, 1).Step();
        Assert.Equal([1, -2], Close.Numbers(target));
    }
}
