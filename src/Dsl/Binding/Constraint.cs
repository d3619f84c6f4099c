using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Binding;

/// <summary>A relation between types that inference decides as soon as enough is known.</summary>
internal abstract record Constraint(TextSpan Span) : TypeConstraint(Span)
{
    /// <summary>Decides the relation (reporting where it does not hold), or returns false where too little is known yet.</summary>
    public abstract bool TrySolve(Inference inference);

    /// <summary>Nothing more will be known: takes the simplest case.</summary>
    public abstract void Default(Inference inference);
}
