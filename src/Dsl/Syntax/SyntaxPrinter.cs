using System.Collections.Immutable;
using System.Text;

namespace MLSpec.Dsl.Syntax;

/// <summary>A tree and its tokens as text, for people and for comparing: <c>explain --stage syntax</c> and <c>--stage tokens</c>.</summary>
public sealed partial class SyntaxPrinter
{
    private readonly StringBuilder _text = new();
    private readonly SourceText _source;
    private int _indent;

    private SyntaxPrinter(SourceText source) => _source = source;

    /// <summary>One node a line, children indented, with its place as <c>line:column-line:column</c>; lines end with LF.</summary>
    public static string Print(SyntaxTree tree)
    {
        var printer = new SyntaxPrinter(tree.Source);
        foreach (var declaration in tree.Declarations)
            printer.Print(declaration);
        return printer._text.ToString();
    }

    /// <summary>One token a line with its place, those of the layout included.</summary>
    public static string PrintTokens(SyntaxTree tree)
    {
        var printer = new SyntaxPrinter(tree.Source);
        foreach (var token in Parser.LaidOut(new SyntaxReporter(tree.Source), tree.Tokens).SelectMany(tokens => tokens))
        {
            var isInserted = token.Kind is TokenKind.BlockOpen or TokenKind.BlockSeparator or TokenKind.BlockClose or TokenKind.EndOfFile;
            printer.Line(
                isInserted ? token.Kind.ToString() : $"{token.Kind} {token.Text.Replace("\r", "").Replace("\n", "\\n")}", token.Span);
        }

        return printer._text.ToString();
    }

    private void Print(Declaration declaration)
    {
        Line(HeadOf(declaration), declaration.Span);
        _indent++;
        if (declaration.Documentation is { } documentation)
            Line($"Documentation {QuoteText(documentation)}");
        switch (declaration)
        {
            case ParamDeclaration d:
                Print(d.Value);
                Labelled("range", d.Range);
                break;
            case LetDeclaration d:
                Print(d.Body);
                break;
            case DataDeclaration d:
                Print(d.Body);
                break;
            case ModelDeclaration d:
                Print(d.Body);
                break;
            case UncertaintyDeclaration d:
                Print(d.Body);
                break;
            case ScheduleDeclaration d:
                Print(d.Body);
                break;
            case ObjectiveDeclaration d:
                Print(d.Body);
                break;
            case TrainDeclaration d:
                Labelled("for", d.Budget);
                Print(d.Statements);
                break;
            case ProtocolDeclaration d:
                foreach (var item in d.Items)
                    Print(item);
                break;
            case ExternDeclaration d:
                foreach (var rule in d.Rules)
                    Labelled(rule.Name, rule.Value);
                break;
        }

        _indent--;
    }

    private static string HeadOf(Declaration declaration) => declaration switch
    {
        ModuleDeclaration d => $"Module {d.Name.Text}",
        OpenDeclaration d => $"Open {d.Name.Text}",
        ParamDeclaration d => $"Param {d.Name.Text}{Annotation(d.Type)}",
        LetDeclaration d => $"Let {d.Name.Text}{Parameters(d.Parameters)}{Annotation(d.Type)}",
        TypeDeclaration d => $"Type {d.Name.Text} = {TypeText.Of(d.Type)}",
        MeasureDeclaration d => $"Measure {d.Name.Text}{(d.Definition is null ? "" : " = " + TypeText.Of(d.Definition))}",
        DataDeclaration d => $"Data {d.Name.Text}{Annotation(d.Type)}",
        ModelDeclaration d => $"Model {d.Name.Text}{Parameters(d.Parameters)}{Annotation(d.Type)}",
        UncertaintyDeclaration d => $"Uncertainty {d.Name.Text}{Parameters(d.Parameters)}{Annotation(d.Type)}",
        ScheduleDeclaration { Clock: { } clock } d => $"Schedule {d.Name.Text} : {TypeText.Of(clock)} -> {TypeText.Of(d.Type!)}",
        ScheduleDeclaration d => $"Schedule {d.Name.Text}{Annotation(d.Type)}",
        ObjectiveDeclaration d => $"Objective {d.Name.Text}{Parameters(d.Parameters)}",
        TrainDeclaration d => $"Train {d.Name.Text}{Parameters(d.Parameters)}",
        ProtocolDeclaration d => $"Protocol {d.Name.Text}",
        ExternDeclaration d => $"Extern {d.Name.Text}{Annotation(d.Type)}{(d.Member is null ? "" : " = " + QuoteText(d.Member))}",
        BrokenDeclaration { Name: { } name } => $"Broken {name.Text}",
        BrokenDeclaration => "Broken",
        _ => throw new ArgumentOutOfRangeException(nameof(declaration)),
    };

    private static string Parameters(ImmutableArray<Pattern> parameters) => parameters.IsEmpty ? "" : " " + TypeText.Of(parameters);

    private static string Annotation(TypeSyntax? type) => type is null ? "" : " : " + TypeText.Of(type);

    private static string QuoteText(string text) =>
        "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n").Replace("\r", "\\r") + "\"";

    private void Labelled(string label, Expression? expression)
    {
        if (expression is null)
            return;
        Line(label);
        _indent++;
        Print(expression);
        _indent--;
    }

    private void Line(string text, TextSpan span)
    {
        var start = _source.PositionOf(span.Start);
        var end = _source.PositionOf(span.End);
        Line(FormattableString.Invariant($"{text}  @{start.Line}:{start.Column}-{end.Line}:{end.Column}"));
    }

    private void Line(string text) => _text.Append(' ', 2 * _indent).Append(text).Append('\n');
}
