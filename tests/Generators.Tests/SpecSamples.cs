using System.Reflection;

namespace MLSpec.Generators.Tests;

/// <summary>The specs that every change of the compiler must get past: the examples and a folder of small ones.</summary>
internal static class SpecSamples
{
    /// <summary>A spec with its path from the repository's root.</summary>
    public sealed record Sample(string Name, string Text);

    public static string RepositoryRoot { get; } = Metadata("RepositoryRoot");

    /// <summary>Debug or Release: what the tests themselves were built as.</summary>
    public static string Configuration { get; } = Metadata("Configuration");

    /// <summary>In ordinal order of their names, with <c>\n</c> line ends.</summary>
    public static IReadOnlyList<Sample> All { get; } = new[] { "examples", "tests/Generators.Tests/Samples" }
        .Select(folder => Path.Combine(RepositoryRoot, folder))
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.mlspec", SearchOption.AllDirectories))
        .Select(path => new Sample(Path.GetRelativePath(RepositoryRoot, path).Replace('\\', '/'), File.ReadAllText(path).Replace("\r\n", "\n")))
        .Where(sample => !sample.Name.Split('/').Any(part => part is "bin" or "obj"))
        .OrderBy(sample => sample.Name, StringComparer.Ordinal)
        .ToArray();

    /// <summary>What the user adds to the specs of a folder of samples: the implementations of their externs.</summary>
    public static string UserCode(string folder) => folder.StartsWith("tests/", StringComparison.Ordinal)
        ? string.Join("\n", Directory.EnumerateFiles(Path.Combine(RepositoryRoot, folder), "*.cs").Order(StringComparer.Ordinal).Select(File.ReadAllText))
        : "";

    /// <summary>The same for a folder of examples, file by file: in the namespace of the tests, with the usings that a project has without writing them.</summary>
    public static IEnumerable<string> ExampleCode(string folder) => folder.StartsWith("examples/", StringComparison.Ordinal)
        ? Directory.EnumerateFiles(Path.Combine(RepositoryRoot, folder), "*.cs").Order(StringComparer.Ordinal)
            .Select(file => File.ReadAllText(file).Replace("namespace Examples;", "namespace Lab;", StringComparison.Ordinal))
            .Prepend("global using System;\nglobal using System.Collections.Generic;\nglobal using System.Linq;\n")
        : [];

    private static string Metadata(string key) =>
        typeof(SpecSamples).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
