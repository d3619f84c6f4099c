using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Lowering.Evaluation;

/// <summary>Where an expression stands, as far as its meaning depends on it.</summary>
/// <param name="Batch">The splits of which a minibatch is at hand; over any other rows an expectation is the exact mean.</param>
/// <param name="IsTraining">In an objective: the default search applies, schedules have a present value, rows must be those of the
/// batch.</param>
/// <param name="Purpose">Names what is random inside: the objective's or measure's name.</param>
internal sealed record Context(ImmutableArray<LoweredRows> Batch, bool IsTraining, string Purpose)
{
    /// <summary>Beside an objective: schedules have a present value, but nothing is learned here, such as where a policy acts.</summary>
    public bool HasClock { get; init; }

    public static Context None { get; } = new(ImmutableArray<LoweredRows>.Empty, false, "");

    /// <summary>
    /// Where the quantity is meant and not a way to compute it: worst and best cases stay symbols, and names are counted from the start,
    /// so that two expressions of one quantity are one node.
    /// </summary>
    public QuantityNames? Quantity { get; init; }
}

/// <summary>Names that depend on nothing but the order in which they are asked for.</summary>
internal sealed class QuantityNames
{
    private int _count;

    public int Next() => ++_count;
}

/// <summary>The weights of a model while its body is read.</summary>
internal sealed class WeightScope(ModelInstance instance, Node? member, IReadOnlyList<LoweredWeight>? known)
{
    private readonly Stack<PathPart> _path = new();
    private int _calls;

    public ModelInstance Instance { get; } = instance;

    /// <summary>For one member of an ensemble: its index.</summary>
    public Node? Member { get; } = member;

    /// <summary>The model's weights, where it has been lowered; null for the first time, when they are found.</summary>
    public IReadOnlyList<LoweredWeight>? Known { get; } = known;

    public List<FoundWeight> Found { get; } = [];

    public int Count => Found.Count;

    public void Enter(string? function)
    {
        if (function is not null)
            _path.Push(new PathPart(function, _calls++));
    }

    public void Leave(string? function)
    {
        if (function is not null)
            _path.Pop();
    }

    public void Add(string name, Node initial, Node? follow, TextSpan span) => Found.Add(
        new FoundWeight(_path.Reverse().Append(new PathPart(name, -1)).ToImmutableArray(), initial.Shape, initial, follow, span));
}

/// <summary>A function on the way to a weight; <paramref name="Call"/> tells two calls of one function apart.</summary>
internal sealed record PathPart(string Name, int Call);

/// <param name="Follow">See <see cref="LoweredWeight.Follow"/>.</param>
internal sealed record FoundWeight(
    ImmutableArray<PathPart> Path, ImmutableArray<Extent> Shape, Node Initial, Node? Follow, TextSpan Span);
