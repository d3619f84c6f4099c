using System.Collections.Immutable;
using static TorchSharp.torch;

namespace MLSpec.Verification.Search;

/// <summary>
/// Input splitting: a box whose bounds settle no case is attacked, and then halved along the dimension whose width costs the bounds most.
/// Boxes with the lowest bounds go first, a batch of them at a time.
/// </summary>
/// <remarks>R. Bunel, I. Turkaslan, P. H. S. Torr, P. Kohli, M. P. Kumar, "A unified view of piecewise linear neural network
/// verification", NeurIPS 2018.</remarks>
/// <param name="margins">For each row, what its bound must exceed to count as positive.</param>
internal sealed class BranchAndBound(
    UnsafeSet set, Certifier certifier, Attack attack, double[] margins, int batchSize, Deadline deadline, Action<SearchProgress> report)
{
    /// <summary>Steps of the search for a counterexample in every box that is not settled.</summary>
    private const int AttackSteps = 2;

    private readonly PriorityQueue<Subproblem, double> _open = new();
    private long _boxes;
    private bool _isStuck;

    public Outcome Run()
    {
        ImmutableArray<int> all = [.. Enumerable.Range(0, set.Cases.Length)];
        foreach (var box in set.Boxes)
            _open.Enqueue(new Subproblem([.. box.Low], [.. box.High], all, IsWhole: true), double.NegativeInfinity);
        while (_open.Count > 0)
        {
            if (deadline.IsOver)
                return new Outcome(Answer.Timeout, null, _boxes);
            var batch = Take();
            _boxes += batch.Count;
            if (Advance(batch) is { } counterexample)
                return new Outcome(Answer.Sat, counterexample, _boxes);
            report(new SearchProgress(_boxes, _open.Count, deadline.Elapsed));
        }

        return new Outcome(_isStuck ? Answer.Unknown : Answer.Unsat, null, _boxes);
    }

    private List<Subproblem> Take()
    {
        var batch = new List<Subproblem>();
        while (batch.Count < batchSize && _open.TryDequeue(out var next, out _))
            batch.Add(next);
        return batch;
    }

    /// <summary>Settles what can be settled and puts halves of the rest back; the counterexample, if one is found.</summary>
    private Counterexample? Advance(List<Subproblem> batch)
    {
        using var scope = NewDisposeScope();
        var (low, high) = (Stacked(batch, s => s.Low), Stacked(batch, s => s.High));
        var bounds = certifier.Lower(low, high, batch.All(s => s.IsWhole)).data<double>().ToArray();
        var rest = batch.Select((s, i) => Narrowed(s, i, bounds.AsSpan(i * set.Rows.Length, set.Rows.Length)))
            .Where(n => !n.Box.OpenCases.IsEmpty)
            .ToList();
        if (rest.Count == 0)
            return null;
        var kept = tensor([.. rest.Select(n => (long)n.Index)]);
        (low, high) = (low.index_select(0, kept), high.index_select(0, kept));
        if (attack.Search(low, high, [.. rest.Select(n => n.Critical)], AttackSteps, fromRandomPoints: false) is { } counterexample)
            return counterexample;
        var gains = certifier.Gains(low, high, Weights(rest)).data<double>().ToArray();
        for (var i = 0; i < rest.Count; i++)
            Split(rest[i], gains.AsSpan(i * set.Boxes[0].Count, set.Boxes[0].Count));
        return null;
    }

    /// <summary>A box with the cases that its bounds leave open: a case is settled when one of its rows stays above 0 everywhere.</summary>
    private Unsettled Narrowed(Subproblem box, int index, ReadOnlySpan<double> bounds)
    {
        var open = ImmutableArray.CreateBuilder<int>();
        var (critical, lowest) = (0, double.PositiveInfinity);
        foreach (var @case in box.OpenCases)
        {
            var best = double.NegativeInfinity;
            foreach (var row in set.Cases[@case])
                best = Math.Max(best, bounds[row] - margins[row]);
            if (best > 0)
                continue;
            open.Add(@case);
            if (best < lowest)
                (critical, lowest) = (@case, best);
        }

        return new Unsettled(box with { OpenCases = open.ToImmutable() }, index, critical, lowest, [.. bounds]);
    }

    /// <summary>1 for the highest row of each open case: the one that is nearest to settling it.</summary>
    private Tensor Weights(List<Unsettled> rest)
    {
        var weights = new double[rest.Count, set.Rows.Length];
        for (var i = 0; i < rest.Count; i++)
        {
            foreach (var @case in rest[i].Box.OpenCases)
                weights[i, set.Cases[@case].MaxBy(r => rest[i].Bounds[r])] = 1;
        }

        return tensor(weights, ScalarType.Float64);
    }

    private void Split(Unsettled unsettled, ReadOnlySpan<double> gains)
    {
        if (unsettled.Box.Halves(Dimension(unsettled.Box, gains)) is not var (lower, upper))
        {
            _isStuck = true;
            return;
        }

        foreach (var half in new[] { lower, upper })
        {
            if (set.Ball?.Meets(half.Low, half.High) != false)
                _open.Enqueue(half, unsettled.Lowest);
        }
    }

    /// <summary>The dimension with the largest gain; the widest where no gain is left.</summary>
    private static int Dimension(Subproblem box, ReadOnlySpan<double> gains)
    {
        var (best, most) = (-1, 0.0);
        for (var i = 0; i < gains.Length; i++)
        {
            if (gains[i] > most && box.Halves(i) is not null)
                (best, most) = (i, gains[i]);
        }

        return best >= 0 ? best : Enumerable.Range(0, box.Low.Length).MaxBy(i => box.High[i] - box.Low[i]);
    }

    private static Tensor Stacked(List<Subproblem> boxes, Func<Subproblem, double[]> bound) =>
        tensor([.. boxes.SelectMany(bound)], ScalarType.Float64).reshape(boxes.Count, -1);

    /// <param name="Index">In the batch.</param>
    /// <param name="Critical">The open case whose best bound is the lowest, <paramref name="Lowest"/>.</param>
    private sealed record Unsettled(Subproblem Box, int Index, int Critical, double Lowest, double[] Bounds);
}
