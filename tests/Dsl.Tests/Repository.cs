using System.Reflection;

namespace MLSpec.Dsl.Tests;

/// <summary>Files of the repository that tests read.</summary>
internal static class Repository
{
    public static string Root { get; } =
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path])).Replace("\r\n", "\n");

    /// <summary>The specs of a folder under tests/Dsl.Tests, by name in ordinal order.</summary>
    public static IEnumerable<string> Specs(params string[] folder) =>
        Directory.EnumerateFiles(Path.Combine([Root, "tests", "Dsl.Tests", .. folder]), "*.mlspec").Order(StringComparer.Ordinal);
}
