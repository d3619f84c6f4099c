namespace MLSpec.Dsl.Syntax;

/// <content>Expressions.</content>
public sealed partial class SyntaxPrinter
{
    private void Print(Expression expression)
    {
        Line(HeadOf(expression), expression.Span);
        _indent++;
        switch (expression)
        {
            case MemberExpression e:
                Print(e.Target);
                break;
            case IndexExpression e:
                Print(e.Target);
                Print(e.Indices);
                break;
            case ApplicationExpression e:
                Print(e.Function);
                Print(e.Argument);
                break;
            case UnaryExpression e:
                Print(e.Operand);
                break;
            case BinaryExpression e:
                Print(e.Left);
                Print(e.Right);
                break;
            case IfExpression e:
                Print(e.Condition);
                Print(e.Then);
                Print(e.Else);
                break;
            case LambdaExpression e:
                Print(e.Body);
                break;
            case BlockExpression e:
                foreach (var let in e.Lets)
                    Print(let);
                Print(e.Result);
                break;
            case TupleExpression e:
                Print(e.Items);
                break;
            case ListExpression e:
                Print(e.Items);
                break;
            case RangeExpression e:
                Print(e.Start);
                Labelled("increment", e.Increment);
                Print(e.End);
                break;
            case RecordExpression e:
                Print(e.Fields);
                break;
            case CopyExpression e:
                Print(e.Target);
                Print(e.Fields);
                break;
            case ComprehensionExpression e:
                Print(e.Domain);
                Print(e.Body);
                break;
            case BinderExpression e:
                Print(e.Domain);
                Labelled("by", e.Method);
                Print(e.Body);
                break;
            case TransitionExpression e:
                Print(e.Function);
                Print(e.From);
                Print(e.To);
                Labelled("over", e.Over);
                break;
            case SequenceExpression e:
                Print(e.First);
                Print(e.Second);
                break;
        }

        _indent--;
    }

    private static string HeadOf(Expression expression) => expression switch
    {
        MissingExpression => "Missing",
        NumberExpression e => $"{(e.IsInteger ? "Integer" : "Number")} {e.Value}{(e.Unit is null ? "" : $"<{TypeText.Of(e.Unit)}>")}",
        TextExpression e => $"Text {QuoteText(e.Value)}",
        BooleanExpression e => e.Value ? "True" : "False",
        UnitValueExpression => "UnitValue",
        NameExpression e => $"Name {e.Name}",
        MemberExpression e => $"Member {e.Member.Text}",
        IndexExpression => "Index",
        ApplicationExpression => "Application",
        UnaryExpression e => $"Unary {e.Operator}",
        BinaryExpression e => $"Binary {e.Operator}",
        IfExpression => "If",
        LambdaExpression e => $"Lambda{Parameters(e.Parameters)}",
        BlockExpression => "Block",
        TupleExpression => "Tuple",
        ListExpression => "List",
        RangeExpression => "Range",
        RecordExpression => "Record",
        CopyExpression => "Copy",
        ComprehensionExpression e => $"Comprehension {TypeText.Of(e.Variable)}",
        BinderExpression e => $"{e.Kind} {TypeText.Of(e.Variable)}",
        TransitionExpression => "Transition",
        SequenceExpression => "Sequence",
        _ => throw new ArgumentOutOfRangeException(nameof(expression)),
    };

    private void Print(LocalLet let)
    {
        Line($"Let {TypeText.Of(let.Pattern)}{Parameters(let.Parameters)}{Annotation(let.Type)}", let.Span);
        _indent++;
        Print(let.Value);
        _indent--;
    }

    private void Print(IEnumerable<Expression> expressions)
    {
        foreach (var expression in expressions)
            Print(expression);
    }

    private void Print(IEnumerable<FieldSyntax> fields)
    {
        foreach (var field in fields)
        {
            Line($"Field {field.Name.Text}", field.Span);
            _indent++;
            Print(field.Value);
            _indent--;
        }
    }
}
