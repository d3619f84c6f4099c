namespace MLSpec.Dsl.Syntax;

/// <content>The statements of a <c>train</c> and the items of a <c>protocol</c>.</content>
public sealed partial class SyntaxPrinter
{
    private void Print(IEnumerable<TrainStatement> statements)
    {
        foreach (var statement in statements)
            Print(statement);
    }

    private void Print(TrainStatement statement)
    {
        Line(HeadOf(statement), statement.Span);
        _indent++;
        switch (statement)
        {
            case BatchStatement s:
                Print(s.Size);
                Print(s.Sources);
                break;
            case CollectStatement s:
                Print(s.Amount);
                Labelled("from", s.Environment);
                Labelled("by", s.Episodes);
                Labelled("with", s.Policy);
                break;
            case OptimizeStatement s:
                Print(s.Objective);
                foreach (var model in s.Models)
                    Labelled("over", model);
                Labelled("using", s.Optimiser);
                break;
            case TrackStatement s:
                Labelled("rate", s.Rate);
                break;
            case ProjectStatement s:
                Labelled("by", s.Method);
                break;
            case PhaseStatement s:
                Print(s.Budget);
                Labelled("when", s.Condition);
                Print(s.Statements);
                break;
            case EveryStatement s:
                Print(s.Period);
                Print(s.Statements);
                break;
            case TrainMeasureStatement s:
                Print(s.Value);
                break;
            case StopStatement s:
                Print(s.Condition);
                break;
            case WarnStatement s:
                Print(s.Condition);
                break;
        }

        _indent--;
    }

    private static string HeadOf(TrainStatement statement) => statement switch
    {
        AfterStatement s => $"After {Names(s.Trainings)}",
        BatchStatement => "Batch",
        CollectStatement s => $"Collect into {s.Replay.Text}",
        OptimizeStatement s => s.Maximize ? "Maximize" : "Minimize",
        TrackStatement s => $"Track {Names(s.Models)}",
        ProjectStatement s => $"Project {s.Model.Text}",
        PhaseStatement => "Phase",
        EveryStatement => "Every",
        TrainMeasureStatement s => $"Measure {s.Name.Text}{Annotation(s.Type)}",
        StopStatement => "Stop",
        WarnStatement s => $"Warn {QuoteText(s.Text)}",
        BrokenStatement => "Broken",
        _ => throw new ArgumentOutOfRangeException(nameof(statement)),
    };

    private void Print(ProtocolItem item)
    {
        Line(HeadOf(item), item.Span);
        _indent++;
        switch (item)
        {
            case GridItem i:
                Print(i.Domain);
                Labelled("where", i.Condition);
                break;
            case RunItem i:
                Print(i.Training);
                Print(i.Overrides);
                break;
            case ProtocolLetItem i:
                Print(i.Let);
                break;
            case MeasureItem i:
                Print(i.Value);
                break;
            case ReportItem i:
                foreach (var statistic in i.Statistics)
                    Labelled($"Statistic {statistic.Name.Text}", statistic);
                break;
            case PlotItem i:
                Print(i.Fields);
                Labelled("where", i.Condition);
                break;
            case PictureItem i:
                Print(i.Value);
                Labelled("where", i.Condition);
                break;
            case ClaimItem i:
                Print(i.Statement);
                Labelled("when", i.Condition);
                break;
        }

        _indent--;
    }

    private static string HeadOf(ProtocolItem item) => item switch
    {
        GridItem i => $"For {TypeText.Of(i.Variable)}{(i.IsReplicates ? " in replicates" : "")}",
        RunItem i => $"Run{(i.Alias is null ? "" : " as " + i.Alias.Text)}",
        ProtocolLetItem => "Let",
        MeasureItem i => $"Measure {i.Name.Text}{Parameters(i.Parameters)}{Annotation(i.Type)}{(i.InSample ? " in_sample" : "")}",
        ReportItem i => $"Report {Names(i.Measures)}{(i.By.IsEmpty ? "" : " by " + Names(i.By))}",
        PlotItem i => $"Plot {i.Kind.Text}",
        PictureItem i => $"Picture {i.Name.Text}",
        ClaimItem i => $"Claim {QuoteText(i.Text)}{(i.Empirical is null ? "" : " empirical")}{(i.Unequal is null ? "" : " unequal")}",
        BrokenItem => "Broken",
        _ => throw new ArgumentOutOfRangeException(nameof(item)),
    };

    private void Labelled(string label, StatisticSyntax statistic)
    {
        Line(label, statistic.Span);
        _indent++;
        if (statistic.Argument is { } argument)
            Print(argument);
        _indent--;
    }

    private static string Names(IEnumerable<Name> names) => string.Join(", ", names.Select(name => name.Text));
}
