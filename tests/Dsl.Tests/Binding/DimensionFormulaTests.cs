using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Tests.Binding;

/// <summary>Dimensions that signatures compute: what inference makes of them, and what it says where they do not fit.</summary>
public sealed class DimensionFormulaTests
{
    [Fact]
    public void A_convolution_has_as_many_positions_as_its_kernel_finds()
    {
        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            int Below(int n, int least = 1) => random.Next(least, n);
            var (height, width, kernel, stride, padding, dilation) = (Below(12), Below(12), Below(6), Below(4), Below(4, 0), Below(3));
            var text = $"let f (x : float[1, {height}, {width}]) = x |> conv 2 "
                + $"{{ kernel = {kernel}; stride = {stride}; padding = {padding}; dilation = {dilation} }}";
            var (rows, columns) = (Positions(height), Positions(width));
            var (module, diagnostics) = Specs.Bind(text);
            if (rows > 0 && columns > 0)
                Assert.Equal(
                    $"float[1, {height}, {width}] -> float[2, {rows}, {columns}]",
                    MLSpec.Dsl.Binding.SchemePrinter.Print(module.Declarations[^1].Symbol.Scheme));
            else
                Assert.Equal((rows > 0 ? 0 : 1) + (columns > 0 ? 0 : 1), diagnostics.Count(d => d.Code == "MLS5060"));

            int Positions(int side) => Enumerable.Range(0, side + (2 * padding))
                .Count(at => at % stride == 0 && at + (dilation * (kernel - 1)) < side + (2 * padding));
        }
    }

    [Theory]
    [InlineData("let f (x : float[2, 3, 4]) = flatten x", "float[2, 3, 4] -> float[24]")]
    [InlineData("let f (x : float) = flatten x", "float -> float[1]")]
    [InlineData("param n = 3\nlet f (x : float[n]) = flatten x", "float[n] -> float[n]")]
    [InlineData("param n = 3\nlet f (x : float[n, 7, 7]) = flatten x", "float[n, 7, 7] -> float[(n * 7) * 7]")]
    [InlineData("let f (x : float[2]) (y : float[3]) = concat (x, concat (y, x))", "float[2] -> float[3] -> float[7]")]
    [InlineData("let f (x : float[2, 5, 5]) (y : float[3, 5, 5]) = concat (x, y)", "float[2, 5, 5] -> float[3, 5, 5] -> float[5, 5, 5]")]
    [InlineData("let f (x : float[6]) = x |> as_matrix 2 3 |> transpose", "float[6] -> float[3, 2]")]
    [InlineData("let f (x : float[12]) = x |> as_image 1 3 4 |> channels_last", "float[12] -> float[3, 4, 1]")]
    [InlineData("let f (x : float[1, 8, 8]) = x + conv 1 { kernel = 3; padding = 1 } x", "float[1, 8, 8] -> float[1, 8, 8]")]
    [InlineData("let f (x : float[1, 8, 8]) = x |> max_pool { kernel = 3; stride = 2 } |> average_pool { kernel = 2; stride = 1 }", "float[1, 8, 8] -> float[1, 2, 2]")]
    [InlineData("let f (x : float['n]) : float[2 * 'n] = concat (x, x)\nlet g (x : float[4]) = f x", "float[4] -> float[8]")]
    [InlineData("param n = 3\nlet f (x : float[4]) = dense (2 * n + 1) x", "float[4] -> float[2 * n + 1]")]
    [InlineData("let f x = flatten x", "float<'a>['b..] -> float<'a>['c] when product 'b = 'c")]
    [InlineData("let f (x : float['n]) (y : float['m]) = concat (x, y)", "float['a] -> float['b] -> float['c] when 'a + 'b = 'c")]
    [InlineData("let f (x : float[10, 'n]) : float['n / 2] = uniform_vector (length x.[0] / 2) 0.0 1.0", "float[10, 'a] -> float['b] when 'a / 2 = 'b, 'a / 2 = 'b")]
    public void Types(string text, string type) => Assert.Equal(type, Specs.TypeOfLast(text));

    [Theory]
    [InlineData("let f (x : float[2]) (y : float[3]) : float[6] = concat (x, y)", "MLS5061", "The dimension `'n + 'm` is 5 here, but it has to be 6: 'n is 2, 'm is 3.")]
    [InlineData("let f (x : float[1, 28, 28]) : float[700] = flatten x", "MLS5061", "The dimension `product 's` is 784 here, but it has to be 700: 's is [1, 28, 28].")]
    [InlineData("let f (x : float[8, 3, 3]) = x |> conv 4 { kernel = 3; groups = 3 }", "MLS5061", "The dimension `'c * 'groups` is 6 here, but it has to be 8: 'c is 2, 'groups is 3.")]
    [InlineData("let f (x : float[2]) : float[2 - 2] = x", "MLS5060", "The dimension `2 - 2` is 0 here, but a dimension is at least 1.")]
    [InlineData("let f (x : float['n]) : float['n * 100_000] = uniform_vector (length x * 100_000) 0.0 1.0\nlet g (x : float[100_000]) = f x", "MLS5060", "The dimension `'n * 100000` is 10000000000 here, but a dimension is at most 2147483647: 'n is 100000.")]
    [InlineData("let f (x : float[4, 8, 8]) = average_pooled 2 0 0 x", "MLS5060", "divides by `'stride`, which is 0 here.")]
    public void Mismatches(string text, string code, string message)
    {
        var found = Specs.Bind(text).Diagnostics.First();
        Assert.Equal(code, found.Code);
        Assert.EndsWith(message, found.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'a + 'b * 'c")]
    [InlineData("('a + 'b) * 'c")]
    [InlineData("'a - ('b - 'c)")]
    [InlineData("'a - 'b - 'c")]
    [InlineData("'a / ('b * 'c)")]
    [InlineData("'a * 'b / 'c")]
    [InlineData("product 's * (width + 1)")]
    public void They_are_printed_as_they_were_written(string formula)
    {
        var tree = Parser.Parse(new SourceText("test.mlspec", $"extern f : float['s..] -> float[{formula}]"));
        Assert.Empty(tree.Diagnostics);
        Assert.Contains($"float[{formula}]", TypeText.Of(tree.Declarations.OfType<ExternDeclaration>().Single().Type), StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        var tree = Parser.Parse(new SourceText("test.mlspec", $"extern f : float[{new string('(', 5000)}'n{new string(')', 5000)}]"));
        Assert.Contains("nested too deeply", tree.Diagnostics.Single().Message, StringComparison.Ordinal);
    }
}
