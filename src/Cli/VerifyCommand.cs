using System.CommandLine;
using MLSpec.Dsl.Lowering.Bounds;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Runtime;
using MLSpec.Runtime.Data;
using MLSpec.Runtime.Native;
using MLSpec.Verification;
using MLSpec.Verification.Onnx;
using MLSpec.Verification.VnnLib;

namespace MLSpec.Cli;

/// <summary><c>mlspec verify --onnx FILE ...</c>: whether a network fulfils a property, in the words of the verification
/// competition.</summary>
internal static class VerifyCommand
{
    private const string DefaultTimeout = "300";
    private const int AlphaSteps = 20;
    private const int SdpSteps = 100;

    /// <summary>Graphs are walked recursively, and those of bounds are deep.</summary>
    private const int StackSize = 1 << 28;

    private static readonly string[] _methods = ["ibp", "crown", "alpha_crown", "sdp_crown"];

    public static Command Create(Terminal terminal)
    {
        var onnx = Text("--onnx", "FILE", "The network");
        var vnnlib = Text(
            "--vnnlib", "FILE", "The property: the unsafe inputs and outputs. Without it: --norm, --center, --eps and --label");
        var norm = Text("--norm", "2|1|inf", "Certify a ball of this norm instead");
        var center = Text("--center", "FILE", "The ball's centre: a .npy file, or numbers in a text");
        var eps = Text("--eps", "E", "The ball's radius");
        var label = Text("--label", "K", "The output, counted from 0, that is to be the largest on the whole ball");
        var method = Text(
            "--method", "METHOD", $"How outputs are bounded: {string.Join(", ", _methods)} (crown; sdp_crown with --norm 2)");
        var timeout = Text("--timeout", "S", $"Seconds after which the answer is timeout ({DefaultTimeout})");
        var @out = Text("--out", "FILE", "Write the answer there, too");
        var export = Text(
            "--export", "SPEC", "Decide nothing: write an uncertainty of a spec around --center as a property, with --label and --eps");
        var set = Text("--set", "NAME", "The uncertainty that is exported, where the spec declares several");
        var command = new Command(
            "verify",
            "Decide whether a network has an unsafe input. The first line of the output is unsat (it has none: proven), sat (an input "
            + "follows), timeout, unknown or error. Exit codes: 0 with any answer, 2 with error (the reason is on the error output)")
        {
            onnx, vnnlib, norm, center, eps, label, method, timeout, @out, export, set,
        };
        command.SetAction(parsed => Run(
            new VerifyRequest(
                parsed.GetValue(onnx), parsed.GetValue(vnnlib), parsed.GetValue(norm), parsed.GetValue(center), parsed.GetValue(eps),
                parsed.GetValue(label), parsed.GetValue(method), parsed.GetValue(timeout), parsed.GetValue(@out),
                parsed.GetValue(export), parsed.GetValue(set)),
            terminal));
        return command;
    }

    private static Option<string?> Text(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };

    private static int Run(VerifyRequest request, Terminal terminal)
    {
        if (request.Export is not null)
            return Export(request, terminal);
        try
        {
            var verdict = OnDeepStack(() => Answer(request, terminal));
            var word = verdict.Answer.ToString().ToLowerInvariant();
            var answer = verdict.Counterexample is { } counterexample ? $"{word}\n{counterexample}\n" : word + "\n";
            Write(answer, request, terminal);
            terminal.ErrorLine(FormattableString.Invariant(
                $"{word}: {verdict.Boxes} boxes bounded in {verdict.Elapsed.TotalSeconds:0.00} s"));
            return 0;
        }
        catch (Exception error) when (error is UserError or UsageError or IOException or UnauthorizedAccessException)
        {
            terminal.Out.Write("error\n");
            throw new UsageError(error.Message);
        }
    }

    private static int Export(VerifyRequest request, Terminal terminal)
    {
        try
        {
            Write(SpecExporter.Export(request, terminal), request, terminal);
            return 0;
        }
        catch (UserError error)
        {
            throw new UsageError(error.Message);
        }
    }

    private static void Write(string text, VerifyRequest request, Terminal terminal)
    {
        terminal.Out.Write(text);
        if (request.Out is { } path)
            File.WriteAllText(Path.GetFullPath(path, terminal.Directory), text);
    }

    private static Verdict Answer(VerifyRequest request, Terminal terminal)
    {
        var limit = TimeSpan.FromSeconds(VerifyRequest.Number("--timeout", request.Timeout ?? DefaultTimeout));
        var ball = request.BallOrNull();
        if ((ball is null) == (request.VnnLib is null))
            throw new UsageError("give either --vnnlib, or all of --norm, --center, --eps and --label; see mlspec verify --help");
        var path = request.Onnx ?? throw new UsageError("--onnx is missing; see mlspec verify --help");
        Torch.Start();
        var network = OnnxReader.ReadFile(Path.GetFullPath(path, terminal.Directory));
        var verifier = new Verifier(network, MethodOf(request, network.Graph), limit) { Report = Throttled(terminal) };
        return ball is null
            ? verifier.Verify(VnnLibReader.ReadFile(Path.GetFullPath(request.VnnLib!, terminal.Directory)))
            : verifier.Certify(new LabelledBall(
                ball.Norm, [.. PointFile.Read(Path.GetFullPath(ball.Center, terminal.Directory))], ball.Radius, ball.Label));
    }

    private static BoundMethod MethodOf(VerifyRequest request, GraphBuilder graph) =>
        (request.Method ?? (request.Norm == "2" ? "sdp_crown" : "crown")) switch
        {
            "ibp" => new IntervalMethod(),
            "crown" => new CrownMethod(),
            "alpha_crown" => new AlphaCrownMethod(graph.Integer(AlphaSteps)),
            "sdp_crown" => new SdpCrownMethod(graph.Integer(SdpSteps)),
            var other => throw new UsageError(
                $"there is no method `{other}`{UsageError.Hint(other, _methods)}; there are: {string.Join(", ", _methods)}"),
        };

    /// <summary>A line at most every second.</summary>
    private static Action<Verification.Search.SearchProgress> Throttled(Terminal terminal)
    {
        var next = TimeSpan.FromSeconds(1);
        return progress =>
        {
            if (progress.Elapsed < next)
                return;
            next = progress.Elapsed + TimeSpan.FromSeconds(1);
            terminal.ErrorLine(FormattableString.Invariant(
                $"{progress.Elapsed.TotalSeconds:0} s: {progress.Boxes} boxes bounded, {progress.Open} open"));
        };
    }

    private static T OnDeepStack<T>(Func<T> function)
    {
        var task = new Task<T>(function);
        new Thread(task.RunSynchronously, StackSize).Start();
        return task.GetAwaiter().GetResult();
    }
}
