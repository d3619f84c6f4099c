using Microsoft.CodeAnalysis;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Generators.Tests.Text;

namespace MLSpec.Generators.Tests;

/// <summary>A spec cannot smuggle C# into the program: whatever its texts, names and paths hold becomes inert, or is refused.</summary>
public sealed class HostileSpecTests
{
    private static readonly IReadOnlyList<string> _declared = Types(SpecDriver.Create(("plain.mlspec", Spec("plain", "plain", "plain"))));

    [Fact]
    public void Documentation_texts_and_names_are_inert()
    {
        Assert.NotEmpty(_declared);
        Hostile.ForAll(25, text =>
        {
            AssertInert(SpecDriver.Create(("plain.mlspec", Spec(text, "plain", "plain"))));
            AssertInert(SpecDriver.Create(("plain.mlspec", Spec("plain", text, "plain"))));
            AssertInert(SpecDriver.Create(("plain.mlspec", Spec("plain", "plain", text))));
        });
    }

    [Fact]
    public void Paths_are_inert() => Hostile.ForAll(25, path =>
    {
        if (path.Trim().Length > 0)
            AssertInert(SpecDriver.Create((path + ".mlspec", Spec("plain", "plain", "plain"))));
    });

    /// <summary>No error of the C# compiler, no warning, and no type that the harmless spec would not have declared.</summary>
    private static void AssertInert(SpecDriver driver)
    {
        Assert.Null(driver.Result.Exception);
        Assert.DoesNotContain(driver.Result.Diagnostics, diagnostic => diagnostic.Id == ModuleDiagnostics.Internal.Code);
        if (driver.Result.Diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
            return;
        Assert.Equal("", string.Join("\n", driver.Complaints()));
        Assert.Equal(_declared, Types(driver));
    }

    private static IReadOnlyList<string> Types(SpecDriver driver) =>
        driver.Compile().Assembly.TypeNames.Order(StringComparer.Ordinal).ToArray();

    private static string Spec(string documentation, string text, string name) => $"""
        {Doc(documentation)}
        module Plain

        {Doc(documentation)}
        param ``{name}`` = 8

        {Doc(documentation)}
        data iris : {'{'} size : float[4]; kind : class[3] {'}'} =
            csv "{Escape(text)}" |> split {'{'} train = 80%; valid = 10%; test = 10%; seed = 1<seed> {'}'}

        {Doc(documentation)}
        model net (x : float[4]) : float[3] = x |> dense ``{name}`` |> relu |> dense 3

        {Doc(documentation)}
        objective loss = expect (x, y) in iris.train -> cross_entropy (net x) y

        {Doc(documentation)}
        train fitted for 10<step> =
            batch 8<sample/step> from iris.train
            minimize loss over net using sgd {'{'} rate = 0.1 {'}'}

        {Doc(documentation)}
        protocol judged =
            for seed in replicates 2
            run fitted
            measure accuracy : fraction = expect (x, y) in iris.test -> correct (net x) y
            report mean of accuracy
            claim "{Escape(text)}" : mean accuracy > 50%
        """;

    private static string Doc(string text) => string.Join("\n", text.Split('\n').Select(line => "/// " + line));

    private static string Escape(string text) => text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n").Replace("\r", "\\r");
}
