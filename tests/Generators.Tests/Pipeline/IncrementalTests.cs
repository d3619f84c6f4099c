using FsCheck;
using FsCheck.Fluent;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Types;

namespace MLSpec.Generators.Tests.Pipeline;

/// <summary>What was kept of the version before changes how much is done again, never what comes out.</summary>
public sealed class IncrementalTests
{
    private const int EditsInASequence = 12;

    private static readonly EmissionOptions _options = new("Lab", "/lab/", EmitLineDirectives: true, ContinuousIntegration: false);

    private static readonly string _digits = SpecSamples.All.Single(s => s.Name == "examples/RobustDigits/RobustDigits.mlspec").Text;

    public static TheoryData<string> Samples => [.. SpecSamples.All.Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void After_any_edits_the_result_is_that_of_a_first_compilation(string name)
    {
        var sample = SpecSamples.All.Single(s => s.Name == name).Text;
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => Follow(sample, new Random(seed))).Check(Config.QuickThrowOnFailure.WithMaxTest(4).WithReplay(2026UL, 1123UL));
    }

    [Fact]
    public void After_any_edits_of_what_is_opened_too()
    {
        const string Shared = "module Shared\n\n/// Twice.\nlet twice x = 2.0 * x\n\n[<Measure>] type coin\n\nlet price = 3.0<coin>\n";
        const string User = "module User\nopen Shared\n\nparam rate = 0.1\nlet four x = twice (twice x)\nlet paid = four price\n";
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var (random, shared, user, memo) = (new Random(seed), Shared, User, (SpecMemo?)null);
            for (var i = 0; i < EditsInASequence; i++)
            {
                memo = Compare(user, [new SpecFile("/lab/Shared.mlspec", shared)], memo);
                shared = random.Next(2) == 0 ? SpecEdits.Any(shared, Shared, random) : shared;
                user = random.Next(2) == 0 ? SpecEdits.Any(user, User, random) : user;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(10).WithReplay(2026UL, 1123UL));
    }

    /// <summary>The model takes the name that an ensemble had had for itself.</summary>
    [Fact]
    public void After_a_declaration_has_taken_a_name_that_was_free()
    {
        const string Spec = """
            module Crowd

            data d : { x : float[2]; t : float } =
                csv "d.csv" |> split { train = 50%; valid = 25%; test = 25%; seed = 1<seed> }

            model critic (x : float[2]) : float = x |> dense 1 |> scalar

            let critics = ensemble 3 critic

            objective o = expect (x, t) in d.train -> (sum c in critics -> (c x - t) ** 2)

            train fit for 5<step> =
                batch 2<sample/step> from d.train
                minimize o over critics using sgd { rate = 0.1 }

            """;
        var memo = Compare(Spec, [], null);
        memo = Compare(Spec.Replace("let critics", "model critics_2 (x : float[2]) : float = x |> dense 1 |> scalar\n\nlet critics", StringComparison.Ordinal), [], memo);
        memo = Compare(Spec.Replace("model critic ", "model critics_ensemble (x : float[2]) : float = x |> dense 1 |> scalar\n\nmodel critic ", StringComparison.Ordinal), [], memo);
        Compare(Spec, [], memo);
    }

    [Fact]
    public void A_declaration_that_has_only_moved_is_left_alone()
    {
        var before = Compare(_digits, [], null);
        var after = Compare("// one\n\n// more\n" + _digits.Replace("\nuncertainty", "\n\n\n// here too\nuncertainty", StringComparison.Ordinal), [], before);

        Assert.All(
            before.File.Module.Declarations.Zip(after.File.Module.Declarations).Where(pair => pair.First is BoundParam or BoundLet or BoundData or BoundModel or BoundSchedule),
            pair => Assert.Same(pair.First, pair.Second));
    }

    [Fact]
    public void What_names_a_parameter_or_data_does_not_see_the_default_or_the_source()
    {
        var before = Compare(_digits, [], null);
        var after = Compare(_digits.Replace("= 0.15 ", "= 0.25 ", StringComparison.Ordinal).Replace("seed = 17", "seed = 18", StringComparison.Ordinal), [], before);

        var changed = before.File.Module.Declarations.Zip(after.File.Module.Declarations).Where(pair => !ReferenceEquals(pair.First, pair.Second));
        Assert.Equal(["radius", "digits"], changed.Select(pair => pair.Second.Symbol.Name));
    }

    /// <summary>A broken parameter breaks all that uses it; mended, all that is what it was.</summary>
    [Fact]
    public void What_depends_on_a_broken_declaration_comes_back_with_it()
    {
        var before = Compare(_digits, [], null);
        var broken = Compare(_digits.Replace("= 0.15 ", "= ", StringComparison.Ordinal), [], before);
        broken = Compare(_digits.Replace("= 0.15 ", "= 0.", StringComparison.Ordinal), [], broken);
        var after = Compare(_digits.Replace("= 0.15 ", "= 0.2 ", StringComparison.Ordinal), [], broken);

        Assert.Equal(
            ["radius"],
            before.File.Module.Declarations.Zip(after.File.Module.Declarations).Where(pair => !ReferenceEquals(pair.First, pair.Second)).Select(pair => pair.Second.Symbol.Name));
    }

    private static void Follow(string sample, Random random)
    {
        var (text, memo) = (sample, (SpecMemo?)null);
        for (var i = 0; i < EditsInASequence; i++)
        {
            memo = Compare(text, [], memo);
            text = SpecEdits.Any(text, sample, random);
        }
    }

    private static SpecMemo Compare(string text, IEnumerable<SpecFile> opened, SpecMemo? memo)
    {
        var (file, before) = (new SpecFile("/lab/Sample.mlspec", text), opened.ToEquatableList());
        var (spec, next) = SpecCompiler.Compile(file, before, _options, memo, CancellationToken.None);
        var first = SpecCompiler.Compile(file, before, _options, CancellationToken.None);
        Assert.Equal(first.Diagnostics, spec.Diagnostics);
        Assert.Equal(first.Files.Select(f => f.HintName), spec.Files.Select(f => f.HintName));
        foreach (var (expected, actual) in first.Files.Zip(spec.Files))
            Assert.Equal(expected.Text, actual.Text);
        Assert.Equal(first, spec);
        return next;
    }
}
