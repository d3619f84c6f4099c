using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Verification.Execution;
using static TorchSharp.torch;

namespace MLSpec.Verification.Search;

/// <summary>The network itself, point by point: what a counterexample is checked against.</summary>
internal sealed class NetworkEvaluation(Network network) : IDisposable
{
    /// <summary>Of the competition: a counterexample's answer may differ by this much from that of another program.</summary>
    private const double RelativeTolerance = 1e-3;

    /// <summary>Of the competition: a condition may be missed by this much.</summary>
    private const double AbsoluteTolerance = 1e-4;

    private readonly Evaluation _double = new([network.Output], ScalarType.Float64, network.Tensors);
    private readonly Evaluation _single = new([network.Output], ScalarType.Float32, network.Tensors);

    /// <summary>The answer in double precision.</summary>
    public double[] Answer(IEnumerable<double> point) => Answer(_double, point);

    /// <summary>The point as a counterexample: in double precision it fulfils all rows of a case exactly, and in single precision, which
    /// other programs compute in, within the competition's tolerances. Null where it does not, or lies outside of the ball.</summary>
    public Counterexample? Confirm(double[] point, UnsafeSet set)
    {
        if (set.Ball?.Contains(point) == false)
            return null;
        var (answer, rounded) = (Answer(_double, point), Answer(_single, point));
        var isUnsafe = set.Cases.Any(c => c.All(r =>
            Excess(set.Rows[r], point, answer) <= 0 && Excess(set.Rows[r], point, rounded) <= AbsoluteTolerance));
        var agrees = answer.Zip(rounded)
            .All(p => Math.Abs(p.First - p.Second) <= AbsoluteTolerance + (RelativeTolerance * Math.Abs(p.First)));
        return isUnsafe && agrees ? new Counterexample([.. point], [.. answer]) : null;
    }

    public void Dispose()
    {
        _double.Dispose();
        _single.Dispose();
    }

    private static double Excess(UnsafeRow row, double[] input, double[] output) =>
        row.OfInputs.Zip(input, (f, x) => f * x).Sum() + row.OfOutputs.Zip(output, (f, y) => f * y).Sum() - row.Limit;

    private double[] Answer(Evaluation evaluation, IEnumerable<double> point)
    {
        using var scope = NewDisposeScope();
        var input = tensor([.. point], ScalarType.Float64).unsqueeze(0);
        var output = evaluation.Run(new Dictionary<Node, Tensor> { [network.Input] = input })[0];
        return [.. output.to(ScalarType.Float64).data<double>()];
    }
}
