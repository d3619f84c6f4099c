using MLSpec.Dsl.Diagnostics;

namespace MLSpec.Generators;

/// <summary>Findings that only the generator can make; those about modules in general are <see cref="ModuleDiagnostics"/>.</summary>
public static class PipelineDiagnostics
{
    public static readonly DiagnosticDescriptor NoModule = new("MLS7004", Severity.Error, "A file without a module");

    public static readonly DiagnosticDescriptor InternalError = new("MLS7999", Severity.Error, "The compiler failed");
}
