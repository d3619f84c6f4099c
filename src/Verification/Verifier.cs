using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Bounds;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Runtime;
using MLSpec.Verification.Search;
using static TorchSharp.torch;

namespace MLSpec.Verification;

/// <summary>Decides whether a network has an unsafe point. A search by gradient comes first, branch and bound over the inputs
/// second.</summary>
public sealed class Verifier(Network network, BoundMethod method, TimeSpan limit)
{
    /// <summary>Steps, and random points for each case, of the search before any bound.</summary>
    private const int FirstAttackSteps = 30;

    private const int FirstAttackPoints = 16;

    /// <summary>Numbers that the bounds of one batch may need for one layer: 64 MB in double precision.</summary>
    private const long BatchItems = 1 << 23;

    private const int LargestBatch = 512;

    private readonly Deadline _deadline = new(limit);

    /// <summary>Receives what has been done after each batch of boxes.</summary>
    public Action<SearchProgress> Report { get; init; } = static _ => { };

    /// <summary>Whether the property holds.</summary>
    /// <exception cref="UserError">The property does not fit the network, or an operator has no bound.</exception>
    public Verdict Verify(Property property)
    {
        if (property.InputCount != network.InputCount)
            throw new UserError($"The property is about {property.InputCount} inputs, but the network has {network.InputCount}: "
                + $"[{string.Join(", ", network.InputShape)}].");
        if (property.OutputCount != network.OutputCount)
            throw new UserError($"The property is about {property.OutputCount} outputs, but the network has {network.OutputCount}.");
        return Verify([.. UnsafeSet.Of(property)]);
    }

    /// <summary>Whether all points of the ball are given this label: whether its output is above every other one's.</summary>
    /// <exception cref="UserError">The ball does not fit the network, or an operator has no bound.</exception>
    public Verdict Certify(LabelledBall ball)
    {
        if (ball.Center.Length != network.InputCount)
            throw new UserError($"The centre has {ball.Center.Length} numbers, but the network has {network.InputCount} inputs: "
                + $"[{string.Join(", ", network.InputShape)}].");
        if (ball.Label < 0 || ball.Label >= network.OutputCount || network.OutputCount < 2)
            throw new UserError($"The label {ball.Label} is none of the network's {network.OutputCount} outputs, counted from 0.");
        if (!(ball.Radius >= 0) || double.IsInfinity(ball.Radius))
            throw new UserError($"The radius of a ball is a number of at least 0, not {ball.Radius}.");
        var centered = new CenteredBall(ball.Norm, ball.Center, ball.Radius);
        var rows = Enumerable.Range(0, network.OutputCount).Where(k => k != ball.Label)
            .Select(k => UnsafeRow.Overtaking(network.InputCount, network.OutputCount, ball.Label, k));
        var around = centered.Around;
        return Verify([UnsafeSet.Of([around], ball.Norm == Norm.LInfinity ? null : centered, rows.Select(r => ImmutableArray.Create(r)))]);
    }

    private Verdict Verify(ImmutableArray<UnsafeSet> sets)
    {
        using var scope = NewDisposeScope();
        using var answers = new NetworkEvaluation(network);
        long boxes = 0;
        Verdict Of(Answer answer, Counterexample? found = null) => new(answer, found, boxes, _deadline.Elapsed);

        foreach (var set in sets.Where(s => s.Cases.Any(c => c.IsEmpty)))
        {
            if (answers.Confirm([.. set.Boxes[0].Low.Zip(set.Boxes[0].High, (l, h) => l + ((h - l) / 2))], set) is { } any)
                return Of(Answer.Sat, any);
        }

        var searches = sets.Select(s => (Set: s, Margins: Margins.Of(network, s.Rows))).ToList();
        foreach (var (set, margins) in searches)
        {
            using var attack = new Attack(network, set, margins, answers);
            if (_deadline.IsOver)
                return Of(Answer.Timeout);
            if (FirstAttack(set, attack) is { } found)
                return Of(Answer.Sat, found);
        }

        var isStuck = false;
        foreach (var (set, margins) in searches)
        {
            using var attack = new Attack(network, set, margins, answers);
            using var certifier = new Certifier(network, set, margins, method);
            var outcome = new BranchAndBound(
                set, certifier, attack, Rounding.Margins(set, answers), BatchSize(set), _deadline, Report).Run();
            boxes += outcome.Boxes;
            if (outcome.Answer is Answer.Sat or Answer.Timeout)
                return Of(outcome.Answer, outcome.Counterexample);
            isStuck |= outcome.Answer == Answer.Unknown;
        }

        return Of(isStuck ? Answer.Unknown : Answer.Unsat);
    }

    /// <summary>From the middle of each box and from random points of it, for each case; in a few boxes where there are many.</summary>
    private Counterexample? FirstAttack(UnsafeSet set, Attack attack)
    {
        foreach (var boxes in set.Boxes.Chunk(LargestBatch))
        {
            for (var round = 0; round <= FirstAttackPoints && !_deadline.IsOver; round++)
            {
                using var scope = NewDisposeScope();
                var starts = boxes.SelectMany(b => Enumerable.Range(0, set.Cases.Length).Select(c => (Box: b, Case: c))).ToList();
                var low = tensor([.. starts.SelectMany(s => s.Box.Low)], ScalarType.Float64).reshape(starts.Count, -1);
                var high = tensor([.. starts.SelectMany(s => s.Box.High)], ScalarType.Float64).reshape(starts.Count, -1);
                if (attack.Search(low, high, [.. starts.Select(s => s.Case)], FirstAttackSteps, fromRandomPoints: round > 0) is { } found)
                    return found;
            }
        }

        return null;
    }

    private int BatchSize(UnsafeSet set)
    {
        var widest = Graphs.Reachable([network.Output])
            .Where(n => !n.Axes.IsEmpty)
            .Max(n => n.Shape.OfType<FixedExtent>().Aggregate(1L, (p, e) => p * e.Value));
        return (int)Math.Clamp(BatchItems / (widest * Math.Max(widest, set.Rows.Length)), 1, LargestBatch);
    }
}
