using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Runtime.Random;
using MLSpec.Verification.Execution;
using static TorchSharp.torch;
using Reduction = MLSpec.Dsl.Lowering.Ir.Operations.Reduction;

namespace MLSpec.Verification.Search;

/// <summary>
/// Looks for unsafe points by projected gradient steps that make the largest margin of a case small: A. Madry et al., "Towards deep
/// learning models resistant to adversarial attacks", ICLR 2018.
/// </summary>
internal sealed class Attack : IDisposable
{
    /// <summary>Added to rows that are not of the case, so that they are not the largest.</summary>
    private const double NoRow = -1e30;

    private readonly Network _network;
    private readonly UnsafeSet _set;
    private readonly NetworkEvaluation _answers;
    private readonly Node _penalties;
    private readonly Evaluation _objective;
    private readonly Tensor _penaltyOfCase;
    private readonly RandomStream _random = new(0, "counterexample");

    public Attack(Network network, UnsafeSet set, Margins margins, NetworkEvaluation answers)
    {
        (_network, _set, _answers) = (network, set, answers);
        var graph = network.Graph;
        _penalties = graph.Input(
            new ArgumentInput("penalties", null, 2), new NodeType([network.Batch, margins.Rows], [], ElementKind.Float));
        var largest = graph.Reduce(Reduction.Max, graph.Add(margins.Value, _penalties), [margins.Rows], []);
        var gradient = Differentiation.Gradients(graph, largest, [network.Input])[0];
        _objective = new Evaluation(gradient is null ? [largest] : [largest, gradient], ScalarType.Float64, margins.Constants);
        _penaltyOfCase = tensor(
            [.. set.Cases.SelectMany(c => Enumerable.Range(0, set.Rows.Length).Select(r => c.Contains(r) ? 0 : NoRow))],
            ScalarType.Float64).reshape(set.Cases.Length, set.Rows.Length);
    }

    /// <summary>A search in each of some boxes: from its middle, or from points drawn uniformly.</summary>
    /// <param name="low">float64[n, inputs], as <paramref name="high"/>.</param>
    /// <param name="cases">For each box the case that is aimed at; any case counts when it is met.</param>
    public Counterexample? Search(Tensor low, Tensor high, IReadOnlyList<int> cases, int steps, bool fromRandomPoints)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var penalties = _penaltyOfCase.index_select(0, tensor([.. cases.Select(c => (long)c)]));
        var width = high - low;
        var start = fromRandomPoints ? low + (_random.Uniform(low.shape).to(ScalarType.Float64) * width) : low + (width * 0.5);
        var point = Project(start, low, high);
        for (var step = 0; ; step++)
        {
            using var inner = NewDisposeScope();
            var outcome = _objective.Run(new Dictionary<Node, Tensor> { [_network.Input] = point, [_penalties] = penalties });
            if (Confirmed(point, outcome[0]) is { } found)
                return found;
            if (step == steps || outcome.Length == 1)
                return null;
            var length = steps == 1 ? 0.5 : 1.25 / steps;
            point = Project(point - (Direction(outcome[1]) * width * length), low, high).MoveToOuterDisposeScope();
        }
    }

    public void Dispose() => _objective.Dispose();

    private Counterexample? Confirmed(Tensor points, Tensor largest)
    {
        using var order = largest.argsort();
        foreach (var i in order.data<long>().Take(3))
        {
            using var value = largest[i];
            if (!(value.item<double>() <= 0))
                return null;
            using var point = points[i];
            if (_answers.Confirm([.. point.data<double>()], _set) is { } counterexample)
                return counterexample;
        }

        return null;
    }

    private Tensor Direction(Tensor gradient) => _set.Ball is null
        ? gradient.sign()
        : gradient / gradient.norm(1, keepdim: true).clamp_min(1e-300);

    /// <summary>Into the box, and then towards the centre of the ball as far as it takes.</summary>
    private Tensor Project(Tensor point, Tensor low, Tensor high)
    {
        var inside = point.clamp(low, high);
        if (_set.Ball is not { } ball)
            return inside;
        var center = tensor([.. ball.Center], ScalarType.Float64);
        var offset = inside - center;
        var factor = (ball.Radius / ball.Lengths(offset).clamp_min(1e-300) * (1 - 1e-12)).clamp_max(1);
        return center + (offset * factor.unsqueeze(1));
    }
}
