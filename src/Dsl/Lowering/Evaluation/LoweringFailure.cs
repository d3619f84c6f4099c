using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Lowering.Evaluation;

/// <summary>Ends the lowering of one objective, measure or definition; caught where that began and reported there.</summary>
internal sealed class LoweringFailure(
    DiagnosticDescriptor descriptor, TextSpan span, string message, string? fix = null) : Exception(message)
{
    /// <param name="around">The declaration in which it was found, for what has no place of its own.</param>
    public Diagnostic ToDiagnostic(string path, TextSpan around) => new(descriptor, path, span.Length == 0 ? around : span, Message, fix);
}

/// <summary>Ends the lowering of something that needs what has been refused and reported already, such as a model.</summary>
internal sealed class AlreadyReported : Exception;
