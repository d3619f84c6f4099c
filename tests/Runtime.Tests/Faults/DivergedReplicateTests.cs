using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Random;
using MLSpec.Runtime.Store;
using MLSpec.Runtime.Tests.Protocol;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Faults;

/// <summary>Of replicates that are trained side by side one diverges: the others are trained without it.</summary>
public sealed class DivergedReplicateTests : IDisposable
{
    private const int Steps = 20;
    private static readonly long[] _seeds = [1, 2, 3, 4];

    private readonly TemporaryFolder _folder = new();
    private readonly List<int> _together = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_others_end_as_if_it_had_not_been_there()
    {
        var first = _seeds.ToDictionary(seed => seed, First);
        var worst = first.MaxBy(pair => pair.Value).Key;
        var limit = first.Values.Order().TakeLast(2).Average();
        using var store = RunStore.Open(_folder["store.db"]);
        using var claims = new Claims(_folder["claims"], TimeSpan.FromMinutes(1));
        var folder = RunFolder.Open(_folder["run"]);
        var session = new Session(
            new Manifest("Test", "", 0, "cpu", [], []), folder, new DataFiles("", null), CPU, store, claims, new PlainProgress(TextWriter.Null, TimeSpan.FromHours(1)),
            CancellationToken.None);
        var training = Training(limit);
        using var noGrad = no_grad();
        session.SideBySide(_seeds, () =>
        {
            foreach (var seed in _seeds)
            {
                if (seed == worst)
                    Assert.Contains($"seed {worst}: the loss is NaN", Assert.Throws<UserError>(() => session.Trained(training, new Fake.Params(), seed)).Message);
                else
                    Assert.Equal((float)first[seed] + Steps, session.Trained(training, new Fake.Params(), seed).Flat[0].item<float>(), 1e-4f);
            }
        });
        Assert.Equal([4, 3], _together);
        Assert.Equal(3, store.Trainings().Count);
        Assert.Equal(3, Directory.GetFiles(folder.Trained).Length);
    }

    private static double First(long seed)
    {
        using var numbers = new RandomStream(seed, "net").Normal([2]);
        return numbers[0].item<float>();
    }

    /// <summary>Adds 1 in each step; the loss of a replicate whose first number is above a limit is no number in the middle of the training.</summary>
    private Training<Fake.Params, Fake.Net> Training(double limit) => new()
    {
        Name = "net",
        Fingerprint = "fingerprint",
        Steps = (_, _) => Steps,
        Empty = (_, device) => new Fake.Net(zeros(2, device: device)),
        Replicate = (net, k) => new Fake.Net(net.Flat[k].clone()),
        Train = (_, run) =>
        {
            var stream = run.Random("net");
            var together = stream.Replicates;
            var net = new Fake.Net(stream.Normal(together == 1 ? [2] : [together, 2]));
            _together.Add(together);
            run.Track("net", net.Flat);
            using var first = net.Flat.reshape(together, 2).select(1, 0).clone();
            for (var step = run.Start(); step < run.Steps; step++)
            {
                using var scope = NewDisposeScope();
                net.Flat.add_(1);
                var loss = step < 10 ? zeros(together) : where(first > limit, full(together, double.NaN), zeros(together));
                run.Completed(step, together == 1 ? loss[0] : loss, 0.1);
            }
            return net;
        },
    };
}
