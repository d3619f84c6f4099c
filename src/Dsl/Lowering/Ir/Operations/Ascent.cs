using System.Collections.Immutable;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Lowering.Ir.Operations;

/// <summary>A variable of an ascent: it stays between <paramref name="Low"/> and <paramref name="High"/>.</summary>
/// <param name="Variable">The node that stands for it in the objective.</param>
/// <param name="Start">A scalar or of the variable's shape; constant along the axes that it lacks. It depends on no variable.</param>
/// <param name="High">Null: no limit.</param>
/// <param name="Rate">The step of Adam at the start; each iteration's is 0.98 times the one before.</param>
public sealed record AscentVariable(Node Variable, Node Start, ExactDecimal Low, ExactDecimal? High, ExactDecimal Rate);

/// <summary>
/// The largest value that an objective takes on the way of a projected first-order ascent (Adam: Kingma and Ba 2015), for each item along
/// its axes by itself: every iterate counts, the start is the first. The variables climb on the sum over all items. Where every value of
/// the objective is a lower bound of the same number, so is the result.
/// </summary>
/// <remarks>
/// Its inputs are the starts, the number of steps, then every node that the objective and its gradients use and that does not depend on a
/// variable. Compared by its variables, of which each ascent has its own. It has no derivative.
/// </remarks>
/// <param name="Objective">A number for each item; it may have a core shape.</param>
/// <param name="Gradients">Of the objective's sum, one for each variable; null where it does not depend on it.</param>
public sealed record AscentOperation(
    ImmutableArray<AscentVariable> Variables, Node Objective, ImmutableArray<Node?> Gradients) : Operation
{
    public override string Name => "ascent";

    public override string Details => string.Join(", ", Variables.Select(v => v.Variable.Name));

    public override bool LacksDerivative => true;

    internal override NodeType Infer(ImmutableArray<Node> inputs) => Objective.Type;

    public bool Equals(AscentOperation? other) => other is not null && Variables[0].Variable == other.Variables[0].Variable;

    public override int GetHashCode() => Variables[0].Variable.Id;
}
