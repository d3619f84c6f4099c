using MLSpec.Runtime.Nn;
using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Nn;

public sealed class ProjectionsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 3)]
    [InlineData(40, 90)]
    [InlineData(200, 200)]
    public void TheNormOfAMatrixIsItsLargestSingularValueFromAbove(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        foreach (var scale in new[] { 1e-6, 1, 1e6 })
        {
            var matrix = randn(rows, columns) * scale;
            var largest = linalg.svdvals(matrix)[0].item<float>();
            Assert.InRange(Projections.UpperNorm(matrix).item<float>() / largest, 1 - 1e-5, 1.001);
        }

        var orthogonal = Projections.UpperNorm(linalg.qr(randn(64, 64)).Q).item<float>();
        Assert.InRange(orthogonal, 1, 1.001);
        Assert.InRange(Projections.UpperNorm(zeros(3, 4)).item<float>(), 0, 1e-10);
    }

    [Theory]
    [InlineData(3, 1, 1, 1)]
    [InlineData(4, 2, 1, 1)]
    [InlineData(3, 1, 2, 2)]
    [InlineData(1, 1, 0, 1)]
    public void TheNormOfAConvolutionBoundsItsMatrix(int kernel, int stride, int padding, int dilation)
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var weight = randn(4, 3, kernel, kernel);
        var images = eye(3 * 8 * 8).reshape(-1, 3, 8, 8);
        var matrix = Convolution.Output(images, weight, null, stride, padding, dilation).flatten(1);
        var exact = linalg.svdvals(matrix)[0].item<float>();
        var bound = Projections.UpperNorm(weight).item<float>();
        Assert.InRange(bound / exact, 1 - 1e-5, kernel == 1 ? 1.001 : 4);
    }

    [Fact]
    public void LargeWeightsShrinkAndSmallOnesStay()
    {
        using var parameters = Random(new(("w", [20, 30]), ("b", [30]), ("k", [4, 2, 3, 3]), ("small", [5, 5])));
        using var before = parameters.Clone();
        parameters[3].mul_(0.01);
        before[3].mul_(0.01);
        Projections.SpectralNorm(parameters, 1.5);
        Assert.InRange(linalg.svdvals(parameters[0])[0].item<float>(), 1.498, 1.5001);
        Assert.InRange(Projections.UpperNorm(parameters[2]).item<float>(), 1.498, 1.5001);
        Close.To(before[1], parameters[1], 0, 0);
        Close.To(before[3], parameters[3], 0, 0);
        using var again = parameters.Clone();
        Projections.SpectralNorm(parameters, 1.5);
        Close.To(again.Flat, parameters.Flat, 1e-6);
    }

    [Fact]
    public void EveryMemberOfAnEnsembleIsProjectedByItself()
    {
        using var parameters = Random(new(("w", [3, 6, 4]), ("b", [3, 4])) { HasMembers = true });
        parameters[0][1].mul_(1e-3);
        using var before = parameters.Clone();
        Projections.SpectralNorm(parameters, 1);
        Close.To(before[1], parameters[1], 0, 0);
        Close.To(before[0][1], parameters[0][1], 0, 0);
        Assert.All([0, 2], m => Assert.InRange(linalg.svdvals(parameters[0][m])[0].item<float>(), 0.998, 1.0001));
    }

    [Fact]
    public void TheNearestOrthogonalMatrix()
    {
        using var scope = NewDisposeScope();
        using var parameters = Random(new(("wide", [3, 5]), ("tall", [5, 3])));
        using var before = parameters.Clone();
        Projections.Orthogonal(parameters);
        Close.To(eye(3), parameters[0].matmul(parameters[0].t()), absolute: 1e-5);
        Close.To(eye(3), parameters[1].t().matmul(parameters[1]), absolute: 1e-5);
        var distance = (before[0] - parameters[0]).norm().item<float>();
        for (var seed = 0; seed < 50; seed++)
        {
            var other = zeros(3, 5);
            Initial.Orthogonal(other, new RandomStream(seed, "other"));
            Assert.True((before[0] - other).norm().item<float>() >= distance);
        }
    }

    [Fact]
    public void ANormBallAndTheNonNegativeWeights()
    {
        using var parameters = Random(new(("w", [6, 6]), ("b", [6])));
        using var before = parameters.Clone();
        Projections.NormBall(parameters, 100);
        Close.To(before.Flat, parameters.Flat, 0, 0);
        Projections.NormBall(parameters, 2);
        Assert.Equal(2, parameters.Flat.norm().item<float>(), 1e-5);
        Projections.NonNegative(parameters);
        Assert.True(parameters.Flat.min().item<float>() >= 0);
    }

    [Theory]
    [InlineData(4, 7)]
    [InlineData(7, 4)]
    [InlineData(3, 3)]
    public void RandomMatricesWithOrthonormalRowsOrColumns(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        var matrices = zeros(2, rows, columns);
        Initial.Orthogonal(matrices, new RandomStream(1, "orthogonal"));
        foreach (var matrix in new[] { matrices[0], matrices[1] })
        {
            var gram = rows <= columns ? matrix.matmul(matrix.t()) : matrix.t().matmul(matrix);
            Close.To(eye(Math.Min(rows, columns)), gram, absolute: 1e-5);
        }

        Assert.True((matrices[0] - matrices[1]).abs().max().item<float>() > 0.1);
    }

    private static FlatParameters Random(ParameterLayout layout)
    {
        var parameters = new FlatParameters(layout, CPU);
        Initial.Normal(parameters.Flat, 0, 1, new RandomStream(3, "weights"));
        return parameters;
    }
}
