namespace MLSpec.Dsl.Diagnostics;

/// <summary>MLS6100 to 6119: environments, episodes, what is collected of them.</summary>
public static class ControlDiagnostics
{
    public static DiagnosticDescriptor EnvironmentShape { get; } = new("MLS6100", Severity.Error, "States or actions of no known shape");

    public static DiagnosticDescriptor Actions { get; } = new("MLS6101", Severity.Error, "Actions that no environment takes");

    public static DiagnosticDescriptor EpisodesInTraining { get; } = new("MLS6102", Severity.Error, "Episodes inside of an objective");

    public static DiagnosticDescriptor NotDescribed { get; } = new("MLS6103", Severity.Error, "An environment whose inside is not described");

    public static DiagnosticDescriptor ReplayOutside { get; } = new("MLS6115", Severity.Error, "A replay where nothing is trained");
}
