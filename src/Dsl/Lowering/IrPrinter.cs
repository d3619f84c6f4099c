using System.Globalization;
using System.Text;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering;

/// <summary>
/// Lowered modules as text, for <c>explain --stage ir</c>: one node a line, <c>%3 name : float[64] {digits} = operation(inputs)</c>,
/// where braces hold the axes. Literals stand in place; a host
/// scalar has no tensor type: <c>host float</c>.
/// </summary>
public static class IrPrinter
{
    public static string Print(LoweredModule module)
    {
        var text = new StringBuilder().Append("module ").Append(module.Name).Append('\n');
        foreach (var param in module.Params)
            text.Append($"\nparam {param.Symbol.Name} = {Print(param.Default)}\n");
        foreach (var constant in module.Constants)
            text.Append($"\nlet {constant.Symbol.Name} = {Expression(constant.Value)}\n");
        foreach (var external in module.Externs)
            text.Append($"\nextern {external.Symbol.Name} : {external.Type}\n");
        foreach (var function in module.Functions)
            text.Append($"\nlet {function.Symbol.Name}\n").Append(Print(function.Function, 4));
        foreach (var data in module.Data)
            text.Append($"\ndata {data.Symbol.Name} : {string.Join("; ", data.Fields.Select(Print))}\n    {Print(data.Source)}\n");
        foreach (var model in module.Models)
            Print(model, text);
        foreach (var schedule in module.Schedules)
            text.Append($"\nschedule {schedule.Symbol.Name} : {schedule.Clock} = {Print(schedule.Value)}\n");
        foreach (var training in module.Trainings)
            Print(training, text);
        foreach (var protocol in module.Protocols)
            Print(protocol, text);
        return text.ToString();
    }

    /// <summary>One method, indented by a number of spaces.</summary>
    public static string Print(FunctionGraph function, int indent = 0)
    {
        var text = new StringBuilder();
        new GraphWriter(text, indent).Write(function.Outputs);
        return text.ToString();
    }

    /// <summary>A host scalar as one expression.</summary>
    public static string Expression(Node node) => node.Operation switch
    {
        NumberOperation n => n.Value.ToString(),
        InputOperation o => o.Input.Name,
        ExtentOperation o => $"|{o.Axis.Name}|",
        MeanOperation o => o.ToString(),
        ArithmeticOperation { Operator: Binding.Operator.Negate } => $"-{Expression(node.Inputs[0])}",
        ArithmeticOperation o when GraphWriter.SymbolOf(o) is { } symbol =>
            $"({Expression(node.Inputs[0])} {symbol} {Expression(node.Inputs[1])})",
        DrawOperation o => $"{o.Member}({string.Join(", ", node.Inputs.Select(Expression))})",
        CallOperation or SelectOperation or ToFloatOperation or BooleanOperation =>
            $"{node.Operation.Name}({string.Join(", ", node.Inputs.Select(Expression))})",
        _ => $"{node.Operation}({string.Join(", ", node.Inputs.Select(Expression))})",
    };

    public static string Print(PartValue part) =>
        part.Arguments.IsEmpty ? part.Member : $"{part.Member}({string.Join(", ", part.Arguments.Select(Print))})";

    public static string Print(PartArgument argument) => argument switch
    {
        HostArgument a => Expression(a.Value) + (a.Unit.IsOne ? "" : $"<{a.Unit}>"),
        TextArgument a => $"\"{a.Value}\"",
        NestedArgument a => Print(a.Value),
        ParamArgument a => a.Param.Name,
        ScheduleArgument a => a.Schedule.Name,
        ListArgument a => $"[{string.Join("; ", a.Items.Select(Print))}]",
        RecordArgument a => $"{{ {string.Join("; ", a.Fields.Select(f => $"{f.Name} = {Print(f.Value)}"))} }}",
        FunctionArgument a =>
            $"function({Names(a.Function.Inputs)}) -> {string.Join(", ", a.Function.Outputs.Select(Expression))}",
        ClockArgument a => $"{a.From} as {a.To}: {Print(a.Schedule)}",
        TrainingArgument a => a.Training.Name,
        EnvironmentArgument a => $"environment {a.World.Name}",
        _ => throw new InvalidOperationException($"No notation for {argument.GetType().Name}."),
    };

    private static string Names(IEnumerable<Node> nodes) => string.Join(", ", nodes.Select(n => n.Name));

    private static string Print(LoweredField field)
    {
        var element = field.Kind == FieldKind.Class ? $"class[{field.Classes}]" : field.Kind.ToString().ToLowerInvariant();
        return $"{field.Name} : {element}{GraphWriter.Shape(field.Shape)}";
    }

    private static void Print(LoweredModel model, StringBuilder text)
    {
        text.Append($"\nmodel {model.Symbol.Name}\n");
        foreach (var weight in model.Weights)
            text.Append($"    weight {weight.Path} : float{GraphWriter.Shape(weight.Shape)} = {Expression(weight.Initial)}\n");
        text.Append("    forward\n").Append(Print(model.Forward, 8));
    }

    private static void Print(LoweredTraining training, StringBuilder text)
    {
        text.Append($"\ntrain {training.Name} for {Print(training.Budget)}\n");
        if (training.After.Length > 0)
            text.Append($"    after {string.Join(", ", training.After.Select(a => a.Name))}\n");
        if (training.Batch is { } batch)
            text.Append(
                $"    batch {Expression(batch.Size)} from {string.Join(", ", batch.Sources)}\n");
        text.Append($"    instances {string.Join(", ", training.Instances)}\n");
        foreach (var step in training.Steps)
            Print(step, text, 4);
    }

    private static string Print(LoweredTime time) => $"{Expression(time.Amount)}<{time.Clock}>";

    private static void Print(LoweredStep step, StringBuilder text, int indent)
    {
        text.Append(' ', indent);
        switch (step)
        {
            case OptimizeStep s:
                var kind = s.Value.Derivations.IsEmpty ? "" : $" ({s.BoundKind.ToString().ToLowerInvariant()})";
                var verb = s.Maximize ? "maximize" : "minimize";
                text.Append($"{verb} {s.Name}{kind} over {string.Join(", ", s.Moved)} using {Print(s.Optimiser)}\n");
                Print(s.Value.Derivations, text, indent + 4);
                text.Append(Print(s.ValueAndGradients, indent + 4));
                break;
            case CollectStep s:
                var clock = s.IsOnce ? "envstep" : "envstep/step";
                var beside = s.Episodes is null ? "" : " by " + Expression(s.Episodes);
                text.Append($"collect {Expression(s.Amount)}<{clock}> from {s.World.Name}{beside} into {s.Replay.Name}\n");
                foreach (var function in s.Functions)
                    text.Append(' ', indent + 4).Append(function.Name).Append('\n').Append(Print(function, indent + 8));
                break;
            case TrackStep s:
                text.Append($"track {string.Join(", ", s.Targets)} rate {Print(s.Rate)}\n");
                break;
            case ProjectStep s:
                text.Append($"project {string.Join(", ", s.Instances)} by {Print(s.Method)}\n");
                break;
            case EveryStep s:
                text.Append($"every {Print(s.Period)}\n");
                foreach (var inner in s.Steps)
                    Print(inner, text, indent + 4);
                break;
            case PhaseStep s:
                text.Append($"phase {Print(s.Budget)}{(s.Condition is null ? "" : " when " + Expression(s.Condition))}\n");
                foreach (var inner in s.Steps)
                    Print(inner, text, indent + 4);
                break;
            case MeasureStep s:
                text.Append($"measure {s.Symbol.Name} = {Expression(s.Value)}\n");
                PrintMeans(s.Value, text, indent + 4);
                break;
            case StopStep s:
                text.Append($"stop when {Expression(s.Condition)}\n");
                break;
            case WarnStep s:
                text.Append($"warn \"{s.Text}\" when {Expression(s.Condition)}\n");
                break;
        }
    }

    private static void Print(IEnumerable<Derivation> derivations, StringBuilder text, int indent)
    {
        foreach (var derivation in derivations)
        {
            text.Append(' ', indent).Append($"// {derivation.Rule}: {derivation.BoundKind.ToString().ToLowerInvariant()}\n");
            foreach (var line in derivation.Text)
                text.Append(' ', indent).Append($"//   {line}\n");
        }
    }

    private static void Print(LoweredProtocol protocol, StringBuilder text)
    {
        text.Append($"\nprotocol {protocol.Symbol.Name}: {protocol.Cells.ToString(CultureInfo.InvariantCulture)} cells\n");
        foreach (var grid in protocol.Grid)
        {
            var values = grid.IsReplicates
                ? "replicates"
                : $"[{string.Join("; ", grid.Values.Select(row => string.Join(", ", row.Select(Print))))}]";
            var where = grid.Condition is null ? "" : " where " + Expression(grid.Condition);
            text.Append($"    for {string.Join(", ", grid.Symbols)} in {values}{where}\n");
        }

        foreach (var run in protocol.Runs)
        {
            var overrides = run.Overrides.IsEmpty ? ""
                : $" with {{ {string.Join("; ", run.Overrides.Select(o => $"{o.Param.Name} = {Print(o.Value)}"))} }}";
            var alias = run.Alias is null ? "" : " as " + run.Alias;
            text.Append($"    run {string.Join(" | ", run.Trainings.Select(t => t.Name))}{overrides}{alias}\n");
        }

        foreach (var (word, measure) in protocol.Measures.Select(m => ("measure", m)).Concat(protocol.Pictures.Select(p => ("picture", p.Played))))
        {
            foreach (var variant in measure.Variants)
            {
                var when = variant.Selections.IsEmpty ? "" : $" [{string.Join(", ", variant.Selections.Select(s => s.Label))}]";
                var kind = variant.Derivations.IsEmpty ? "" : $" ({variant.BoundKind.ToString().ToLowerInvariant()})";
                text.Append($"    {word} {measure.Symbol.Name}{when}{kind} = {Expression(variant.Value)}\n");
                Print(variant.Derivations, text, 8);
                PrintMeans(variant.Value, text, 8);
            }
        }
    }

    private static void PrintMeans(Node value, StringBuilder text, int indent)
    {
        foreach (var mean in Graphs.Reachable([value]).Select(n => n.Operation).OfType<MeanOperation>())
        {
            foreach (var function in mean.Functions)
                text.Append(' ', indent).Append($"{(mean is DataMeanOperation ? "row" : function.Name)} {mean}\n").Append(Print(function, indent + 4));
        }
    }
}
