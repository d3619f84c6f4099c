using System.Diagnostics;
using System.Globalization;
using MLSpec.Runtime.Tests.Protocol;
using Xunit.Abstractions;

namespace MLSpec.Runtime.Tests.Faults;

/// <summary>
/// Processes that are ended at random moments over the whole course of a run, its start included, and the same command again until it is done: the store and the
/// results are those of an undisturbed run, and nothing that was kept is done again. MLSPEC_KILLS says how many; a dozen where it says nothing.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private static readonly int _all = int.TryParse(Environment.GetEnvironmentVariable("MLSPEC_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var kills) ? kills : 12;

    private static readonly Lazy<(string Findings, TimeSpan Course)> _undisturbed = new(() =>
    {
        using var place = new RunnerPlace();
        var clock = Stopwatch.StartNew();
        Assert.Equal(0, place.Run().Code);
        Assert.Equal(40, place.Measurements());
        return (place.Findings(), clock.Elapsed);
    });

    [Fact]
    public void The_program_finds_what_the_experiment_finds_in_this_process()
    {
        using var whole = new Workplace();
        Assert.Equal(0, whole.Run(new Fake(4)));
        Assert.Equal(RunnerPlace.Findings(whole.Out), _undisturbed.Value.Findings);
    }

    [Theory]
    [InlineData("KILL", 0.4)]
    [InlineData("TERM", 0.1)]
    [InlineData("INT", 0.1)]
    public void A_run_that_is_ended(string signal, double share) => Disturb(
        share, 1, place => [place.Start()], (_, started, _) => RunnerPlace.Signal(started[0].Id, signal));

    [Fact]
    public void A_run_in_several_processes_of_which_any_is_ended() => Disturb(
        0.3, 2, place => [place.Start("--max-parallel", "2")], (place, _, random) =>
        {
            if (place.Processes() is { Count: > 0 } all) RunnerPlace.Signal(all[random.Next(all.Count)], "KILL");
        });

    [Fact]
    public void Two_runs_in_one_folder_of_which_one_is_ended() => Disturb(
        0.1, 3, place => [place.Start(), place.Start()], (_, started, random) => RunnerPlace.Signal(started[random.Next(2)].Id, "KILL"));

    [Fact]
    public void A_run_beside_one_in_several_processes_of_which_any_is_ended() => Disturb(
        0.1, 4, place => [place.Start("--max-parallel", "2"), place.Start()], (place, _, random) =>
        {
            if (place.Processes() is { Count: > 0 } all) RunnerPlace.Signal(all[random.Next(all.Count)], "KILL");
        });

    /// <summary>Starts processes, disturbs them at a random moment, starts those again that have ended badly, until the wanted number of disturbances is reached.</summary>
    private void Disturb(double share, int seed, Func<RunnerPlace, Process[]> start, Action<RunnerPlace, IReadOnlyList<Process>, System.Random> disturb)
    {
        var (findings, course) = _undisturbed.Value;
        var random = new System.Random(seed);
        var left = Math.Max(1, (int)Math.Round(share * _all));
        var (kills, starts, again, orphaned) = (0, 0, 0, TimeSpan.Zero);
        while (left > 0)
        {
            using var place = new RunnerPlace();
            for (var isDone = false; !isDone;)
            {
                var processes = start(place);
                var ends = processes.Select(process => Task.Run(() => Ended.Of(process))).ToArray();
                starts++;
                while (left > 0 && !Task.WaitAll(ends, course * random.NextDouble()))
                {
                    if (ends.Any(end => end.IsCompleted)) continue;
                    disturb(place, processes, random);
                    (left, kills) = (left - 1, kills + 1);
                }
                Task.WaitAll(ends);
                Assert.All(ends, end => Assert.DoesNotContain("   at ", end.Result.Error));
                isDone = ends.Any(end => end.Result.Code == 0);
                var clock = Stopwatch.StartNew();
                while (place.Processes().Count > 0 && clock.Elapsed < TimeSpan.FromSeconds(20)) Thread.Sleep(50);
                if (clock.Elapsed > orphaned) orphaned = clock.Elapsed;
                foreach (var process in processes) process.Dispose();
            }
            Assert.Equal(findings, place.Findings());
            Assert.Empty(place.Twice());
            again += place.Measurements() - 40;
        }
        output.WriteLine($"{kills} disturbances, {starts} starts, {again} cells measured again that had not been kept; the last process was gone after {orphaned.TotalSeconds:0.0} s");
        Assert.True(orphaned < TimeSpan.FromSeconds(15), $"processes were left for {orphaned}");
    }
}
