using System.Globalization;

namespace MLSpec.Generators.Tests.Pipeline;

/// <summary>The same specs give the same bytes, wherever and however they are compiled.</summary>
public sealed class DeterminismTests
{
    public static TheoryData<string> Cultures => ["", "de-DE", "tr-TR", "fi-FI", "ar-SA", "th-TH"];

    [Theory]
    [MemberData(nameof(Cultures))]
    public void In_every_culture(string culture)
    {
        var expected = Generate(SpecDriver.Root, ci: false);
        var (old, oldUi) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
            Assert.Equal(expected, Generate(SpecDriver.Root, ci: false));
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (old, oldUi);
        }
    }

    [Fact]
    public void In_every_directory_of_a_continuous_integration_build() => Assert.Equal(Generate("/one/", ci: true), Generate("/another/place/", ci: true));

    [Fact]
    public void In_every_directory_without_line_directives() =>
        Assert.Equal(Generate("/one/", ci: false, lines: "false"), Generate("/another/place/", ci: false, lines: "false"));

    [Fact]
    public void In_every_order_of_the_files() => Assert.Equal(Generate(SpecDriver.Root, ci: false), Generate(SpecDriver.Root, ci: false, reversed: true));

    [Fact]
    public void Files_end_their_lines_with_a_line_feed_and_hold_no_machine_path()
    {
        foreach (var text in Generate("/one/", ci: true).Select(file => file.Value))
        {
            Assert.DoesNotContain('\r', text);
            Assert.EndsWith("\n", text, StringComparison.Ordinal);
            Assert.DoesNotContain("/one/", text, StringComparison.Ordinal);
        }
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Generate(string directory, bool ci, string lines = "", bool reversed = false)
    {
        var specs = SpecSamples.All.Select(sample => (directory + sample.Name, sample.Text));
        var driver = SpecDriver.Create(
            [new("ProjectDir", directory), new("ContinuousIntegrationBuild", ci ? "true" : ""), new("MLSpecEmitLineDirectives", lines)],
            [.. reversed ? specs.Reverse() : specs]);
        Assert.NotEmpty(driver.Files);
        return [.. driver.Files.OrderBy(file => file.Key, StringComparer.Ordinal)];
    }
}
