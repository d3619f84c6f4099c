using System.Globalization;
using System.Text;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering;

/// <summary>The nodes of one method, numbered in the order in which they are computed.</summary>
internal sealed class GraphWriter(StringBuilder text, int indent)
{
    private readonly Dictionary<Node, int> _numbers = new();

    public static string Shape(IReadOnlyCollection<Extent> shape) => shape.Count == 0 ? "" : $"[{string.Join(", ", shape)}]";

    public static string? SymbolOf(ArithmeticOperation operation) => operation.Operator switch
    {
        Operator.Add => "+",
        Operator.Subtract => "-",
        Operator.Multiply => "*",
        Operator.Divide => "/",
        Operator.Remainder => "%",
        Operator.Power => "**",
        Operator.Equal => "==",
        Operator.NotEqual => "<>",
        Operator.Less => "<",
        Operator.LessOrEqual => "<=",
        Operator.Greater => ">",
        Operator.GreaterOrEqual => ">=",
        Operator.And => "&&",
        Operator.Or => "||",
        _ => null,
    };

    public void Write(IReadOnlyList<Node> outputs)
    {
        foreach (var output in outputs)
            Visit(output, indent);
        text.Append(' ', indent).Append("return ").Append(string.Join(", ", outputs.Select(Operand))).Append('\n');
    }

    private void Visit(Node node, int margin)
    {
        if (IsInPlace(node) || _numbers.ContainsKey(node))
            return;
        foreach (var input in node.Inputs)
            Visit(input, margin);
        if (node.Operation is SearchOperation search)
            WriteSearch(search, margin);
        if (node.Operation is AscentOperation ascent)
            WriteAscent(ascent, node.Inputs[ascent.Variables.Length], margin);
        _numbers[node] = _numbers.Count;
        text.Append(' ', margin).Append(Label(node)).Append(" : ").Append(TypeOf(node)).Append(" = ").Append(Right(node)).Append('\n');
    }

    /// <summary>The body of the loop: what depends on the variable.</summary>
    private void WriteSearch(SearchOperation search, int margin)
    {
        var method = search.Method switch
        {
            ProjectedGradientMethod m => $"{Operand(m.Steps)} projected gradient steps",
            RestartedGradientMethod m => $"{Operand(m.Restarts)} runs of {Operand(m.Steps)} projected gradient steps (momentum {Operand(m.Momentum)}, "
                + $"step {Operand(m.Step)}, decay {Operand(m.Decay)})",
            _ => "the fast gradient sign step",
        };
        text.Append(' ', margin).Append($"{(search.Maximize ? "ascend" : "descend")} by {method} within {Describe(search.Set)}:\n");
        foreach (var root in search.LoopRoots)
            Visit(root, margin + 4);
        if (search.Method.ComparesValues)
            text.Append(' ', margin + 4).Append("on ").Append(Operand(search.Objective)).Append('\n');
        text.Append(' ', margin + 4).Append("along ").Append(Operand(search.Gradient)).Append('\n');
    }

    /// <summary>The body of the loop: what depends on the variables.</summary>
    private void WriteAscent(AscentOperation ascent, Node steps, int margin)
    {
        text.Append(' ', margin).Append($"climb {Operand(steps)} steps in {string.Join(", ", ascent.Variables.Select(v => v.Variable.Name))}:\n");
        Visit(ascent.Objective, margin + 4);
        text.Append(' ', margin + 4).Append("on ").Append(Operand(ascent.Objective)).Append('\n');
    }

    private string Describe(PointSet set) => set switch
    {
        NormBall b => $"{(b.Norm == Norm.L2 ? "l2" : b.Norm == Norm.L1 ? "l1" : "linf")} ball of {Operand(b.Radius)} around {Operand(b.Center)}",
        TransportBall b => $"transport of {Operand(b.Radius)} along {b.Axis.Name} from {Operand(b.Center)}",
        Box b => $"box {Operand(b.Low)} .. {Operand(b.High)}",
        BallInBox b => $"{Describe(b.Ball)} and {Describe(b.Box)}",
        _ => throw new InvalidOperationException($"No notation for {set.GetType().Name}."),
    };

    private static bool IsInPlace(Node node) => node.Operation is NumberOperation or BooleanOperation;

    private string Operand(Node node) => node.Operation switch
    {
        NumberOperation n => n.Value.ToString(),
        BooleanOperation b => b.Name,
        _ => Label(node),
    };

    private string Label(Node node) =>
        "%" + _numbers[node].ToString(CultureInfo.InvariantCulture) + (node.Name is null ? "" : " " + node.Name);

    private string Right(Node node) => node.Operation switch
    {
        ArithmeticOperation o when SymbolOf(o) is { } symbol => $"{Operand(node.Inputs[0])} {symbol} {Operand(node.Inputs[1])}",
        ArithmeticOperation => "-" + Operand(node.Inputs[0]),
        InputOperation o => Origin(o.Input),
        SearchOperation => "the point found",
        AscentOperation => "the best value found",
        _ => $"{node.Operation}{(node.Inputs.IsEmpty ? "" : " ")}{string.Join(", ", node.Inputs.Select(Operand))}",
    };

    private static string Origin(Input input) => input switch
    {
        ColumnInput c => $"column {new LoweredRows(c.Data, c.Split)}.{c.Field}",
        ParamInput p => $"param {p.Param.Name}",
        ScheduleInput s => $"now {s.Schedule.Name}",
        GridInput g => $"grid {g.Variable.Name}",
        MeasureInput m => $"measure {m.Measure.Name}",
        ElapsedInput e => $"elapsed {e.Measure.Name}",
        ConstantInput c => $"let {c.Constant.Name}",
        WeightInput w => $"weight {w.Name}",
        ArgumentInput a => a.Field is null ? $"argument {a.Argument}" : $"argument {a.Argument}.{a.Field}",
        VariableInput => "the point",
        _ => throw new InvalidOperationException($"No notation for {input.GetType().Name}."),
    };

    private static string TypeOf(Node node)
    {
        var element = node.Element.ToString().ToLowerInvariant();
        return node.IsHost ? "host " + element
            : element + Shape(node.Shape) + (node.Axes.IsEmpty ? "" : $" {{{string.Join(", ", node.Axes.Select(a => a.Name))}}}");
    }
}
