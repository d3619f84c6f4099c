using MLSpec.Dsl.Binding;

namespace MLSpec.Dsl.Lowering.Ir;

/// <summary>A set of parameters of a model: its own, an ensemble's, or the slowly moving target of one of these.</summary>
/// <param name="Name">As emitted code calls it: <c>net</c>, <c>critics</c>, <c>targetCritics</c>; unique in a module.</param>
/// <param name="Members">The member axis of an ensemble; null for a single model.</param>
/// <param name="Of">For a target: the instance that it follows.</param>
public sealed record ModelInstance(GlobalSymbol Model, string Name, Axis? Members = null, ModelInstance? Of = null)
{
    /// <summary>In a protocol with several runs: the alias of the run whose result these parameters are; null for the only run.</summary>
    public string? Run { get; init; }

    /// <summary>With <see cref="Run"/>: the instance that the run trains.</summary>
    public ModelInstance? Trained { get; init; }

    public bool IsTarget => Of is not null;

    public override string ToString() => Name;
}
