using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace MLSpec.Generators;

/// <summary>Our findings as the compiler host shows them.</summary>
internal static class HostDiagnostic
{
    /// <summary>
    /// The finding at its place in the spec, the message and, where one is known, <c>Fix: ...</c> on one line, for the build's output has one line per
    /// finding. Errors are not configurable: suppressed, they would leave a program without the code that it needs.
    /// </summary>
    public static Diagnostic From(SpecDiagnostic finding)
    {
        var (diagnostic, start, end) = finding;
        var descriptor = new DiagnosticDescriptor(
            diagnostic.Code,
            diagnostic.Descriptor.Title,
            "{0}",
            "MLSpec",
            diagnostic.IsError ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
            isEnabledByDefault: true,
            customTags: diagnostic.IsError ? [WellKnownDiagnosticTags.NotConfigurable] : []);
        return Diagnostic.Create(
            descriptor,
            Location.Create(
                diagnostic.Path,
                new TextSpan(diagnostic.Span.Start, diagnostic.Span.Length),
                new LinePositionSpan(PositionOf(start), PositionOf(end))),
            Message(diagnostic));
    }

    private static LinePosition PositionOf(Dsl.Syntax.LinePosition position) => new(position.Line - 1, position.Column - 1);

    private static string Message(Dsl.Diagnostics.Diagnostic diagnostic)
    {
        var message = OneLine(diagnostic.Message);
        var stop = message.Length > 0 && message[message.Length - 1] is '.' or '?' or '!' ? "" : ".";
        return diagnostic.Fix is { } fix ? $"{message}{stop} Fix: {OneLine(fix)}" : message;
    }

    private static string OneLine(string text) =>
        string.Join(" ", text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim()));
}
