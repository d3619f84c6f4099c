using MLSpec.Runtime.Nn;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Nn;

/// <summary>The extreme of an activation minus a line, against trying a dense grid.</summary>
public sealed class EnclosureTests
{
    private delegate Tensor Search(Tensor slope, Tensor low, Tensor high);

    public static TheoryData<string> Names => ["tanh", "gelu low", "gelu high", "silu low", "silu high"];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_point_of_the_interval_is_more_extreme(string name)
    {
        (Func<Tensor, Tensor> Function, Search Search, int Sign) tried = name switch
        {
            "tanh" => (Elementwise.Tanh, Enclosure.TanhLowest, 1),
            "gelu low" => (Elementwise.Gelu, Enclosure.GeluLowest, 1),
            "gelu high" => (Elementwise.Gelu, Enclosure.GeluHighest, -1),
            "silu low" => (Elementwise.Silu, Enclosure.SiluLowest, 1),
            _ => (Elementwise.Silu, Enclosure.SiluHighest, -1),
        };
        using var scope = NewDisposeScope();
        var random = new Generator(11);
        var low = (rand([500], generator: random) * 10) - 6;
        var high = low + (rand([500], generator: random).square() * 8);
        var slope = (rand([500], generator: random) * 1.6) - 0.3;
        var found = tried.Search(slope, low, high);
        Assert.True(found.ge(low).logical_and(found.le(high)).all().item<bool>());
        var best = (tried.Function(found) - (slope * found)) * tried.Sign;
        for (var i = 0; i <= 400; i++)
        {
            var point = low + ((high - low) * (i / 400.0));
            var value = (tried.Function(point) - (slope * point)) * tried.Sign;
            Assert.True((best - value).max().item<float>() < 2e-6, $"{name}: a point of the grid is more extreme");
        }
    }
}
