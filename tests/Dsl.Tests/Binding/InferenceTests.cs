namespace MLSpec.Dsl.Tests.Binding;

public sealed class InferenceTests
{
    [Theory]
    [InlineData("2", "int")]
    [InlineData("2.5", "float")]
    [InlineData("200<step>", "int<step>")]
    [InlineData("2 * 3.0<m>", "float<m>")]
    [InlineData("1 - 0.5", "float")]
    [InlineData("3.0<m> ** 2", "float<m^2>")]
    [InlineData("3.0<m> ** -1", "float</m>")]
    [InlineData("2.0 ** 0.5", "float")]
    [InlineData("sqrt 9.0<m^2>", "float<m>")]
    [InlineData("1.5<kg m/s^2> + 1.0<N>", "float<kg m/s^2>")]
    [InlineData("8<sample/device/step> * 2<device> * 4", "int<sample/step>")]
    [InlineData("3.0<epoch> % 2.0<epoch>", "float<epoch>")]
    [InlineData("3.0<m> < 2.0<m>", "bool")]
    [InlineData("[1.0; 2.0] < 1.5", "bool[2]")]
    [InlineData("if true then 1 else 2.5", "float")]
    [InlineData("if [1.0; 2.0] > 1.5 then 1.0 else 0.0", "float[2]")]
    [InlineData("[[1.0; 2.0]; [3.0; 4.0]; [5.0; 6.0]]", "float[3, 2]")]
    [InlineData("[ for i in [1 .. 3] -> [0.0; 1.0] ]", "float[3, 2]")]
    [InlineData("[ for x in [1.0; 2.0] -> { a = x; b = 2 } ]", "{ a : float; b : int }[2]")]
    [InlineData("[0.0 .. 0.05 .. 0.2]", "float[5]")]
    [InlineData("[[1.0; 2.0]; [3.0; 4.0]].[0]", "float[2]")]
    [InlineData("[[1.0; 2.0]; [3.0; 4.0]].[0, 1]", "float")]
    [InlineData("[1.0; 2.0; 3.0].[0 .. 1]", "float[2]")]
    [InlineData("sum i in [1 .. 4] -> i * i", "int")]
    [InlineData("sup x in [0.0 .. 0.5 .. 1.0] -> x * (1 - x)", "float")]
    [InlineData("inf q in ensemble 3 (fun x -> x + 1.0) -> q 1.0", "float")]
    [InlineData("ensemble 3 (fun x -> x + 1.0)", "(float -> float)[3]")]
    [InlineData("max 1.0 [1.0; 2.0]", "float[2]")]
    [InlineData("clamp 0 1 0.5", "float")]
    [InlineData("dense 3 [1.0; 2.0]", "float[3]")]
    [InlineData("[1.0; 2.0] |> (relu >> total)", "float")]
    [InlineData("(fun x -> x + 1) 2", "int")]
    [InlineData("not (1 > 2) && true", "bool")]
    [InlineData("(1, 2.0)", "int * float")]
    [InlineData("{ a = 1; b = { c = true } }.b.c", "bool")]
    [InlineData("{ { a = 1; b = 2.0 } with b = 3.0 }", "{ a : int; b : float }")]
    [InlineData("constant 1.0", "schedule<'a> float")]
    [InlineData("linear 0.0<nat> -> 1.0<nat> over 10<epoch>", "schedule<epoch> float<nat>")]
    [InlineData("warmup 1<epoch> then cosine 1.0 -> 0.0 over 4<epoch>", "schedule<epoch> float")]
    [InlineData("length [[1.0; 2.0]]", "dim 1")]
    public void Expressions_have_the_types_that_mathematics_gives_them(string expression, string type) =>
        Assert.Equal(type, Specs.TypeOfLast($"let it = {expression}\n"));

    [Theory]
    [InlineData("f x = x ** 2", "'a -> 'b when 'a ** 2 = 'b")]
    [InlineData("f x = 2 * x", "'a -> 'b when 'c * 'a = 'b")]
    [InlineData("f row = row.image / 2.0", "'a -> 'b when 'a.image = 'c, 'c / float = 'b")]
    [InlineData("f g h x = h (g x)", "('a -> 'b) -> ('b -> 'c) -> 'a -> 'c")]
    [InlineData("f x = stop_grad x", "'a -> 'a")]
    [InlineData("f (x : float<'u>) = x * x / 1.0<s>", "float<'a> -> float<'a^2/s>")]
    [InlineData("f n = dense n [1.0; 2.0]", "dim 'a -> float['a]")]
    [InlineData("f y = ball linf 0.1 y |> within (box 0.0 1.0)", "float['a..] -> set float['a..]")]
    [InlineData("f (x : float['s..]) = relu x + 1", "float['a..] -> float['a..]")]
    [InlineData("f (z : float['n]) (y : class['n]) = z.[y]", "float['a] -> class['a] -> float")]
    [InlineData("f (x, y) = x && y", "'a -> 'b when ('c, 'd) = 'a, 'c && 'd = 'b")]
    [InlineData("f (x : bool, y : bool) = x && y", "bool * bool -> bool")]
    [InlineData("f () = 1.0", "unit -> float")]
    public void Definitions_are_generalised_with_their_constraints(string definition, string type) =>
        Assert.Equal(type, Specs.TypeOfLast($"let {definition}\n"));

    [Theory]
    [InlineData("f 2.0", "float")]
    [InlineData("f 2", "int")]
    [InlineData("f [1.0<m>; 2.0<m>]", "float<m>[2]")]
    [InlineData("(f 1, f 2.0<s>)", "int * float<s>")]
    public void Constraints_of_a_definition_are_solved_anew_at_each_use(string use, string type)
    {
        Assert.Equal(type, Specs.TypeOfLast($"let f x = 2 * x\nlet it = {use}\n"));
        Assert.Equal(type, Specs.TypeOfLast($"let it =\n    let f x = 2 * x\n    {use}\n"));
    }

    [Fact]
    public void A_local_function_keeps_the_type_of_what_it_captures() =>
        Assert.Equal("float[2] -> float[2]", Specs.TypeOfLast("let f (x : float[2]) =\n    let g y = x * y\n    g 2.0\n"));

    [Fact]
    public void A_dimension_may_be_a_parameter_or_arithmetic_on_parameters()
    {
        Assert.Equal("float[width]", Specs.TypeOfLast("param width = 8\nlet it = dense width [1.0]\n"));
        Assert.Equal("float[2 * width]", Specs.TypeOfLast("param width = 8\nlet it = dense (2 * width) [1.0]\n"));
        Assert.Equal("float[6]", Specs.TypeOfLast("let half = 3\nlet it = dense (2 * half) [1.0]\n"));
        Assert.Equal("float[width] -> float[width]", Specs.TypeOfLast("param width = 8\nlet f (x : float[width]) = relu x\n"));
    }

    [Fact]
    public void A_schedule_is_its_present_value_in_expressions_and_itself_in_schedules()
    {
        const string Growing = "schedule growing : epoch -> float = linear 0.0 -> 1.0 over 10<epoch>\n";
        Assert.Equal("float", Specs.TypeOfLast(Growing + "let it = 2 * growing\n"));
        Assert.Equal("schedule<epoch> float", Specs.TypeOfLast(Growing + "schedule longer : epoch -> float = growing then constant 1.0\n"));
        Assert.Equal("schedule<step> float", Specs.TypeOfLast("schedule flat : step -> float = 1e-3\n"));
    }

    [Theory]
    [InlineData("[0.1 .. 0.1 .. 0.3] // mlspec:disable MLS4522", 3)]
    [InlineData("[0.0 .. 0.1 .. 1.0]", 11)]
    [InlineData("[0.5 .. 0.25 .. 2.0]", 7)]
    [InlineData("[0.0 .. 0.3 .. 1.0]", 4)]
    [InlineData("[3 .. -1 .. 1]", 3)]
    [InlineData("[1 .. 1]", 1)]
    public void Ranges_are_counted_exactly(string range, int count) =>
        Assert.EndsWith($"[{count}]", Specs.TypeOfLast($"let it = {range}\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("[0.1 .. 0.1 .. 0.3]", true)]
    [InlineData("[0.0 .. 0.2 .. 0.6]", true)]
    [InlineData("[1.0 .. 0.1 .. 1.3]", true)]
    [InlineData("[0.0 .. 0.1 .. 1.0]", false)]
    public void A_warning_says_where_F_sharp_would_lose_the_end(string range, bool warns) =>
        Assert.Equal(warns ? ["MLS4522"] : [], Specs.Bind($"let it = {range}\n").Diagnostics.Select(d => d.Code));
}
