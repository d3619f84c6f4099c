using System.Globalization;
using System.Text.RegularExpressions;
using MLSpec.Verification.Tests;

namespace MLSpec.Cli.Tests;

/// <summary><c>mlspec verify</c> as another program calls it: y = relu (x_0 - x_1), and -y.</summary>
public sealed class VerifyTests : IDisposable
{
    private readonly Session _session = new();

    public VerifyTests()
    {
        var model = new ModelBuilder(1, 2).Weight("W", [1, -1], 2, 1).Weight("V", [1, -1], 1, 2)
            .Node("MatMul", "z", ["X", "W"]).Node("Relu", "h", ["z"]).Node("MatMul", "Y", ["h", "V"]);
        _session.Write("net.onnx", model.ToBytes());
        _session.Write("point.txt", "0.5 -0.5\n");
    }

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_property_that_holds()
    {
        Property("(assert (>= Y_0 2.01))");

        var answer = _session.Call("verify", "--onnx", "net.onnx", "--vnnlib", "p.vnnlib", "--out", "result.txt");

        Assert.Equal((0, "unsat\n"), (answer.Code, answer.Out));
        Assert.Matches(@"(^|\n)unsat: \d+ boxes bounded in \d+\.\d\d s\n$", answer.Error);
        Assert.Equal("unsat\n", _session.Read("result.txt"));
    }

    [Fact]
    public void A_counterexample_follows_and_is_written_to_a_file()
    {
        Property("(assert (>= Y_0 1.5))");

        var answer = _session.Call("verify", "--onnx", "net.onnx", "--vnnlib", "p.vnnlib", "--out", "result.txt", "--timeout", "20");

        Assert.Equal(0, answer.Code);
        var match = Regex.Match(answer.Out, @"^sat\n\(\(X_0 (\S+)\)\n\(X_1 (\S+)\)\n\(Y_0 (\S+)\)\n\(Y_1 (\S+)\)\)\n$");
        Assert.True(match.Success, answer.Out);
        double[] numbers = [.. match.Groups.Values.Skip(1).Select(g => double.Parse(g.Value, CultureInfo.InvariantCulture))];
        Assert.Equal(numbers[0] - numbers[1], numbers[2], 1e-9);
        Assert.Equal(-numbers[2], numbers[3]);
        Assert.True(numbers[2] >= 1.5);
        Assert.Equal(answer.Out, _session.Read("result.txt"));
    }

    [Fact]
    public void Time_that_runs_out()
    {
        Property("(assert (>= Y_0 2.01))");

        var answer = _session.Call("verify", "--onnx", "net.onnx", "--vnnlib", "p.vnnlib", "--timeout", "0");

        Assert.Equal((0, "timeout\n"), (answer.Code, answer.Out));
    }

    [Theory]
    [InlineData("2", "0.7", "unsat")]
    [InlineData("2", "0.72", "sat")]
    [InlineData("inf", "0.49", "unsat")]
    [InlineData("inf", "0.51", "sat")]
    [InlineData("1", "0.99", "unsat")]
    [InlineData("1", "1.01", "sat")]
    public void A_ball_keeps_its_label_as_far_as_the_edge(string norm, string eps, string expected)
    {
        // x_0 - x_1 is 1 at the centre: the distance to 0 is 1 / sqrt 2, 1 / 2 and 1.
        var answer = _session.Call(
            "verify", "--onnx", "net.onnx", "--norm", norm, "--center", "point.txt", "--eps", eps, "--label", "0", "--method", "crown");

        Assert.Equal((0, expected), (answer.Code, answer.Out.Split('\n')[0]));
    }

    [Fact]
    public void A_center_may_be_an_array_of_NumPy()
    {
        const string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }";
        byte[] start = [0x93, .. "NUMPY"u8, 1, 0, (byte)(header.Length + 1), 0];
        _session.Write("point.npy", [.. start, .. System.Text.Encoding.ASCII.GetBytes(header + "\n"), .. BitConverter.GetBytes(0.5f), .. BitConverter.GetBytes(-0.5f)]);

        var answer = _session.Call(
            "verify", "--onnx", "net.onnx", "--norm", "inf", "--center", "point.npy", "--eps", "0.49", "--label", "0");

        Assert.Equal((0, "unsat\n"), (answer.Code, answer.Out));
    }

    [Theory]
    [InlineData("--onnx is missing; see mlspec verify --help", "--vnnlib", "p.vnnlib")]
    [InlineData("give either --vnnlib, or all of --norm, --center, --eps and --label; see mlspec verify --help", "--onnx", "net.onnx")]
    [InlineData("--center is missing; see mlspec verify --help", "--onnx", "net.onnx", "--norm", "2")]
    [InlineData("there is no norm `3`; there are: 2, 1, inf", "--onnx", "net.onnx", "--norm", "3")]
    [InlineData(
        "there is no method `crwn` (did you mean `crown`?); there are: ibp, crown, alpha_crown, sdp_crown",
        "--onnx", "net.onnx", "--vnnlib", "p.vnnlib", "--method", "crwn")]
    [InlineData("--timeout soon is no number from 0 to 1e9", "--onnx", "net.onnx", "--vnnlib", "p.vnnlib", "--timeout", "soon")]
    [InlineData(
        "The label 7 is none of the network's 2 outputs, counted from 0.",
        "--onnx", "net.onnx", "--norm", "2", "--center", "point.txt", "--eps", "1", "--label", "7")]
    [InlineData("p.vnnlib(2,1): this bracket is not closed.", "--onnx", "net.onnx", "--vnnlib", "p.vnnlib")]
    [InlineData("p.vnnlib is no ONNX file, or a part of one is missing: ", "--onnx", "p.vnnlib", "--vnnlib", "p.vnnlib")]
    public void What_cannot_be_carried_out_is_an_error(string message, params string[] options)
    {
        _session.Write("p.vnnlib", "(declare-const X_0 Real)\n(assert");

        var answer = _session.Call(["verify", .. options]);

        Assert.Equal((2, "error\n"), (answer.Code, answer.Out));
        Assert.StartsWith("error: " + message, answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there()
    {
        var answer = _session.Call("verify", "--onnx", "none.onnx", "--vnnlib", "p.vnnlib");

        Assert.Equal((2, "error\n"), (answer.Code, answer.Out));
        Assert.Contains("none.onnx", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_uncertainty_of_a_spec_becomes_a_property_that_is_verified()
    {
        _session.Write("Balls.mlspec", """
            module Balls

            param edge = 1.0

            model net (x : float[2]) : float[2] =
                x |> dense 2

            uncertainty nearby (eps : float) (x : float[2]) =
                ball linf eps x |> within (box 0.0 edge)
            """);
        _session.Write("corner.txt", "0.75, 0.25");

        var answer = _session.Call("verify", "--export", "Balls.mlspec", "--center", "corner.txt", "--eps", "0.5", "--label", "0", "--out", "p.vnnlib");

        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Equal(_session.Read("p.vnnlib"), answer.Out);
        Assert.EndsWith(
            "(assert (>= X_0 0.25))\n(assert (<= X_0 1))\n(assert (>= X_1 0))\n(assert (<= X_1 0.75))\n(assert (<= Y_0 Y_1))\n",
            answer.Out, StringComparison.Ordinal);
        // x_0 below x_1 makes both outputs 0: a tie.
        Assert.StartsWith("sat\n", _session.Call("verify", "--onnx", "net.onnx", "--vnnlib", "p.vnnlib").Out, StringComparison.Ordinal);

        var smaller = _session.Call("verify", "--export", "Balls.mlspec", "--center", "corner.txt", "--eps", "0.2", "--label", "0", "--out", "p.vnnlib");
        Assert.Equal(0, smaller.Code);
        Assert.Equal("unsat\n", _session.Call("verify", "--onnx", "net.onnx", "--vnnlib", "p.vnnlib").Out);
    }

    [Theory]
    [InlineData("Balls.mlspec declares no uncertainty `nerby` (did you mean `nearby`?)", "--set", "nerby")]
    [InlineData("say by --set which uncertainty is meant; there are: nearby, round")]
    [InlineData("The set takes a number, 'eps': give it by --eps.", "--set", "nearby")]
    [InlineData("The set is no box: VNN-LIB can state balls of the norm linf alone. Use mlspec verify --norm for others.", "--set", "round")]
    public void What_cannot_be_exported_is_an_error(string message, params string[] options)
    {
        _session.Write("Balls.mlspec", """
            module Balls

            model net (x : float[2]) : float[2] =
                x |> dense 2

            uncertainty nearby (eps : float) (x : float[2]) =
                ball linf eps x

            uncertainty round (x : float[2]) =
                ball l2 0.5 x
            """);

        var answer = _session.Call(["verify", "--export", "Balls.mlspec", "--center", "point.txt", "--label", "0", .. options]);

        Assert.Equal(new Answer(2, "", $"error: {message}\n"), answer);
    }

    private void Property(string assertion) => _session.Write(
        "p.vnnlib",
        "(declare-const X_0 Real)\n(declare-const X_1 Real)\n(declare-const Y_0 Real)\n(declare-const Y_1 Real)\n"
        + "(assert (>= X_0 -1))(assert (<= X_0 1))(assert (>= X_1 -1))(assert (<= X_1 1))\n" + assertion);
}
