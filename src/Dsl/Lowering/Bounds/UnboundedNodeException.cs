using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Dsl.Lowering.Bounds;

/// <summary>A value that no linear relaxation is known for. The message says why, in words for people.</summary>
/// <param name="node">The operation that cannot be bounded.</param>
/// <param name="message">What is wrong with it.</param>
/// <param name="fix">What to write instead, or null.</param>
public sealed class UnboundedNodeException(Node node, string message, string? fix = null) : Exception(message)
{
    public Node Node { get; } = node;

    public string? Fix { get; } = fix;
}
