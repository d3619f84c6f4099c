using System.Collections.Immutable;
using System.Text;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Tests.Syntax;

/// <summary>
/// Writes an expression as source text, with parentheses only where they are needed and with lines broken at random in all the ways the
/// layout allows.
/// </summary>
internal sealed class SourceWriter
{
    private enum Level
    {
        Sequence,
        Transition,
        Or,
        And,
        Comparison,
        Sum,
        Product,
        Power,
        Unary,
        Application,
        Argument,
    }

    private readonly StringBuilder _text = new();
    private readonly Random _style;
    private int _lineStart;

    private SourceWriter(int style) => _style = new Random(style);

    /// <summary><c>let it = expression</c>; the same style gives the same text.</summary>
    public static string Write(Expression expression, int style)
    {
        var writer = new SourceWriter(style);
        writer.Add("let it =");
        writer.Body(expression, 0);
        return writer._text.Append('\n').ToString();
    }

    private int Column => _text.Length - _lineStart;

    private bool Sometimes => _style.Next(4) == 0;

    private void Add(string text) => _text.Append(text);

    private void Break(int column)
    {
        _text.Append(_style.Next(8) == 0 ? " // remark\n" : "\n");
        _lineStart = _text.Length;
        _text.Append(' ', column);
    }

    /// <summary>What stands behind <c>=</c>, <c>-></c>, <c>then</c> and <c>else</c>: in the same line, or in the next ones.</summary>
    private void Body(Expression body, int block)
    {
        if (Sometimes || body is BlockExpression)
            Break(block + 4);
        else
            Add(" ");
        Items(body, Column);
    }

    private void Items(Expression body, int block)
    {
        if (body is BlockExpression lets)
        {
            foreach (var let in lets.Lets)
            {
                var isBare = let.Pattern is TuplePattern && Sometimes;
                var patterns = isBare ? ((TuplePattern)let.Pattern).Items : [let.Pattern];
                Add("let " + string.Join(", ", patterns.Select(TypeText.Of)));
                foreach (var parameter in let.Parameters)
                    Add(" " + TypeText.Of(parameter));
                Add(let.Type is null ? " =" : $" : {TypeText.Of(let.Type)} =");
                Body(let.Value, block);
                Break(block);
            }

            body = lets.Result;
        }

        if (body is TupleExpression bare && Sometimes)
        {
            for (var i = 0; i < bare.Items.Length; i++)
            {
                Add(i == 0 ? "" : ", ");
                Write(bare.Items[i], Level.Sequence, block, i == bare.Items.Length - 1);
            }

            return;
        }

        Write(body, Level.Sequence, block, true);
    }

    /// <param name="least">What binds looser than this stands in parentheses.</param>
    /// <param name="block">Column of the innermost block.</param>
    /// <param name="isLast">Does nothing follow up to the end of the block, so that a form that reaches as far as it can needs no
    /// parentheses?</param>
    private void Write(Expression expression, Level least, int block, bool isLast)
    {
        var (level, isOpen) = Shape(expression);
        if (level < least || (isOpen && !isLast) || expression is BlockExpression)
        {
            Add("(");
            Items(expression, Column);
            Add(")");
            return;
        }

        switch (expression)
        {
            case NumberExpression e:
                var digits = e.Value.ToString();
                Add(e.IsInteger || digits.Contains('.') || digits.Contains('e') ? digits : digits + ".0");
                Add(e.Unit is null ? "" : $"<{TypeText.Of(e.Unit)}>");
                break;
            case TextExpression e:
                Add("\"" + e.Value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n") + "\"");
                break;
            case BooleanExpression e:
                Add(e.Value ? "true" : "false");
                break;
            case UnitValueExpression:
                Add("()");
                break;
            case NameExpression e:
                Add(e.Name is "by" or "over" or "with" || e.Name.Contains(' ') ? $"``{e.Name}``" : e.Name);
                break;
            case MemberExpression e:
                Target(e.Target, block);
                Add("." + e.Member.Text);
                break;
            case IndexExpression e:
                Target(e.Target, block);
                Add(".[");
                Separated(e.Indices, ", ", index => Range(index, Column));
                Add("]");
                break;
            case ApplicationExpression e:
                Write(e.Function, Level.Application, block, false);
                Argument(e.Argument, block);
                break;
            case UnaryExpression e:
                var startsLine = _text.ToString(_lineStart, Column).Trim().Length == 0;
                Add(e.Operator + (Sometimes && !startsLine ? " " : ""));
                Write(e.Operand, Level.Unary, block, isLast);
                break;
            case BinaryExpression e:
                Binary(e, level, block, isLast);
                break;
            case SequenceExpression e:
                Write(e.First, Level.Sequence, block, false);
                Add(" then ");
                Write(e.Second, Level.Transition, block, isLast);
                break;
            case TransitionExpression e:
                Write(e.Function, Level.Application, block, false);
                Argument(e.From, block);
                Add(" -> ");
                Write(e.To, Level.Or, block, isLast && e.Over is null);
                if (e.Over is not null)
                {
                    Add(" over ");
                    Write(e.Over, Level.Or, block, isLast);
                }

                break;
            case IfExpression e:
                If(e, block);
                break;
            case LambdaExpression e:
                Add($"fun {TypeText.Of(e.Parameters)} ->");
                Body(e.Body, block);
                break;
            case BinderExpression e:
                Add($"{e.Kind.ToString().ToLowerInvariant()} {TypeText.Of(e.Variable)} in ");
                Write(e.Domain, Level.Or, block, false);
                if (e.Method is not null)
                {
                    Add(" by ");
                    Write(e.Method, Level.Or, block, false);
                }

                Add(" ->");
                Body(e.Body, block);
                break;
            case TupleExpression e:
                Add("(");
                Separated(e.Items, ", ", item => Write(item, Level.Sequence, Column, item == e.Items[^1]));
                Add(")");
                break;
            case RangeExpression:
                Add("[");
                Range(expression, Column);
                Add("]");
                break;
            case ListExpression e:
                Bracketed("[", e.Items, "]", block, Item);
                break;
            case ComprehensionExpression e:
                Add($"[ for {TypeText.Of(e.Variable)} in ");
                var inner = Column;
                Write(e.Domain, Level.Or, inner, false);
                Add(" ->");
                Body(e.Body, inner);
                Add(" ]");
                break;
            case RecordExpression e:
                Bracketed("{", e.Fields, "}", block, Field);
                break;
            case CopyExpression e:
                Add("{ ");
                Write(e.Target, Level.Argument, Column, false);
                Add(" with ");
                Separated(e.Fields, "; ", field => Field(field, Column));
                Add(" }");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(expression));
        }
    }

    private static (Level Level, bool IsOpen) Shape(Expression expression) => expression switch
    {
        SequenceExpression => (Level.Sequence, false),
        TransitionExpression => (Level.Transition, false),
        BinaryExpression { Operator: "||" } => (Level.Or, false),
        BinaryExpression { Operator: "&&" } => (Level.And, false),
        BinaryExpression { Operator: "+" or "-" } => (Level.Sum, false),
        BinaryExpression { Operator: "*" or "/" or "%" } => (Level.Product, false),
        BinaryExpression { Operator: "**" } => (Level.Power, false),
        BinaryExpression => (Level.Comparison, false),
        UnaryExpression => (Level.Unary, false),
        IfExpression or LambdaExpression or BinderExpression => (Level.Unary, true),
        ApplicationExpression => (Level.Application, false),
        _ => (Level.Argument, false),
    };

    private void Binary(BinaryExpression e, Level level, int block, bool isLast)
    {
        var isChain = IsOrder(e.Operator) && e.Left is BinaryExpression { Operator: var left } && IsOrder(left);
        Write(e.Left, level == Level.Power || isChain ? level + 1 : level, block, false);
        if (Sometimes)
            Break(Math.Max(block - (Sometimes ? e.Operator.Length + 1 : 0), 1) + (Sometimes ? 2 : 0));
        else
            Add(" ");
        Add(e.Operator);
        if (_style.Next(10) == 0)
            Break(block);
        else
            Add(" ");
        Write(e.Right, level == Level.Power ? level : level + 1, block, isLast);
    }

    private static bool IsOrder(string op) => op is "<" or ">" or "<=" or ">=";

    private void If(IfExpression e, int block)
    {
        var column = Column;
        Add("if ");
        Write(e.Condition, Level.Or, block, false);
        Add(" then");
        Body(e.Then, block);
        if (Sometimes)
            Break(column);
        else
            Add(" ");
        Add("else");
        Body(e.Else, block);
    }

    private void Argument(Expression argument, int block)
    {
        if (_style.Next(12) == 0)
            Break(block + 1 + _style.Next(6));
        else
            Add(" ");
        if (argument is UnaryExpression { Operand: NameExpression or NumberExpression } signed)
        {
            Add(signed.Operator);
            Write(signed.Operand, Level.Argument, block, false);
            return;
        }

        Write(argument, Level.Argument, block, false);
    }

    private void Target(Expression target, int block)
    {
        if (target is NumberExpression)
            Add("(");
        Write(target, Level.Argument, block, false);
        if (target is NumberExpression)
            Add(")");
    }

    private void Range(Expression index, int block)
    {
        if (index is not RangeExpression range)
        {
            Write(index, Level.Or, block, false);
            return;
        }

        Write(range.Start, Level.Or, block, false);
        Add(" .. ");
        if (range.Increment is not null)
        {
            Write(range.Increment, Level.Or, block, false);
            Add(" .. ");
        }

        Write(range.End, Level.Or, block, false);
    }

    private void Item(Expression item, int block) => Write(item, Level.Sequence, block, true);

    private void Field(FieldSyntax field, int block)
    {
        Add(field.Name.Text + " =");
        if (field.Value is BlockExpression)
        {
            Body(field.Value, block);
            return;
        }

        Add(" ");
        Write(field.Value, Level.Sequence, block, true);
    }

    private void Bracketed<T>(string open, ImmutableArray<T> items, string close, int block, Action<T, int> write)
    {
        Add(open);
        if (items.IsEmpty)
        {
            Add(close);
            return;
        }

        var isUndented = Sometimes;
        if (isUndented)
            Break(block + 2);
        else
            Add(" ");
        var column = Column;
        for (var i = 0; i < items.Length; i++)
        {
            if (i > 0 && Sometimes)
                Break(column);
            else if (i > 0)
                Add("; ");
            write(items[i], column);
        }

        if (isUndented && Sometimes)
            Break(block);
        else
            Add(" ");
        Add(close);
    }

    private void Separated<T>(ImmutableArray<T> items, string separator, Action<T> write)
    {
        for (var i = 0; i < items.Length; i++)
        {
            Add(i == 0 ? "" : separator);
            write(items[i]);
        }
    }
}
