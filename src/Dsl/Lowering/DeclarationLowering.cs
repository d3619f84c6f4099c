using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Lowering;

/// <summary>Parameters, constants, data and schedules.</summary>
internal sealed class DeclarationLowering(Session session)
{
    public LoweredParam Param(BoundParam param)
    {
        var evaluator = new Evaluator(session, Context.None);
        return new LoweredParam(
            param.Symbol, param.Type, evaluator.ToArgument(
                evaluator.Evaluate(param.Value), param.Type), param.Low, param.High, Evaluator.UnitOf(param.Type), param.Span);
    }

    /// <summary>A definition that is a number; null for any other, which is inlined where it is used.</summary>
    public LoweredConstant? Constant(BoundLet let)
    {
        if (let.Value is BoundLambda || let.Value.Type is not (FloatType or IntType))
            return null;
        var evaluator = new Evaluator(session, Context.None);
        return evaluator.Evaluate(let.Value) is NodeValue { Node: { IsHost: true } node }
            ? new LoweredConstant(let.Symbol, node, Evaluator.UnitOf(let.Value.Type), let.Span)
            : null;
    }

    /// <summary>
    /// A definition that can be a method of its own: null for one that is polymorphic, higher-order, or has a meaning only where it is used
    /// (a layer, a mean over data).
    /// </summary>
    public LoweredFunction? Function(BoundLet let)
    {
        if (let.Value is not BoundLambda lambda || let.Symbol.Scheme.Variables.Any())
            return null;
        try
        {
            var evaluator = new Evaluator(session, Context.None with { Purpose = let.Symbol.Name });
            var (declared, batch) = (new List<Node>(), new Axis(AxisKind.Batch, "rows", null));
            var arguments = lambda.Parameters.Select(p => evaluator.ArgumentOf(p, batch, declared)).ToArray();
            var value = evaluator.Apply(evaluator.Global(let.Symbol), arguments);
            if (value is not (NodeValue or ListValue or TupleValue))
                return null;
            var marked = evaluator.Flatten(value).ToList();
            var function = GraphBuilder.Function(
                let.Symbol.Name,
                marked.Select(m => GraphRewriter.Unmark(session.Graph, m)).ToList(),
                marked.SelectMany(m => BoundAnalysis.DerivationsOf(m)).Distinct(),
                let.Symbol.Documentation,
                let.Span,
                declared);
            return Graphs.Reachable(function.Outputs).Any(n => n.Operation is MeanOperation or DrawOperation or SearchOperation) ? null
                : new LoweredFunction(let.Symbol, function, let.Span);
        }
        catch (LoweringFailure)
        {
            // Where it is used, its arguments may tell more; what is wrong with it there is reported there.
            return null;
        }
    }

    public LoweredData Data(BoundData data)
    {
        var evaluator = new Evaluator(session, Context.None);
        var source = evaluator.Evaluate(data.Source) is PartResult part
            ? part.Part
            : throw evaluator.Failure(LoweringDiagnostics.NotYet, "Data come from a source of the runtime.");
        var lowered = new LoweredData(data.Symbol, data.Row.Fields.Select(f => Field(f, evaluator)).ToImmutableArray(), source, data.Span);
        if (lowered.Divisions > 1)
        {
            throw new LoweringFailure(
                LoweringDiagnostics.DividedTwice,
                data.Source.Span,
                $"The rows of '{data.Symbol.Name}' are divided twice.",
                "leave `split` out: the source comes divided, or another `split` stands before it");
        }

        return lowered;
    }

    public LoweredSchedule Schedule(BoundSchedule schedule)
    {
        var evaluator = new Evaluator(session, Context.None);
        return new LoweredSchedule(
            schedule.Symbol, schedule.Clock, evaluator.ToArgument(evaluator.Evaluate(schedule.Value), schedule.Value.Type), schedule.Span);
    }

    private LoweredField Field(FieldType field, Evaluator evaluator)
    {
        Type element = field.Type is ArrayType array ? array.Element : field.Type;
        var type = DimensionBindings.Empty.TypeOf(field.Type, session.NamedExtent)
            ?? throw evaluator.Failure(
                LoweringDiagnostics.UnknownDimension, $"The shape of the column '{field.Name}' is not known: {field.Type}.");
        var classes = element is ClassType c ? DimensionBindings.Empty.ExtentOf(c.Count, session.NamedExtent) : null;
        var kind = element is ClassType ? FieldKind.Class : type.Element == ElementKind.Float ? FieldKind.Float : FieldKind.Int;
        return new LoweredField(field.Name, kind, type.Shape, classes, Evaluator.UnitOf(field.Type));
    }
}
