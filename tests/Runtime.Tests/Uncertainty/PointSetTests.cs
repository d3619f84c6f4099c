using MLSpec.Runtime.Random;
using MLSpec.Runtime.Uncertainty;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Uncertainty;

/// <summary>Searches over sets of points with a linear function, whose best point is known: the centre plus radius times the dual norm's direction.</summary>
public sealed class PointSetTests
{
    private readonly RandomStream _random = new(3, "test");

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.25)]
    public void A_linear_function_is_maximal_at_the_corner_of_a_linf_ball(double radius)
    {
        var (center, slope) = Problem();
        var point = Ascended(new LInfinityBall(center, radius, 1), slope);

        Assert.True(allclose(point, center + (slope.sign() * radius), atol: 1e-6));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.25)]
    public void A_linear_function_is_maximal_along_its_slope_in_an_l2_ball(double radius)
    {
        var (center, slope) = Problem();
        var point = Ascended(new L2Ball(center, radius, 1), slope);

        Assert.True(allclose(point, center + (slope / slope.norm(1, keepdim: true) * radius), atol: 1e-4));
    }

    [Fact]
    public void Radii_of_their_own_are_those_of_single_balls()
    {
        var (center, slope) = Problem();
        var radii = tensor(new[] { 0.0f, 0.1f, 0.2f, 0.3f }).unsqueeze(1);
        var linf = Ascended(new LInfinityBall(center, radii, 1).Within(-0.5, 0.5), slope);
        var l2 = Ascended(new L2Ball(center, radii, 1), slope);

        for (var i = 0; i < 4; i++)
        {
            var (c, s) = (center.narrow(0, i, 1), slope.narrow(0, i, 1));
            Assert.True(allclose(linf.narrow(0, i, 1), Ascended(new LInfinityBall(c, 0.1 * i, 1).Within(-0.5, 0.5), s), atol: 1e-6));
            Assert.True(allclose(l2.narrow(0, i, 1), Ascended(new L2Ball(c, 0.1 * i, 1), s), atol: 1e-4));
        }
    }

    [Fact]
    public void A_box_of_numbers_has_its_corners_as_extremes()
    {
        var (_, slope) = Problem();
        var point = Ascended(new BoxSet(-1, 2, slope.shape, CPU), slope);

        Assert.True(allclose(point, where(slope > 0, full_like(slope, 2), full_like(slope, -1))));
    }

    /// <summary>Two problems of three points each share their radius in proportion to the slopes; a point of a single problem has an l2 ball for itself.</summary>
    [Fact]
    public void A_transport_shares_its_radius_between_the_points()
    {
        var (center, slope) = (_random.Normal([3, 2, 4]), _random.Normal([3, 2, 4]));
        var radii = tensor(new[] { 0.2f, 0.5f }).view(1, 2, 1);
        var point = Ascended(new TransportBall(center, radii, 1, 0), slope);
        var size = slope.square().sum(-1, keepdim: true).mean([0], keepdim: true).sqrt();

        Assert.True(allclose(point, center + (slope * radii / size), atol: 1e-4));
        Assert.True(allclose(Ascended(new TransportBall(center.narrow(0, 0, 1), 0.3, 2, 0), slope.narrow(0, 0, 1)), Ascended(new L2Ball(center.narrow(0, 0, 1), 0.3, 2), slope.narrow(0, 0, 1)), atol: 1e-4));
        Assert.True(allclose(center, Ascended(new TransportBall(center, 0.0, 1, 0), slope)));
        Assert.True(allclose(center, Ascended(new TransportBall(center, 0.0, 1, 0), zeros_like(slope))));
        var moved = new TransportBall(center, 0.4, 1, 0).Start(_random) - center;
        Assert.All(Close.Numbers(moved.square().sum(-1).mean([0]).sqrt()), distance => Assert.InRange(distance, 0, 0.4001f));
    }

    [Fact]
    public void Negative_radii_and_empty_boxes_are_refused()
    {
        var center = zeros(2, 3);
        Assert.Throws<UserError>(() => new LInfinityBall(center, -0.1, 1));
        Assert.Throws<UserError>(() => new L2Ball(center, tensor(new[] { 0.1f, -0.1f }).unsqueeze(1), 1));
        Assert.Throws<UserError>(() => new TransportBall(center, -0.1, 1, 0));
        Assert.Throws<UserError>(() => new BoxSet(1, 0, [2, 3], CPU));
    }

    private (Tensor Center, Tensor Slope) Problem() => (_random.Uniform([4, 3], -0.5, 0.5), _random.Normal([4, 3]));

    private Tensor Ascended(PointSet set, Tensor slope)
    {
        var point = set.Start(_random);
        for (var i = 0; i < 40; i++)
            set.Ascend(ref point, slope, 0.5);
        return point;
    }
}
