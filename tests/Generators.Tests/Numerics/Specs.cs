namespace MLSpec.Generators.Tests.Numerics;

/// <summary>One spec with every kind of objective, small enough to be compiled once for all tests.</summary>
internal static class Specs
{
    public const string Objectives = """
        module Numbers

        param eps = 0.3
        param discount = 0.9

        data rows : { x : float[4]; y : class[3]; w : float; next : float[4] } =
            csv "rows.csv" |> split { train = 50%; valid = 25%; test = 25%; seed = 1<seed> }

        model net (x : float[4]) : float[3] = x |> dense 6 |> relu |> dense 5 |> tanh |> dense 3
        model features (x : float[4]) : float[5] = x |> dense 5 |> gelu
        model head (f : float[5]) : float[3] = f |> dense 3
        model value (x : float[4]) : float = x |> dense 4 |> sigmoid |> dense 1 |> scalar
        let critics = ensemble 3 value

        objective plain = expect (x, y, w, _) in rows.train -> w * cross_entropy (net x) y
        objective two_models = expect (x, y, _, _) in rows.train -> cross_entropy (head (features x)) y + 0.1 * squared_norm (features x)
        objective listed = expect (x, y, _, _) in rows.train -> sup a in [0.5; 1.0; 1.5] -> cross_entropy (net (a * x)) y
        objective other = expect (x, y, _, _) in rows.train -> sup k in others y -> (net x).[k] - (net x).[y]
        objective difference =
            expect (x, _, r, x') in rows.train ->
                let goal = stop_grad (r + discount * target value x')
                (value x - goal) ** 2
        objective pessimistic =
            expect (x, _, r, x') in rows.train ->
                let goal = stop_grad (r + discount * (inf q in target critics -> q x'))
                sum q in critics -> (q x - goal) ** 2
        objective cube =
            expect (x, y, w, _) in rows.train -> sup z in (ball linf eps x |> within (box -1.0 1.0)) by pgd 4 -> w * cross_entropy (net z) y
        objective open_cube = expect (x, y, w, _) in rows.train -> sup z in ball linf eps x by pgd 3 -> w * cross_entropy (net z) y
        objective sphere = expect (x, y, w, _) in rows.train -> sup z in ball l2 eps x by pgd 4 -> w * cross_entropy (net z) y
        objective sphere_in_box =
            expect (x, y, w, _) in rows.train -> sup z in (ball l2 eps x |> within (box -1.0 1.0)) by pgd 4 -> w * cross_entropy (net z) y
        objective signed = expect (x, y, w, _) in rows.train -> sup z in ball linf eps x by fgsm -> w * cross_entropy (net z) y

        train all for 6<step> =
            batch 8<sample/step> from rows.train
            minimize plain over net using adam { rate = 0.01 }
            minimize two_models over features, head using sgd { rate = 0.01 }
            minimize listed over net using sgd { rate = 0.01 }
            minimize other over net using sgd { rate = 0.01 }
            minimize difference over value using sgd { rate = 0.01 }
            minimize pessimistic over critics using sgd { rate = 0.01 }
            minimize cube over net using sgd { rate = 0.01 }
            minimize open_cube over net using sgd { rate = 0.01 }
            minimize sphere over net using sgd { rate = 0.01 }
            minimize sphere_in_box over net using sgd { rate = 0.01 }
            minimize signed over net using sgd { rate = 0.01 }
            track target value, target critics rate 0.5
        """;

    public static Lazy<GeneratedModule> Module { get; } = new(() => GeneratedModule.Of("Numbers", Objectives));
}
