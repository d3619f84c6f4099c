using MLSpec.Dsl.Diagnostics;

namespace MLSpec.Generators;

/// <summary>Findings about files among each other, and about the compiler itself.</summary>
public static class PipelineDiagnostics
{
    public static readonly DiagnosticDescriptor DuplicateModule = new("MLS7901", Severity.Error, "Two files declare the same module");

    public static readonly DiagnosticDescriptor CircularOpen = new("MLS7902", Severity.Error, "Modules open each other in a circle");

    public static readonly DiagnosticDescriptor InternalError = new("MLS7999", Severity.Error, "The compiler failed");
}
