using MLSpec.Runtime.Nn;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Nn;

public sealed class LinearTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 40)]
    [InlineData(40, 5)]
    [InlineData(7, 7)]
    public void The_triangular_factor_keeps_the_length_of_every_combination_of_rows(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var matrix = randn([rows, columns], ScalarType.Float64);
        var factor = Linear.TriangularFactor(matrix);
        var coefficients = randn([20, rows], ScalarType.Float64);

        Assert.Equal([rows, Math.Min(rows, columns)], factor.shape);
        Assert.True(allclose(coefficients.matmul(matrix).norm(-1), coefficients.matmul(factor).norm(-1), 1e-12, 1e-12));
    }

    /// <summary>Rows that depend on each other: the Gram matrix is singular, the factor is not less exact.</summary>
    [Fact]
    public void A_matrix_without_full_rank_has_a_factor()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var matrix = randn([6, 2], ScalarType.Float64).matmul(randn([2, 30], ScalarType.Float64));
        var factor = Linear.TriangularFactor(matrix);

        Assert.True(allclose(matrix.matmul(matrix.mT), factor.matmul(factor.mT), 1e-12, 1e-12));
    }
}
