namespace MLSpec.Generators.Tests.Numerics;

/// <summary>Certified margins of a network with two hidden layers, by every method.</summary>
internal static class BoundSpecs
{
    private static readonly Dictionary<(int, int, int), Lazy<GeneratedModule>> _modules = [];

    /// <summary>Functions <c>MarginCrown(x, eps, y, k)</c> and so on: the smallest difference between the scores of y and k.</summary>
    public static GeneratedModule Module(int inputs, int width, int classes)
    {
        lock (_modules)
        {
            if (!_modules.TryGetValue((inputs, width, classes), out var module))
                _modules[(inputs, width, classes)] = module = new(() => GeneratedModule.Of("Margins", Text(inputs, width, classes)));
            return module.Value;
        }
    }

    /// <summary>Networks of all other activations, with their margins and losses.</summary>
    public static Lazy<GeneratedModule> Smooth { get; } = new(() => GeneratedModule.Of("Smooth", """
        module Smooth

        data rows : { x : float[4]; y : class[3] } =
            csv "rows.csv" |> split { train = 50%; valid = 25%; test = 25%; seed = 1<seed> }

        model first (x : float[4]) : float[3] = x |> dense 6 |> tanh |> dense 6 |> sigmoid |> dense 3
        model second (x : float[4]) : float[3] = x |> dense 6 |> gelu |> dense 6 |> silu |> dense 3
        model third (x : float[4]) : float[3] = x |> dense 6 |> softplus |> dense 6 |> leaky_relu 0.1 |> dense 6 |> abs |> dense 3

        model fourth (x : float[1, 2, 2]) : float[3] =
            x |> conv 3 { kernel = 2; stride = 1; padding = 1 } |> relu |> flatten |> dense 6 |> relu |> dense 3

        let fourth_crown (x : float[1, 2, 2]) (eps : float) (y : class[3]) = inf z in ball l2 eps x by crown -> margin (fourth z) y
        let fourth_alpha (x : float[1, 2, 2]) (eps : float) (y : class[3]) = inf z in ball l2 eps x by sdp_crown 30 -> margin (fourth z) y
        let fourth_ibp (x : float[1, 2, 2]) (eps : float) (y : class[3]) = inf z in ball l2 eps x by ibp -> margin (fourth z) y
        let fourth_loss (x : float[1, 2, 2]) (eps : float) (y : class[3]) = sup z in ball l2 eps x by crown -> cross_entropy (fourth z) y
        let fourth_margin (x : float[1, 2, 2]) (y : class[3]) = margin (fourth x) y
        let fourth_entropy (x : float[1, 2, 2]) (y : class[3]) = cross_entropy (fourth x) y

        let first_crown (x : float[4]) (eps : float) (y : class[3]) = inf z in ball linf eps x by crown -> margin (first z) y
        let first_alpha (x : float[4]) (eps : float) (y : class[3]) = inf z in ball linf eps x by alpha_crown 30 -> margin (first z) y
        let first_ibp (x : float[4]) (eps : float) (y : class[3]) = inf z in ball linf eps x by ibp -> margin (first z) y
        let first_loss (x : float[4]) (eps : float) (y : class[3]) = sup z in ball linf eps x by crown -> cross_entropy (first z) y
        let second_crown (x : float[4]) (eps : float) (y : class[3]) = inf z in ball l2 eps x by crown -> margin (second z) y
        let second_alpha (x : float[4]) (eps : float) (y : class[3]) = inf z in ball l2 eps x by alpha_crown 30 -> margin (second z) y
        let second_ibp (x : float[4]) (eps : float) (y : class[3]) = inf z in ball l2 eps x by ibp -> margin (second z) y
        let second_loss (x : float[4]) (eps : float) (y : class[3]) = sup z in ball l2 eps x by ibp -> cross_entropy (second z) y
        let third_crown (x : float[4]) (eps : float) (y : class[3]) = inf z in ball l1 eps x by crown -> margin (third z) y
        let third_alpha (x : float[4]) (eps : float) (y : class[3]) = inf z in ball l1 eps x by alpha_crown 30 -> margin (third z) y
        let third_ibp (x : float[4]) (eps : float) (y : class[3]) = inf z in ball l1 eps x by ibp -> margin (third z) y
        let third_loss (x : float[4]) (eps : float) (y : class[3]) = sup z in ball l1 eps x by crown -> cross_entropy (third z) y
        let first_margin (x : float[4]) (y : class[3]) = margin (first x) y
        let second_margin (x : float[4]) (y : class[3]) = margin (second x) y
        let third_margin (x : float[4]) (y : class[3]) = margin (third x) y
        let first_entropy (x : float[4]) (y : class[3]) = cross_entropy (first x) y
        let second_entropy (x : float[4]) (y : class[3]) = cross_entropy (second x) y
        let third_entropy (x : float[4]) (y : class[3]) = cross_entropy (third x) y

        objective robust_first = expect (x, y) in rows.train -> sup z in ball linf 0.1 x by crown -> cross_entropy (first z) y
        objective robust_second = expect (x, y) in rows.train -> inf z in ball l2 0.1 x by crown -> margin (second z) y
        objective robust_third = expect (x, y) in rows.train -> inf z in ball l2 0.1 x by ibp -> margin (third z) y

        train all for 1<step> =
            batch 8<sample/step> from rows.train
            minimize robust_first over first using sgd { rate = 0.1 }
            maximize robust_second over second using sgd { rate = 0.1 }
            maximize robust_third over third using sgd { rate = 0.1 }
        """));

    private static string Text(int inputs, int width, int classes)
    {
        var methods = new[] { "ibp", "crown", "alpha_crown 100", "sdp_crown 100" };
        var sets = new[] { ("Linf", "ball linf eps x"), ("L2", "ball l2 eps x"), ("L1", "ball l1 eps x"), ("L2Box", "ball l2 eps x |> within (box 0.0 1.0)") };
        string Arguments() => $"(x : float[{inputs}]) (eps : float) (y : class[{classes}]) (k : class[{classes}])";
        var functions =
            from set in sets
            from method in methods
            where !method.StartsWith("sdp", StringComparison.Ordinal) || set.Item1.StartsWith("L2", StringComparison.Ordinal)
            let name = $"{method.Split(' ')[0]}_{set.Item1.ToLowerInvariant()}"
            select $"let {name} {Arguments()} =\n    inf z in {set.Item2} by {method} -> (net z).[y] - (net z).[k]\n";
        return $$"""
            module Margins

            data rows : { x : float[{{inputs}}]; y : class[{{classes}}] } =
                csv "rows.csv" |> split { train = 50%; valid = 25%; test = 25%; seed = 1<seed> }

            model net (x : float[{{inputs}}]) : float[{{classes}}] = x |> dense {{width}} |> relu |> dense {{width}} |> relu |> dense {{classes}}

            {{string.Join("\n", functions)}}
            let difference (x : float[{{inputs}}]) (y : class[{{classes}}]) (k : class[{{classes}}]) = (net x).[y] - (net x).[k]
            let upper_l2 {{Arguments()}} = sup z in ball l2 eps x by sdp_crown 100 -> (net z).[y] - (net z).[k]

            objective plain = expect (x, y) in rows.train -> cross_entropy (net x) y
            objective narrow = expect (x, y) in rows.train -> inf z in ball linf 0.05 x by crown -> margin (net z) y

            train fit for 1<step> =
                batch 8<sample/step> from rows.train
                minimize plain over net using sgd { rate = 0.1 }
                maximize narrow over net using sgd { rate = 0.1 }
            """;
    }
}
