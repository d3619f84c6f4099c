using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Dsl.Lowering.Robust;

namespace MLSpec.Dsl.Lowering;

/// <summary>An <c>uncertainty</c> of a spec by itself, with its arguments as leaves and the spec's parameters at their defaults.</summary>
/// <param name="Points">Along <paramref name="Batch"/>.</param>
/// <param name="Arguments">In order: <see cref="ArgumentInput"/>s along <paramref name="Batch"/>.</param>
public sealed record DeclaredSet(PointSet Points, ImmutableArray<Node> Arguments, Axis Batch)
{
    /// <summary>The set of this name; null where it is none of points (see <paramref name="diagnostics"/>).</summary>
    /// <exception cref="ArgumentException">The module declares no uncertainty of this name.</exception>
    public static DeclaredSet? Of(BoundModule module, string name, out ImmutableArray<Diagnostic> diagnostics)
    {
        var declaration = module.Declarations.OfType<BoundUncertainty>().FirstOrDefault(d => d.Symbol.Name == name)
            ?? throw new ArgumentException($"{module.Name} declares no uncertainty '{name}'.", nameof(name));
        var reporter = new Reporter(module.Source.Path);
        var set = reporter.Try(declaration.Span, () => Of(declaration, new Session(module)));
        diagnostics = reporter.Diagnostics;
        return set;
    }

    private static DeclaredSet Of(BoundUncertainty declaration, Session session)
    {
        var evaluator = new Evaluator(session, Context.None with { Purpose = declaration.Symbol.Name });
        var (batch, arguments) = (new Axis(AxisKind.Batch, "points", null), new List<Node>());
        var parameters = (declaration.Value as BoundLambda)?.Parameters ?? ImmutableArray<BoundPattern>.Empty;
        var values = parameters.Select(p => evaluator.ArgumentOf(p, batch, arguments)).ToArray();
        var set = (evaluator.Apply(evaluator.Global(declaration.Symbol), values) as SetValue)?.Set;
        var points = (set is null ? null : Sets.ToPoints(set))
            ?? throw evaluator.Failure(
                LoweringDiagnostics.UncertainSurvives,
                $"'{declaration.Symbol.Name}' is {(set is null ? "no set" : Sets.Describe(set))}; "
                + "only a ball, a box, or a ball within a box are sets of points.");
        var nodes = points.Nodes.Select(n => AtDefaults(n, evaluator)).ToImmutableArray();
        return new(points.WithNodes(nodes), arguments.ToImmutableArray(), batch);
    }

    private static Node AtDefaults(Node node, Evaluator evaluator)
    {
        var defaults = Graphs.Leaves([node])
            .Select(leaf => (Leaf: leaf, Value: Default(((InputOperation)leaf.Operation).Input)))
            .Where(l => l.Value is not null)
            .ToDictionary(l => l.Leaf, l => AtDefaults(evaluator.ToNode(evaluator.Evaluate(l.Value!)), evaluator));
        return new GraphRewriter(evaluator.Graph, defaults).Rewrite(node);
    }

    private static BoundExpression? Default(Input input) => input switch
    {
        ParamInput p => (p.Param.Declaration as BoundParam)?.Value,
        ConstantInput c => (c.Constant.Declaration as BoundLet)?.Value,
        _ => null,
    };
}
