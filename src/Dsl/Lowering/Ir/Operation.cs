using System.Collections.Immutable;

namespace MLSpec.Dsl.Lowering.Ir;

/// <summary>
/// What a node computes. Operations are values: two that are equal compute the same from the same inputs. Every differentiable operation
/// carries its derivative rule.
/// </summary>
public abstract record Operation
{
    /// <summary>The operation's name in printed graphs.</summary>
    public abstract string Name { get; }

    /// <summary>The fields of the operation as printed graphs show them, or empty.</summary>
    public virtual string Details => "";

    /// <summary>The type of the result; throws <see cref="InvalidGraphException"/> where the inputs do not fit.</summary>
    internal abstract NodeType Infer(ImmutableArray<Node> inputs);

    /// <summary>
    /// The pullback: from the gradient with respect to <paramref name="node"/> the gradients with respect to its inputs, null for an
    /// input without one (an integer, a condition).
    /// </summary>
    /// <remarks>
    /// A gradient has the core shape of its node and no axis that the node lacks; along an axis of the node that the gradient lacks, it
    /// is constant. <see cref="GraphBuilder.Fit(Node, Node, Node)"/>
    /// brings a contribution into this form.
    /// </remarks>
    public virtual IReadOnlyList<Node?> Pullback(Node node, Node gradient, GraphBuilder graph) => [.. node.Inputs.Select(_ => (Node?)null)];

    /// <summary>Whether the operation should have a derivative that nobody has stated; a null gradient of any other operation is a true
    /// zero.</summary>
    public virtual bool LacksDerivative => false;

    /// <summary>
    /// Whether the result is affine in the inputs marked as moving, taken together, while the others stand still: then
    /// <see cref="Pullback"/> is the transposed map, free of the moving inputs.
    /// </summary>
    public virtual bool IsAffine(IReadOnlyList<bool> moving) => false;

    /// <summary>An interval that holds the result wherever each input lies in its own; null where nothing is known.</summary>
    public virtual Interval? Range(Node node, IReadOnlyList<Interval> inputs, GraphBuilder graph) => null;

    /// <summary>Two planes that enclose the result wherever each input lies in its interval; null where none are known.</summary>
    /// <param name="position">The free parameter of the planes, from 0 to 1; what <see cref="Position"/> gives unless it is chosen
    /// better.</param>
    public virtual Relaxation? Relax(Node node, IReadOnlyList<Interval> inputs, Node position, GraphBuilder graph) => null;

    /// <summary>Where the free parameter of <see cref="Relax"/> starts: of the shape of the result; null where there is none.</summary>
    public virtual Node? Position(Node node, IReadOnlyList<Interval> inputs, GraphBuilder graph) => null;

    public sealed override string ToString() => Details.Length == 0 ? Name : $"{Name}({Details})";
}

/// <summary>A broken invariant of the compiler itself: never caused by a spec that binding has accepted.</summary>
public sealed class InvalidGraphException(string message) : InvalidOperationException(message);
