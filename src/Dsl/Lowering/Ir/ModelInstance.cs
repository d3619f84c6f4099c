using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Lowering.Ir;

/// <summary>
/// A set of parameters of a model: its own, an ensemble's, or the slowly moving target of one of these. Two are the same when they are made from the same model at the same
/// place; names are for people.
/// </summary>
/// <param name="Name">As emitted code calls it: <c>net</c>, <c>critics</c>, <c>targetCritics</c>; unique in what is lowered together.</param>
/// <param name="Members">The member axis of an ensemble; null for a single model.</param>
/// <param name="Of">For a target: the instance that it follows.</param>
public sealed record ModelInstance(GlobalSymbol Model, string Name, Axis? Members = null, ModelInstance? Of = null)
{
    /// <summary>For an ensemble: the place in the spec that makes it.</summary>
    public TextSpan? Site { get; init; }

    /// <summary>In a protocol with several runs: the alias of the run whose result these parameters are; null for the only run.</summary>
    public string? Run { get; init; }

    /// <summary>With <see cref="Run"/>: the instance that the run trains.</summary>
    public ModelInstance? Trained { get; init; }

    public bool IsTarget => Of is not null;

    /// <summary>Neither a target nor what a run leaves.</summary>
    public bool IsOwn => Of is null && Run is null;

    public bool Equals(ModelInstance? other) =>
        other is not null && Model == other.Model && Site == other.Site && Run == other.Run && Equals(Members?.Extent, other.Members?.Extent)
        && Equals(Of, other.Of) && Equals(Trained, other.Trained);

    public override int GetHashCode() => unchecked((Model.GetHashCode() * 397) ^ (Site.GetHashCode() * 31) ^ (IsTarget ? 7 : 0) ^ (Run?.Length ?? 0));

    public override string ToString() => Name;
}
