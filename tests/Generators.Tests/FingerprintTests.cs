using System.Text.RegularExpressions;
using MLSpec.Dsl.Types;

namespace MLSpec.Generators.Tests;

/// <summary>What has been trained stays valid as long as what it rests on means the same.</summary>
public sealed class FingerprintTests
{
    private static readonly string _spec = File.ReadAllText(Path.Combine(SpecSamples.RepositoryRoot, "examples/RobustDigits/RobustDigits.mlspec"));

    [Fact]
    public void Layout_comments_and_line_directives_change_none()
    {
        var agreed = Trainings(_spec);

        Assert.Equal(agreed, Trainings(_spec, lines: false));
        Assert.Equal(agreed, Trainings(_spec.Replace("/// The largest grey level", "/// A remark.\n/// The whitest", StringComparison.Ordinal)));
        Assert.Equal(agreed, Trainings(_spec.Replace("\n        sup x'", "\n            sup x'", StringComparison.Ordinal)));
    }

    [Fact]
    public void Claims_and_definitions_of_other_trainings_change_none()
    {
        Assert.Equal(Trainings(_spec), Trainings(_spec.Replace("+ 20%", "+ 10%", StringComparison.Ordinal)));
        var plain = Trainings(_spec)[0];
        Assert.Equal(plain, Trainings(_spec.Replace("over 10<epoch> then", "over 12<epoch> then", StringComparison.Ordinal))[0]);
    }

    [Theory]
    [InlineData("by pgd 5", "by pgd 6")]
    [InlineData("over 10<epoch> then", "over 12<epoch> then")]
    [InlineData("let white = 16.0", "let white = 15.0")]
    [InlineData("dense width |> relu |> dense 10", "dense width |> tanh |> dense 10")]
    [InlineData("seed = 17<seed>", "seed = 18<seed>")]
    [InlineData("box 0.0 1.0", "box 0.0 0.9")]
    public void A_change_of_what_is_trained_changes_it(string before, string after) =>
        Assert.NotEqual(Trainings(_spec)[1], Trainings(_spec.Replace(before, after, StringComparison.Ordinal))[1]);

    /// <summary>The fingerprints of the two trainings.</summary>
    private static string[] Trainings(string spec, bool lines = true)
    {
        var options = new EmissionOptions("Lab", "/lab/", lines, ContinuousIntegration: false);
        var compiled = SpecCompiler.Compile(new SpecFile("/lab/RobustDigits.mlspec", spec), EquatableList<SpecFile>.Empty, options, CancellationToken.None);
        Assert.DoesNotContain(compiled.Diagnostics, d => d.Diagnostic.IsError);
        var experiment = compiled.Files.First(f => f.HintName == "Experiment").Text;
        return [.. Regex.Matches(experiment, "Fingerprint = \"([0-9a-f]+)\"").Select(m => m.Groups[1].Value)];
    }
}
