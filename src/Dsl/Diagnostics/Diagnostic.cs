using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Diagnostics;

public enum Severity
{
    Error,
    Warning,
}

/// <summary>What a code means: its number, severity and title; the message text is built where it is reported.</summary>
/// <param name="Code"><c>MLS####</c>: 1000s lexing and layout, 2000s syntax, 3000s names, 4000s types, 4500s units and shapes, 5000s data,
/// training and protocols, 6000s lowering and robust counterparts, 7000s files and modules.</param>
public sealed record DiagnosticDescriptor(string Code, Severity Severity, string Title);

/// <summary>One finding at an exact place of one file.</summary>
/// <param name="Message">What is wrong and what was expected, in the words of the spec.</param>
/// <param name="Fix">The likely mend, or null where none is known; shown as a line <c>Fix: ...</c>.</param>
public sealed record Diagnostic(DiagnosticDescriptor Descriptor, string Path, TextSpan Span, string Message, string? Fix = null)
{
    public string Code => Descriptor.Code;

    public bool IsError => Descriptor.Severity == Severity.Error;
}
