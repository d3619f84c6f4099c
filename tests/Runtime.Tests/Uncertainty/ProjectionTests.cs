using MLSpec.Runtime.Random;
using MLSpec.Runtime.Uncertainty;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Uncertainty;

public sealed class ProjectionTests
{
    private const int _samples = 40;
    private static readonly long[] _shape = [_samples, 3, 2];

    public static TheoryData<string, bool, bool> Sets => new()
    {
        { "linf", false, false },
        { "linf", false, true },
        { "l2", false, false },
        { "l2", false, true },
        { "linf", true, false },
        { "linf", true, true },
        { "l2", true, false },
        { "l2", true, true },
    };

    /// <summary>Feasible, idempotent, and no random feasible point is nearer.</summary>
    [Theory]
    [MemberData(nameof(Sets))]
    public void AProjectionIsTheNearestFeasiblePoint(string norm, bool inBox, bool perSample)
    {
        using var scope = NewDisposeScope();
        var random = new RandomStream(1, $"{norm} {inBox} {perSample}");
        var center = random.Uniform(_shape);
        var point = random.Normal(_shape, 0.5, 1.5);
        var radius = perSample ? random.Uniform([_samples], 0, 0.8) : ones(_samples) * 0.4f;
        if (perSample)
            radius[0] = 0;
        Tensor Project(Tensor p) => (norm, inBox, perSample) switch
        {
            ("linf", false, false) => Ball.ProjectLinf(p, center, 0.4),
            ("linf", false, true) => Ball.ProjectLinf(p, center, radius),
            ("l2", false, false) => Ball.ProjectL2(p, center, 0.4),
            ("l2", false, true) => Ball.ProjectL2(p, center, radius),
            ("linf", true, false) => BallInBox.ProjectLinf(p, center, 0.4, 0, 1),
            ("linf", true, true) => BallInBox.ProjectLinf(p, center, radius, 0, 1),
            (_, true, false) => BallInBox.ProjectL2(p, center, 0.4, 0, 1),
            _ => BallInBox.ProjectL2(p, center, radius, 0, 1),
        };

        var projected = Project(point);
        Assert.All(Close.Numbers(Length(projected - center, norm) - radius), excess => Assert.True(excess <= 1e-6, $"{excess} outside"));
        if (inBox)
            Assert.True(projected.min().item<float>() >= 0 && projected.max().item<float>() <= 1);
        Close.To(projected, Project(projected), absolute: 1e-6);

        var distance = Length(projected - point, "l2");
        for (var trial = 0; trial < 200; trial++)
        {
            using var inner = NewDisposeScope();
            var other = center + ((random.Uniform(_shape, -1, 1) * (norm == "linf" ? 1 : 0.6)) * radius.view(_samples, 1, 1));
            other = trial % 2 == 0 ? other : projected + (0.05 * random.Normal(_shape));
            var feasible = Length(other - center, norm).le(radius);
            if (inBox)
                feasible = feasible.logical_and(other.ge(0).logical_and(other.le(1)).flatten(1).all(1));
            var nearer = Length(other - point, "l2").lt(distance - 1e-5).logical_and(feasible);
            Assert.False(nearer.any().item<bool>());
        }
    }

    /// <summary>
    /// With the center of the box as center, the answer is known: where the ball is not reached the clamp, else on the sphere.
    /// </summary>
    [Fact]
    public void TheL2BallInABoxHasItsClosedForm()
    {
        using var scope = NewDisposeScope();
        var center = tensor(new[,] { { 0.5f, 0.5f }, { 0.5f, 0.5f }, { 0.9f, 0.5f } });
        var point = tensor(new[,] { { 5f, 5f }, { 0.6f, 0.5f }, { 9f, 0.8f } });
        var actual = BallInBox.ProjectL2(point, center, 0.2, 0, 1);
        var diagonal = (float)(0.5 + (0.2 / Math.Sqrt(2)));
        Close.To([diagonal, diagonal, 0.6f, 0.5f], Close.Numbers(actual)[..4]);
        // The third is stopped by the face at 1, where the ball leaves sqrt(0.04 - 0.01) of room.
        Assert.Equal(1, Close.Numbers(actual)[4], 5);
        Assert.Equal(0.5 + Math.Sqrt(0.03), Close.Numbers(actual)[5], 5);
    }

    /// <summary>In 30 dimensions, with centers on the faces and corners of the box, against bisection in double precision.</summary>
    [Fact]
    public void TheL2BallInABoxIsThatOfBisection()
    {
        using var scope = NewDisposeScope();
        var random = new RandomStream(7, "bisection");
        var center = random.Uniform([_samples, 30], -0.5, 1.5).clamp_(0, 1);
        var point = center + (random.Normal([_samples, 30]) * random.Uniform([_samples, 1], 0, 3));
        var radius = random.Uniform([_samples], 0, 2);
        var (c, p) = (center.to(ScalarType.Float64), point.to(ScalarType.Float64));
        var (outside, inside) = (zeros(_samples, 1, ScalarType.Float64), ones(_samples, 1, ScalarType.Float64));
        Tensor Candidate(Tensor t) => (p + (t * (c - p))).clamp(0, 1);
        Tensor Fits(Tensor t) => (Candidate(t) - c).norm(1).le(radius).unsqueeze(1);
        inside = where(Fits(outside), outside, inside);
        for (var i = 0; i < 60; i++)
        {
            var middle = (outside + inside) / 2;
            (outside, inside) = (where(Fits(middle), outside, middle), where(Fits(middle), middle, inside));
        }
        Close.To(Candidate(inside).to(ScalarType.Float32), BallInBox.ProjectL2(point, center, radius, 0, 1), absolute: 3e-6);
    }

    [Fact]
    public void PointsInsideAreLeftAlone()
    {
        using var scope = NewDisposeScope();
        var center = new RandomStream(2, "c").Uniform(_shape, 0.3, 0.7);
        var point = center + 0.01;
        foreach (var projected in new[]
        {
            Ball.ProjectLinf(point, center, 0.1), Ball.ProjectL2(point, center, 0.1),
            BallInBox.ProjectLinf(point, center, 0.1, 0, 1), BallInBox.ProjectL2(point, center, 0.1, 0, 1),
        })
            Assert.Equal(Close.Numbers(point), Close.Numbers(projected));
    }

    [Fact]
    public void ARadiusOfZeroGivesTheCenter()
    {
        using var scope = NewDisposeScope();
        var random = new RandomStream(3, "zero");
        var center = random.Uniform(_shape);
        var point = random.Normal(_shape);
        foreach (var projected in new[]
        {
            Ball.ProjectLinf(point, center, 0), Ball.ProjectL2(point, center, 0),
            BallInBox.ProjectLinf(point, center, 0, 0, 1), BallInBox.ProjectL2(point, center, 0, 0, 1),
            Ball.UniformLinf(center, 0, random), Ball.UniformL2(center, 0, random),
            BallInBox.UniformLinf(center, 0, 0, 1, random), BallInBox.StartL2(center, 0, 0, 1, random),
        })
            Close.To(center, projected);
    }

    [Fact]
    public void StartsFillTheirSetsEvenly()
    {
        using var scope = NewDisposeScope();
        var random = new RandomStream(4, "starts");
        var center = ones(20_000, 3) * 0.9f;
        var linf = (Ball.UniformLinf(center, 0.5, random) - center) / 0.5;
        Assert.True(linf.abs().max().item<float>() <= 1.00001f);
        Assert.InRange(linf.square().mean().item<float>(), 0.325, 0.342);          // 1/3
        var l2 = Length(Ball.UniformL2(center, 0.5, random) - center, "l2") / 0.5;
        Assert.True(l2.max().item<float>() <= 1.00001f);
        Assert.InRange(l2.mean().item<float>(), 0.745, 0.755);                     // d / (d + 1)
        var boxed = BallInBox.UniformLinf(center, 0.5, 0, 1, random);
        Assert.InRange(boxed.mean().item<float>(), 0.695, 0.705);                  // between 0.4 and 1
        Assert.True(boxed.min().item<float>() >= 0.4f - 1e-6f && boxed.max().item<float>() <= 1);
        var start = BallInBox.StartL2(center, 0.5, 0, 1, random);
        Assert.True(start.max().item<float>() <= 1 && Length(start - center, "l2").max().item<float>() <= 0.50001f);
        var radii = random.Uniform([20_000], 0, 2);
        Assert.False(Length(Ball.UniformL2(center, radii, random) - center, "l2").gt(radii + 1e-5).any().item<bool>());
        Assert.False(Length(Ball.UniformLinf(center, radii, random) - center, "linf").gt(radii + 1e-5).any().item<bool>());
    }

    /// <summary>No random direction of the same norm rises faster.</summary>
    [Theory]
    [InlineData("linf")]
    [InlineData("l2")]
    public void AscentIsSteepest(string norm)
    {
        using var scope = NewDisposeScope();
        var random = new RandomStream(5, norm);
        var gradient = random.Normal(_shape);
        var best = norm == "linf" ? Ascent.Linf(gradient) : Ascent.L2(gradient);
        Close.To(ones(_samples), Length(best, norm));
        var rise = (best * gradient).flatten(1).sum(1L);
        for (var trial = 0; trial < 100; trial++)
        {
            var other = norm == "linf" ? random.Uniform(_shape, -1, 1) : Ascent.L2(random.Normal(_shape));
            Assert.False((other * gradient).flatten(1).sum(1L).gt(rise + 1e-4).any().item<bool>());
        }
        var zero = zeros(_shape);
        Assert.Equal(Close.Numbers(zero), Close.Numbers(norm == "linf" ? Ascent.Linf(zero) : Ascent.L2(zero)));
    }

    [Fact]
    public void NegativeRadiiAndEmptyBoxesAreRefused()
    {
        using var x = zeros(2, 3);
        using var radii = tensor(new[] { 0.1f, -0.2f });
        var random = new RandomStream(6, "no");
        foreach (var action in new Action[]
        {
            () => Ball.ProjectLinf(x, x, -0.1), () => Ball.ProjectL2(x, x, double.NaN),
            () => Ball.UniformLinf(x, -1, random), () => Ball.UniformL2(x, -1, random),
            () => BallInBox.ProjectLinf(x, x, -0.1, 0, 1), () => BallInBox.ProjectL2(x, x, -0.1, 0, 1),
            () => BallInBox.UniformLinf(x, -0.1, 0, 1, random),
            () => Ball.ProjectLinf(x, x, radii), () => Ball.ProjectL2(x, x, radii),
            () => Ball.UniformL2(x, radii, random), () => BallInBox.ProjectL2(x, x, radii, 0, 1),
        })
            Assert.Contains("radius of a ball must be at least 0", Close.Message(action), StringComparison.Ordinal);
        Close.Refused("-0.2", () => Ball.ProjectLinf(x, x, radii));
        Close.Refused("lower bound", () => Box.Project(x, 1, 0));
        Close.Refused("lower bound", () => BallInBox.ProjectLinf(x, x, 1, 1, 0));
    }

    private static Tensor Length(Tensor offset, string norm)
    {
        var flat = offset.flatten(1);
        return norm == "l2" ? flat.norm(1) : flat.abs().amax([1]);
    }
}
