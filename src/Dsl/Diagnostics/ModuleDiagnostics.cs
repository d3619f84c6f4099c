namespace MLSpec.Dsl.Diagnostics;

/// <summary>Files and modules: MLS7000 to 7999.</summary>
public static class ModuleDiagnostics
{
    public static readonly DiagnosticDescriptor NotFound = new("MLS7001", Severity.Error, "A module that does not exist");

    public static readonly DiagnosticDescriptor Cycle = new("MLS7002", Severity.Error, "Modules that open each other");

    public static readonly DiagnosticDescriptor DeclaredTwice = new("MLS7003", Severity.Error, "Two files with the same module");

    public static readonly DiagnosticDescriptor NoModule = new("MLS7004", Severity.Error, "A file without a module");

    public static readonly DiagnosticDescriptor Internal = new("MLS7999", Severity.Error, "The compiler failed");
}
