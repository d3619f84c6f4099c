using MLSpec.Runtime.Nn;
using MLSpec.Runtime.Random;
using MLSpec.Runtime.Store;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Nn;

public sealed class LayersTests
{
    private readonly RandomStream _random = new(1, "layers");

    [Fact]
    public void ViewsAndTheFlatVectorAreTheSameMemory()
    {
        var layout = new ParameterLayout(("w", [2, 3]), ("s", []), ("b", [2]));
        Assert.Equal((9, 0, 6, 7), (layout.Total, layout.Parameters[0].Offset, layout.Parameters[1].Offset, layout.Parameters[2].Offset));
        using var parameters = new FlatParameters(layout, CPU);
        parameters[0].fill_(1);
        parameters[1].fill_(2);
        parameters.Flat.mul_(2);
        Assert.Equal([2, 2, 2, 2, 2, 2, 4, 0, 0], Close.Numbers(parameters.Flat));
        Assert.Equal([], parameters[1].shape);
        Assert.Equal([2, 3], parameters[0].shape);
        Assert.Equal(2, parameters[0][1, 2].item<float>());
    }

    [Fact]
    public void ACopyIsIndependent()
    {
        using var parameters = new FlatParameters(new(("w", [3])), CPU);
        Initial.Normal(parameters[0], 0, 1, _random);
        using var copy = parameters.Clone();
        using var like = parameters.ZerosLike();
        Assert.Equal(Close.Numbers(parameters.Flat), Close.Numbers(copy.Flat));
        Assert.Equal([0, 0, 0], Close.Numbers(like[0]));
        copy[0].fill_(5);
        Assert.DoesNotContain(5f, Close.Numbers(parameters.Flat));
        like.CopyFrom(copy);
        Assert.Equal([5, 5, 5], Close.Numbers(like[0]));
    }

    [Fact]
    public void TheyOutliveTheScopeTheyWereMadeIn()
    {
        FlatParameters parameters;
        using (NewDisposeScope())
            parameters = new(new(("w", [3])), CPU);
        Assert.Equal([0, 0, 0], Close.Numbers(parameters[0]));
        parameters.Dispose();
        Assert.True(parameters.Flat.IsInvalid && parameters[0].IsInvalid);
    }

    [Fact]
    public void TheyComeBackFromACheckpoint()
    {
        using var folder = new TemporaryFolder();
        using var saved = new FlatParameters(new(("w", [2, 2])), CPU);
        Initial.Uniform(saved[0], -1, 1, _random);
        Checkpoint.Save(folder["p"], "me", saved);
        using var back = saved.ZerosLike();
        Checkpoint.Restore(folder["p"], "me", back);
        Assert.Equal(Close.Numbers(saved[0]), Close.Numbers(back[0]));
    }

    [Fact]
    public void AnEmptyParameterIsRefused() =>
        Close.Refused("'w' would have shape [0, 3]", () => new ParameterLayout(("w", [0, 3])));

    [Fact]
    public void InitialValuesAreWithinTheirRange()
    {
        using var parameter = zeros(1000);
        Initial.Uniform(parameter, -0.25, 0.5, _random);
        Assert.InRange(parameter.min().item<float>(), -0.25, -0.2);
        Assert.InRange(parameter.max().item<float>(), 0.45, 0.5);
        Initial.Constant(parameter, 3);
        Assert.All(Close.Numbers(parameter), value => Assert.Equal(3, value));
        Initial.Zeros(parameter);
        Assert.All(Close.Numbers(parameter), value => Assert.Equal(0, value));
    }

    [Fact]
    public void DenseIsTheSumOfProducts()
    {
        using var scope = NewDisposeScope();
        var (x, w, b) = (_random.Normal([2, 5, 3]), _random.Normal([4, 3]), _random.Normal([4]));
        var expected = (x.unsqueeze(-2) * w).sum(-1L);
        Close.To(expected, Linear.Dense(x, w));
        Close.To(expected + b, Linear.Dense(x, w, b));
        Close.To((expected + b)[0], Linear.Dense(x[0], w, b));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void MembersAreIndependentLayers(bool shared)
    {
        using var scope = NewDisposeScope();
        var (w, b) = (_random.Normal([3, 4, 2]), _random.Normal([3, 4]));
        var x = shared ? _random.Normal([5, 2]) : _random.Normal([3, 5, 2]);
        var all = Linear.DenseMembers(x, w, b);
        for (var m = 0; m < 3; m++)
            Close.To(Linear.Dense(shared ? x : x[m], w[m], b[m]), all[m]);
    }

    /// <summary>What is done in one call is the same, to the bit.</summary>
    [Fact]
    public void RectifiedLayersAreLayersAndThenTheirPositivePart()
    {
        using var scope = NewDisposeScope();
        var (x, w, b) = (_random.Normal([5, 3]), _random.Normal([4, 3]), _random.Normal([4]));
        Assert.Equal(Close.Numbers(Linear.Dense(x, w, b).relu()), Close.Numbers(Linear.DenseRelu(x, w, b)));
        var (members, biases) = (_random.Normal([2, 4, 3]), _random.Normal([2, 4]));
        Assert.Equal(Close.Numbers(Linear.DenseMembers(x, members, biases).relu()), Close.Numbers(Linear.DenseMembersRelu(x, members, biases)));
    }

    /// <summary>Against the sum of outer products, on both sides of the width from which another product is used.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    [InlineData(17)]
    public void OuterSumsAreSumsOfOuterProducts(int columns)
    {
        using var scope = NewDisposeScope();
        var (g, x) = (_random.Normal([2, 7, 5]), _random.Normal([2, 7, columns]));
        var expected = (g.unsqueeze(-1) * x.unsqueeze(-2)).sum([1]);
        Close.To(expected.sum([0]), Linear.OuterSum(g, x));

        var (one, members, shared) = (zeros(5, columns), zeros(2, 5, columns), zeros(2, 5, columns));
        Linear.OuterSum(g[0], x[0], one);
        Linear.OuterSum(g, x, members);
        Linear.OuterSum(g, x[0], shared);

        Close.To(expected[0], one);
        Close.To(expected, members);
        Close.To((g.unsqueeze(-1) * x[0].unsqueeze(-2)).sum([1]), shared);
    }

    /// <summary>Also of a part of the weights, which is not contiguous.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(20)]
    public void SumsOverMembersAreSumsOfProducts(int columns)
    {
        using var scope = NewDisposeScope();
        var (g, w) = (_random.Normal([3, 7, 5]), _random.Normal([3, 5, columns + 2]).narrow(-1, 1, columns));
        Close.To(g.matmul(w).sum([0]), Linear.SumOverMembers(g, w));
    }

    [Fact]
    public void ReductionsAreOverTheLastDimensions()
    {
        using var scope = NewDisposeScope();
        var x = arange(24, ScalarType.Float32).view(2, 3, 4);
        Assert.Equal([6, 22, 38, 54, 70, 86], Close.Numbers(Reduction.Sum(x)));
        Assert.Equal([66, 210], Close.Numbers(Reduction.Sum(x, 2)));
        Assert.Equal([276], Close.Numbers(Reduction.Sum(x, 3)));
        Assert.Equal([5.5f, 17.5f], Close.Numbers(Reduction.Mean(x, 2)));
        Assert.Equal(x.shape, Reduction.Sum(x, 0).shape);
    }

    [Fact]
    public void SoftmaxAndItsRelativesAreSafeForLargeValues()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[,] { { 1000f, 1000f }, { -1000f, -1000f }, { 0f, MathF.Log(3) } });
        Close.To([1000 + MathF.Log(2), -1000 + MathF.Log(2), MathF.Log(4)], Close.Numbers(Reduction.LogSumExp(x)));
        Close.To([0.5f, 0.5f, 0.5f, 0.5f, 0.25f, 0.75f], Close.Numbers(Reduction.Softmax(x)));
        Close.To(Reduction.Softmax(x).log(), Reduction.LogSoftmax(x));
    }

    [Fact]
    public void ClassificationFollowsItsDefinition()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new[,] { { 1f, 2f, 0f }, { 3f, 3f, 0f }, { 0f, 1f, 5f } });
        var label = tensor(new long[] { 1, 1, 2 });
        Assert.Equal([1, 0, 1], Close.Numbers(Classification.Correct(logits, label)));
        Assert.Equal([2, 3, 5], Close.Numbers(Classification.LogitOf(logits, label)));
        Assert.Equal([0, 1, 0, 0, 1, 0, 0, 0, 1], Close.Numbers(Classification.OneHot(label, 3)));
        Close.To(nn.functional.cross_entropy(logits, label, reduction: nn.Reduction.None), Classification.CrossEntropy(logits, label));
        var members = logits.unsqueeze(0).expand(2, -1, -1);
        var labels = label.unsqueeze(0).expand(2, -1);
        Close.To(Classification.CrossEntropy(logits, label), Classification.CrossEntropy(members, labels)[1]);
        Assert.Equal([2, 3], Classification.Correct(members, labels).shape);
    }

    [Fact]
    public void TheMembersOfAnEnsembleShareTheirLabels()
    {
        using var scope = NewDisposeScope();
        var (logits, label) = (rand(3, 5, 4), tensor(new long[] { 0, 1, 2, 3, 0 }));
        var losses = Classification.CrossEntropy(logits, label);
        for (var m = 0; m < 3; m++)
            Close.To(Classification.CrossEntropy(logits[m], label), losses[m]);
    }
}
