using MLSpec.Runtime.Store;

namespace MLSpec.Runtime.Tests.Store;

public sealed class ClaimsTests : IDisposable
{
    private static readonly TimeSpan _lease = TimeSpan.FromMilliseconds(300);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_alone_has_a_claim()
    {
        using var first = new Claims(_folder["claims"], _lease);
        using var second = new Claims(_folder["claims"], _lease);
        Assert.True(first.TryClaim("a"));
        Assert.False(second.TryClaim("a"));
        Assert.False(first.TryClaim("a"));
        Assert.True(second.TryClaim("b"));
        first.Release("a");
        Assert.True(second.TryClaim("a"));
    }

    [Fact]
    public void Of_many_at_once_one_gets_it()
    {
        var all = Enumerable.Range(0, 8).Select(_ => new Claims(_folder["claims"], _lease)).ToArray();
        for (var round = 0; round < 50; round++)
        {
            var won = 0;
            Parallel.ForEach(all, claims =>
            {
                if (claims.TryClaim($"piece {round}")) Interlocked.Increment(ref won);
            });
            Assert.Equal(1, won);
        }
        foreach (var claims in all) claims.Dispose();
    }

    [Fact]
    public void A_claim_ends_with_its_process_on_the_same_machine()
    {
        var dead = new Claims(_folder["claims"], TimeSpan.FromHours(1));
        Assert.True(dead.TryClaim("a"));
        dead.Dispose();
        var survivors = Enumerable.Range(0, 4).Select(_ => new Claims(_folder["claims"], TimeSpan.FromHours(1))).ToArray();
        var won = 0;
        Parallel.ForEach(survivors, claims =>
        {
            if (claims.TryClaim("a")) Interlocked.Increment(ref won);
        });
        Assert.Equal(1, won);
        foreach (var claims in survivors) claims.Dispose();
    }

    [Fact]
    public void A_claim_of_another_machine_lasts_while_its_counter_moves()
    {
        using var here = new Claims(_folder["claims"], _lease);
        var workers = Path.Combine(_folder["claims"], "workers");
        File.WriteAllText(Path.Combine(_folder["claims"], "a.claim"), "elsewhere~1");
        for (var beat = 0; beat < 5; beat++)
        {
            File.WriteAllText(Path.Combine(workers, "elsewhere~1.beats"), $"{beat}");
            Assert.False(here.TryClaim("a"));
            Thread.Sleep(_lease / 2);
        }
        Thread.Sleep(_lease);
        Assert.True(here.TryClaim("a"));
    }

    /// <summary>The times of files play no part: a clock that jumps neither ends nor prolongs a claim.</summary>
    [Fact]
    public void A_clock_that_jumps_changes_nothing()
    {
        using var first = new Claims(_folder["claims"], _lease);
        using var second = new Claims(_folder["claims"], _lease);
        Assert.True(first.TryClaim("a"));
        foreach (var time in new[] { DateTime.UnixEpoch, DateTime.UtcNow.AddYears(30) })
        {
            foreach (var path in Directory.EnumerateFiles(_folder["claims"], "*", SearchOption.AllDirectories)) File.SetLastWriteTimeUtc(path, time);
            Thread.Sleep(_lease);
            Assert.False(second.TryClaim("a"));
        }
    }
}
