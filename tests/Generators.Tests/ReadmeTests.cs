using System.Text.RegularExpressions;
using MLSpec.Dsl.Types;

namespace MLSpec.Generators.Tests;

/// <summary>The README shows a spec and the C# that it becomes: both are what they say.</summary>
public sealed class ReadmeTests
{
    private static readonly string _readme = File.ReadAllText(Path.Combine(SpecSamples.RepositoryRoot, "README.md"));

    [Fact]
    public void The_spec_becomes_the_code_beside_it()
    {
        var options = new EmissionOptions("MyExperiment", "/readme/", EmitLineDirectives: false, ContinuousIntegration: false);
        var compiled = SpecCompiler.Compile(new SpecFile("/readme/Digits.mlspec", Block("mlspec")), EquatableList<SpecFile>.Empty, options, CancellationToken.None);

        Assert.Empty(compiled.Diagnostics);
        var code = string.Join("\n", compiled.Files.Select(f => f.Text).Select(Unindented));
        Assert.Contains(Block("csharp"), code, StringComparison.Ordinal);
    }

    private static string Block(string language) => Regex.Match(_readme.Replace("\r\n", "\n"), $"```{language}\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;

    /// <summary>A member of a class stands four columns further in than the README shows it.</summary>
    private static string Unindented(string text) => Regex.Replace(text, "^    ", "", RegexOptions.Multiline);
}
