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
