using FsCheck;
using FsCheck.Fluent;
using MLSpec.Dsl.Types;

namespace MLSpec.Generators.Tests.Pipeline;

/// <summary>What was kept of the version before changes how much is done again, never what comes out.</summary>
public sealed class IncrementalTests
{
    private const int EditsInASequence = 12;

    private static readonly EmissionOptions _options = new("Lab", "/lab/", EmitLineDirectives: true, ContinuousIntegration: false);

    public static TheoryData<string> Samples => [.. SpecSamples.All.Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void After_any_edits_the_result_is_that_of_a_first_compilation(string name)
    {
        var sample = SpecSamples.All.Single(s => s.Name == name).Text;
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => Follow(sample, new Random(seed))).Check(Config.QuickThrowOnFailure.WithMaxTest(8).WithReplay(2026UL, 1123UL));
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
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20).WithReplay(2026UL, 1123UL));
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
