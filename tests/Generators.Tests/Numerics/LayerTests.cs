using static TorchSharp.torch;

namespace MLSpec.Generators.Tests.Numerics;

/// <summary>Networks of images: generated code against TorchSharp's own functions and its autograd, also where gradients of gradients are needed.</summary>
public sealed class LayerTests
{
    private const string Spec = """
        module Layered

        param width = 3

        data rows : { x : float[2, 6, 6]; y : class[3] } = npz "rows.npz" |> split { train = 50%; valid = 25%; test = 25%; seed = 1<seed> }

        model net (x : float[2, 6, 6]) : float[3] =
            x |> conv (2 * width) { kernel = 3; padding = 1; groups = 2 } |> relu |> average_pool { kernel = 2; stride = 2 }
            |> conv 4 { kernel = 2; stride = 1; dilation = 2 } |> tanh |> flatten |> dense 3

        let block n x = relu (x + conv n { kernel = 3; padding = 1 } x)

        model residual (x : float[2, 6, 6]) : float[3] =
            let features = x |> block 2 |> max_pool { kernel = 3; stride = 2 }
            let both = concat (concat (features, channels_first (channels_last features)), x |> conv 2 { kernel = 4; stride = 2 })
            both |> flatten |> as_matrix 6 4 |> transpose |> flatten |> dense 3

        model critic (x : float[2, 6, 6]) : float =
            x |> conv 2 { kernel = 3; stride = 2 } |> gelu |> flatten |> dense 1 |> scalar
        let critics = ensemble 3 critic

        model normed (x : float[2, 6, 6]) : float[3] =
            x |> conv 4 { kernel = 3 } |> batch_norm |> relu |> flatten |> dense 3

        objective plain = expect (x, y) in rows.train -> cross_entropy (net x) y
        objective joined = expect (x, y) in rows.train -> cross_entropy (residual x) y
        objective attacked =
            expect (x, y) in rows.train -> sup z in (ball linf 0.1 x |> within (box 0.0 1.0)) by pgd 2 -> cross_entropy (net z) y
        objective normal = expect (x, y) in rows.train -> cross_entropy (normed x) y
        objective many = expect (x, y) in rows.train -> sum q in critics -> (q x - 1.0) ** 2

        train all for 3<step> =
            batch 4<sample/step> from rows.train
            minimize plain over net using sgd { rate = 0.01 }
            minimize joined over residual using sgd { rate = 0.01 }
            minimize attacked over net using sgd { rate = 0.01 }
            minimize normal over normed using adamw { rate = 0.01; clip = 0.1 }
            minimize many over critics using sgd { rate = 0.01 }
        """;

    private static readonly Lazy<GeneratedModule> _module = new(() => GeneratedModule.Of("Layered", Spec));

    [Fact]
    public void A_network_is_what_TorchSharp_computes_from_its_weights()
    {
        using var scope = NewDisposeScope();
        var (net, x) = (_module.Value.Weights("Net"), Images(1));
        var hidden = nn.functional.conv2d(x, net["Conv1Weights"], net["Conv1Biases"], padding: [1, 1], groups: 2).relu();
        hidden = nn.functional.avg_pool2d(hidden, [2, 2]);
        hidden = nn.functional.conv2d(hidden, net["Conv2Weights"], net["Conv2Biases"], dilation: [2, 2]).tanh();
        var expected = nn.functional.linear(hidden.flatten(1), net["DenseWeights"], net["DenseBiases"]);

        Near.To(expected, _module.Value.Call("Net", ("net", net), ("x", x)), "net");
    }

    [Fact]
    public void Residual_sums_pools_and_joined_channels_are_what_TorchSharp_computes()
    {
        using var scope = NewDisposeScope();
        var (net, x) = (_module.Value.Weights("Residual"), Images(2));
        var block = (x + nn.functional.conv2d(x, net["BlockConvWeights"], net["BlockConvBiases"], padding: [1, 1])).relu();
        var features = nn.functional.max_pool2d(block, [3, 3], [2, 2]);
        var third = nn.functional.conv2d(x, net["ConvWeights"], net["ConvBiases"], strides: [2, 2]);
        var both = cat([features, features, third], 1).flatten(1).reshape(-1, 6, 4).transpose(1, 2).flatten(1);
        var expected = nn.functional.linear(both, net["DenseWeights"], net["DenseBiases"]);

        Near.To(expected, _module.Value.Call("Residual", ("residual", net), ("x", x)), "residual");
    }

    [Theory]
    [InlineData("Plain", "net")]
    [InlineData("Joined", "residual")]
    [InlineData("Many", "critics")]
    public void Gradients_are_those_of_autograd(string objective, string model)
    {
        using var scope = NewDisposeScope();
        var type = char.ToUpperInvariant(model[0]) + model[1..];
        var (weights, gradient) = (_module.Value.Weights(type), _module.Value.Zeros(type));
        (string, object)[] rows = [("x", Images(3)), ("y", tensor(new long[] { 0, 1, 2, 1, 0 }))];
        var value = _module.Value.Call(objective + "WithGradient", [(model, weights), (model + "Gradient", gradient), .. rows]);
        weights.RequireGradients();
        var reference = _module.Value.Call(objective, [(model, weights), .. rows]);
        reference.backward();

        Near.To(reference.detach(), value, objective);
        foreach (var ((path, leaf), (_, found)) in weights.All.Zip(gradient.All))
            Near.To(leaf.grad!, found, $"{objective}, {path}", 2e-5);
    }

    [Fact]
    public void Batch_normalisation_is_TorchSharps_in_training_and_in_judgement()
    {
        using var scope = NewDisposeScope();
        var (weights, gradient, x, y) = (_module.Value.Weights("Normed"), _module.Value.Zeros("Normed"), Images(6), tensor(new long[] { 0, 1, 2, 1, 0 }));
        weights["BatchNormScale"].copy_(rand(4) + 0.5);
        weights["BatchNormShift"].copy_(rand(4));
        weights["BatchNormCenter"].copy_(rand(4) * 0.1);
        weights["BatchNormVariance"].copy_(rand(4) + 0.5);
        Tensor Reference(bool training, Tensor center, Tensor variance)
        {
            var hidden = nn.functional.conv2d(x, weights["ConvWeights"], weights["ConvBiases"]);
            var normed = nn.functional.batch_norm(
                hidden, center, variance, weights["BatchNormScale"], weights["BatchNormShift"], training, momentum: 0.1, eps: 1e-5);
            return nn.functional.linear(normed.relu().flatten(1), weights["DenseWeights"], weights["DenseBiases"]);
        }

        var (center, variance) = (weights["BatchNormCenter"].clone(), weights["BatchNormVariance"].clone());
        Near.To(Reference(false, center, variance), _module.Value.Call("Normed", ("normed", weights), ("x", x)), "judged");

        var value = _module.Value.Call("NormalWithGradient", ("normed", weights), ("normedGradient", gradient), ("x", x), ("y", y));
        weights.RequireGradients();
        var expected = nn.functional.cross_entropy(Reference(true, center, variance), y);
        expected.backward();
        Near.To(expected.detach(), value, "value");
        foreach (var name in new[] { "ConvWeights", "BatchNormScale", "BatchNormShift", "DenseWeights", "DenseBiases" })
            Near.To(weights[name].grad!, gradient[name], name, 2e-5);

        const double Pixels = 5 * 4 * 4;
        Near.To(center, weights["BatchNormCenter"].detach().lerp(gradient["BatchNormCenter"], 0.1), "center followed");
        var unbiased = gradient["BatchNormVariance"] * (Pixels / (Pixels - 1));
        Near.To(variance, weights["BatchNormVariance"].detach().lerp(unbiased, 0.1), "variance followed");
    }

    [Fact]
    public void An_ensemble_is_its_members_one_by_one()
    {
        using var scope = NewDisposeScope();
        var (critics, x) = (_module.Value.Weights("Critics"), Images(4));
        var expected = zeros(5);
        for (var m = 0; m < 3; m++)
        {
            var hidden = nn.functional.gelu(nn.functional.conv2d(x, critics["ConvWeights"][m], critics["ConvBiases"][m], strides: [2, 2]));
            var value = nn.functional.linear(hidden.flatten(1), critics["DenseWeights"][m], critics["DenseBiases"][m]).squeeze(-1);
            expected += (value - 1).square();
        }

        Near.To(expected.mean(), _module.Value.Call("Many", ("critics", critics), ("x", x), ("y", zeros(5, ScalarType.Int64))), "many");
    }

    [Fact]
    public void An_attack_on_a_convolution_is_one_that_autograd_would_make()
    {
        using var scope = NewDisposeScope();
        var (net, x, y) = (_module.Value.Weights("Net"), Images(5), tensor(new long[] { 0, 1, 2, 1, 0 }));
        var clean = _module.Value.Call("Plain", ("net", net), ("x", x), ("y", y)).item<float>();
        var worst = _module.Value.Call("Attacked", ("net", net), ("x", x), ("y", y)).item<float>();
        Assert.True(worst > clean + 1e-4, $"{worst} after the attack, {clean} before");
    }

    private static Tensor Images(int seed)
    {
        using var generator = new Generator((ulong)seed);
        return rand(5, 2, 6, 6, generator: generator);
    }
}
