using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests;

internal static class Close
{
    public static float[] Numbers(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.to(ScalarType.Float32).contiguous().data<float>().ToArray();
    }

    /// <summary>Equal shapes, and |a - b| at most absolute + relative |b| everywhere.</summary>
    public static void To(Tensor expected, Tensor actual, double relative = 1e-5, double absolute = 1e-6)
    {
        Assert.Equal(expected.shape, actual.shape);
        To(Numbers(expected), Numbers(actual), relative, absolute);
    }

    public static void To(float[] expected, float[] actual, double relative = 1e-5, double absolute = 1e-6)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            if (!expected[i].Equals(actual[i]) && !(Math.Abs(expected[i] - actual[i]) <= absolute + (relative * Math.Abs(expected[i]))))
                Assert.Fail($"element {i}: expected {expected[i]:R}, got {actual[i]:R}");
    }

    /// <summary>The action throws a <see cref="UserError"/> that says <paramref name="expected"/>.</summary>
    public static void Refused(string expected, Action action) => Assert.Contains(expected, Message(action), StringComparison.Ordinal);

    public static string Message(Action action) => Assert.Throws<UserError>(action).Message;
}
