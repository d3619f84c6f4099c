namespace MLSpec.Dsl.Tests.Lowering;

/// <summary>Random well-typed expressions over a row <c>(x, y, t)</c>, a model <c>net</c> and a vector of vectors.</summary>
internal sealed class SpecWriter(Random random)
{
    private int _names;

    public static string Header =>
        """
        module Test
        param strength = 0.7
        let half = 0.5
        data d : { x : float[3]; y : class[3]; t : float } =
            csv "d.csv" |> split { train = 80%; valid = 10%; test = 10%; seed = 1<seed> }
        model net (x : float[3]) : float[3] = x |> dense 2 |> tanh |> dense 3
        let twice f a = f (f a)

        """;

    public string Objective(int size) =>
        $"{Header}objective o =\n    expect (x, y, t) in d.train -> {Scalar(size, ["x"], ["t"])} + 0.1 * (net x).[0]\n";

    private string Scalar(int size, string[] vectors, string[] scalars)
    {
        string S(params string[] extra) => Scalar(size / 2, vectors, [.. scalars, .. extra]);
        string V(params string[] extra) => Vector(size / 2, [.. vectors, .. extra], scalars);
        if (size <= 1)
            return Pick([.. scalars, "0.3", "2.0", "half", "strength"]);
        var name = $"n{_names++}";
        return Pick<Func<string>>(
            () => $"({S()} + {S()})",
            () => $"({S()} - {S()})",
            () => $"({S()} * {S()})",
            () => $"(2 * {S()})",
            () => $"({S()} / (1.0 + exp {S()}))",
            () => $"((-{S()}))",
            () => $"(tanh {S()})",
            () => $"(square {S()})",
            () => $"(if {S()} > {S()} then {S()} else {S()})",
            () => $"(dot {V()} {V()})",
            () => $"(total {V()})",
            () => $"(mean {V()})",
            () => $"(maximum {V()})",
            () => $"(log_sum_exp {V()})",
            () => $"(cross_entropy {V()} y)",
            () => $"({V()}.[y])",
            () => $"({V()}.[{random.Next(3)}])",
            () => $"(stop_grad {S()})",
            () => $"(twice (fun {name} -> {S(name)}) {S()})",
            () => $"(sum {name} in [{V()}; {V()}] -> dot {name} {V(name)})",
            () => $"(sum {name} in {V()} -> {S(name)})",
            () => $"(sup {name} in [{S()}; {S()}; {S()}] -> {S(name)})",
            () => $"(inf {name} in {V()} -> {S(name)})",
            () => $"(inf {name} in [0.5 .. 0.5 .. 2.0] -> {S(name)})",
            () => $"(if {S()} <= {S()} && {S()} > 0.1 then {S()} else 0.0)")();
    }

    private string Vector(int size, string[] vectors, string[] scalars)
    {
        string S(params string[] extra) => Scalar(size / 2, vectors, [.. scalars, .. extra]);
        string V(params string[] extra) => Vector(size / 2, [.. vectors, .. extra], scalars);
        if (size <= 1)
            return Pick(vectors);
        var name = $"n{_names++}";
        return Pick<Func<string>>(
            () => $"({V()} + {V()})",
            () => $"({V()} * {S()})",
            () => $"({S()} - {V()})",
            () => $"(tanh {V()})",
            () => $"(softmax {V()})",
            () => $"(relu {V()})",
            () => $"(net {V()})",
            () => $"(matvec (outer {V()} {V()}) {V()})",
            () => $"(if {V()} > {S()} then {V()} else {S()} * {V()})",
            () => $"(if {S()} > 0.0 then {V()} else {V()})",
            () => $"[ for {name} in {V()} -> {S(name)} ]",
            () => $"[{S()}; {S()}; {S()}]",
            () => $"(sum {name} in [0.5; 2.0] -> {name} * {V()})")();
    }

    private T Pick<T>(params T[] items) => items[random.Next(items.Length)];
}
