using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Lowering.Evaluation;

/// <summary>
/// Partial evaluation of bound expressions: functions, lists, records and parts are values of the compiler, numbers and tensors are nodes
/// of the graph. Every definition and every function of
/// the prelude that is written in MLSpec is inlined; binders become axes.
/// </summary>
internal sealed partial class Evaluator(Session session, Context context)
{
    private WeightScope? _weights;
    private string? _letName;

    public Session Session { get; } = session;

    public GraphBuilder Graph { get; } = session.Graph;

    public Context Context { get; } = context;

    /// <summary>The place in the spec being lowered: inside a function of another module, that of the call.</summary>
    public TextSpan Span
    {
        get => Graph.Span;
        private set => Graph.Span = value;
    }

    /// <summary>The name that a definition is about to give to the value being computed.</summary>
    public string? LetName => _letName;

    /// <summary>The value of a top-level expression of the module.</summary>
    public Value Evaluate(BoundExpression expression) => Evaluate(expression, Locals.Empty(Session.Path));

    public Value Evaluate(BoundExpression expression, Locals locals)
    {
        var outer = Span;
        if (locals.Path == Session.Path)
            Span = expression.Span;
        var value = Visit(expression, locals);
        Span = outer;
        return value;
    }

    public LoweringFailure Failure(DiagnosticDescriptor descriptor, string message, string? fix = null) =>
        new(descriptor, Span, message, fix);

    /// <summary>The value as a node: a list is stacked.</summary>
    public Node ToNode(Value value) => value switch
    {
        NodeValue v => v.Node,
        ListValue { Items.Length: > 0 } v => Graph.Stack(v.Items.Select(ToNode)),
        _ => throw Failure(LoweringDiagnostics.NotYet, $"A number or a tensor was expected here, not {value.Kind}."),
    };

    private Value Visit(BoundExpression expression, Locals locals)
    {
        switch (expression)
        {
            case BoundNumber e:
                return new NodeValue(Graph.Number(e.Value, ElementOf(e)));
            case BoundText e:
                return new TextValue(e.Value);
            case BoundBoolean e:
                return new NodeValue(Graph.Boolean(e.Value));
            case BoundVoid:
                return new VoidValue();
            case BoundName e:
                return Resolve(e, locals);
            case BoundNow e:
                return Now(e);
            case BoundClock e:
                return new ClockValue(Evaluate(e.Schedule, locals), e.From, e.To);
            case BoundApplication e:
                var function = Evaluate(e.Function, locals);
                return function is TrainingValue training
                    ? training with { Arguments = training.Arguments.Add(TrainingArgument(e.Argument, locals)) }
                    : Apply(
                        function, new TypedValue(Evaluate(e.Argument, locals), e.Argument.Type, locals.Dimensions),
                        new CallSite(e.Type, locals.Dimensions));
            case BoundLambda e:
                return new ClosureValue(e, locals, ImmutableArray<Value>.Empty, null);
            case BoundLocalLet e:
                return EvaluateLet(e, locals);
            case BoundIf e:
                return EvaluateIf(e, locals);
            case BoundTuple e:
                return new TupleValue(All(e.Items, locals));
            case BoundList e:
                return new ListValue(All(e.Items, locals));
            case BoundRange e:
                var element = e.Type is ArrayType { Element: IntType or ClassType } ? ElementKind.Int : ElementKind.Float;
                return new ListValue(e.Values.Select(v => (Value)new NodeValue(Graph.Number(v, element))).ToImmutableArray());
            case BoundRecord e:
                return new RecordValue(Fields(e.Fields, locals));
            case BoundCopy e:
                return Copy(e, locals);
            case BoundMember e:
                return Member(e, locals);
            case BoundIndex e:
                return Index(e, locals);
            case BoundOperation e:
                return new NodeValue(Operate(e, locals));
            case BoundComprehension e:
                return Comprehend(e, locals);
            case BoundBinder e:
                return EvaluateBinder(e, locals);
            default:
                throw Failure(LoweringDiagnostics.NotYet, "This expression cannot be computed here.");
        }
    }

    private static ElementKind ElementOf(BoundNumber number) => number.Type switch
    {
        FloatType => ElementKind.Float,
        IntType or ClassType or DimensionType => ElementKind.Int,
        _ => number.Value.IsInteger ? ElementKind.Int : ElementKind.Float,
    };

    private ImmutableArray<Value> All(ImmutableArray<BoundExpression> items, Locals locals) =>
        items.Select(i => Evaluate(i, locals)).ToImmutableArray();

    private ImmutableArray<FieldValue> Fields(ImmutableArray<BoundField> fields, Locals locals) =>
        fields.Select(f => new FieldValue(f.Name, Evaluate(f.Value, locals))).ToImmutableArray();

    private Value Now(BoundNow now)
    {
        _ = Global(now.Schedule);
        if (!Context.IsTraining && !Context.HasClock)
        {
            throw Failure(
                LoweringDiagnostics.ScheduleWithoutTraining,
                $"The schedule '{now.Schedule.Name}' has a value only while something is trained.",
                "use a parameter or a variable of the grid");
        }

        return new NodeValue(Graph.Input(new ScheduleInput(now.Schedule), NodeType.Host(ElementKind.Float)));
    }

    private Value EvaluateLet(BoundLocalLet let, Locals locals)
    {
        var outer = _letName;
        _letName = (let.Pattern as BoundNamePattern)?.Symbol.Name;
        var value = Evaluate(let.Value, locals);
        _letName = outer;
        if (let.Pattern is BoundNamePattern name && value is NodeValue node)
            Name(node.Node, name.Symbol.Name);
        return Evaluate(let.Body, Bind(let.Pattern, value, locals));
    }

    private static void Name(Node node, string name)
    {
        if (node.Operation is not (NumberOperation or BooleanOperation or InputOperation))
            node.Name ??= name;
    }

    private Value EvaluateIf(BoundIf expression, Locals locals)
    {
        var condition = ToNode(Evaluate(expression.Condition, locals));
        if (condition.Operation is BooleanOperation known)
            return Evaluate(known.Value ? expression.Then : expression.Else, locals);
        return Select(condition, Evaluate(expression.Then, locals), Evaluate(expression.Else, locals));
    }

    public Value Select(Node condition, Value first, Value second) => Combine(first, second, (Value x, Value y) => SelectOne(condition, x, y));

    private Value SelectOne(Node condition, Value first, Value second) => (first, second) switch
    {
        (NodeValue or ListValue, NodeValue or ListValue) => new NodeValue(Graph.Select(condition, ToNode(first), ToNode(second))),
        _ when first.Equals(second) => first,
        (LawValue a, LawValue b) => new LawValue(new EitherLaw(condition, a.Law, b.Law)),
        _ => throw Failure(
            LoweringDiagnostics.NotKnownWhenCompiling,
            $"Which of the two is meant must be known when compiling: they are {first.Kind} and {second.Kind}.",
            "choose between numbers or tensors, or by a condition over literals"),
    };

    private Value Copy(BoundCopy copy, Locals locals)
    {
        var target = Evaluate(copy.Target, locals);
        var changes = Fields(copy.Fields, locals);
        return target switch
        {
            RecordValue record => record.With(changes),
            EnvironmentValue environment => environment.With(changes),
            _ => throw Failure(LoweringDiagnostics.NotYet, $"Only a record or an environment of the spec can be copied with other fields, not {target.Kind}."),
        };
    }

    private Value Member(BoundMember member, Locals locals) => Evaluate(member.Target, locals) switch
    {
        DataValue d => new RowsValue(d.Data, member.Member),
        RecordValue r => r[member.Member],
        EnvironmentValue e => e.Parts[member.Member],
        PartResult environment when member.Member == "action" => ControlIntrinsics.ActionsOf(this, environment),
        var target => throw Failure(LoweringDiagnostics.NotYet, $"The field '{member.Member}' of {target.Kind} cannot be read here."),
    };

    private Node Operate(BoundOperation operation, Locals locals)
    {
        var operands = operation.Operands.Select(o => ToNode(Evaluate(o, locals))).ToList();
        return Graph.Apply(operation.Operator, operands[0], operands.Count > 1 ? operands[1] : null);
    }
}
