using MLSpec.Runtime.Control;
using MLSpec.Runtime.Control.MuJoCo;
using MLSpec.Runtime.Store;
using TorchSharp;
using static MLSpec.Runtime.Control.MuJoCo.PhysicalChange;
using static MLSpec.Runtime.Control.MuJoCo.PhysicalQuantity;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Control.MuJoCo;

public sealed class MuJoCoEnvironmentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Places of 2.2.2 for 64 bits, from offsetof in a C program against its headers.</summary>
    [MuJoCoFact]
    public void TheMeasuredPlacesAreThoseOfTheHeaders()
    {
        if (MuJoCoLibrary.Loaded.Version == "2.2.2")
            Assert.Equal(new MuJoCoLayout
            {
                PositionCount = 0,
                VelocityCount = 4,
                ControlCount = 8,
                ActivationCount = 12,
                SensorCount = 224,
                Timestep = 232,
                BodyMass = 1240,
                BodyInertia = 1256,
                JointStiffness = 1360,
                Damping = 1464,
                JointFreedom = 1296,
                ControlRange = 2792,
                Time = 40336,
                Position = 40376,
                Velocity = 40384,
                Activation = 40392,
                Control = 40408,
                Sensors = 40472,
            }, MuJoCoLibrary.Loaded.Layout);
    }

    [MuJoCoFact]
    public void TheTasksHaveTheirStatedSizes()
    {
        Assert.Equal([(10L, 2L), (11, 3), (17, 6)], All().Select(environment =>
            (environment.Observations.Shape[0], environment.Actions.Shape[0])));
        Assert.Equal([0.02, 0.01, 0.05], All().Select(environment => Math.Round(environment.Elapsed, 9)));
    }

    /// <summary>Uniform actions: nothing diverges, nothing is NaN, bodies stand on the ground and move.</summary>
    [MuJoCoFact]
    public void TheTasksAreSound()
    {
        using var scope = NewDisposeScope();
        foreach (var environment in All().Select(environment => new MuJoCoEnvironment(environment.Task with { Horizon = 150 })))
        {
            var record = Rollout.Record(environment, Policies.Uniform(environment.Actions), 8, Worlds.World(), Worlds.Choices());
            Assert.True(record.Observations.isfinite().all().item<bool>(), environment.Name);
            Assert.True(record.Outcomes.Return.std().item<float>() > 1e-3, environment.Name);
            Assert.InRange(record.Observations.abs().max().item<float>(), 0.1f, 100);
        }
    }

    [MuJoCoFact]
    public void AStandingHopperStandsAndALyingOneStops()
    {
        using var scope = NewDisposeScope();
        var brief = new MuJoCoEnvironment(MuJoCoTasks.Hopper with { Horizon = 20 });
        var still = Rollout.Run(brief, Still(3), 1, Worlds.World(), Worlds.Choices());
        Assert.Equal(20, still.Length.item<long>());
        Assert.InRange(still.Return.item<float>(), 18, 22);
        var limp = Rollout.Run(new MuJoCoEnvironment(MuJoCoTasks.Hopper), Still(3), 4, Worlds.World(), Worlds.Choices());
        Assert.True(limp.Stopped.all().item<bool>());
        Assert.InRange(limp.Length.max().item<long>(), 20, 400);
    }

    [MuJoCoFact]
    public void ACheetahLeftAloneStandsOnItsSprings()
    {
        using var scope = NewDisposeScope();
        var environment = new MuJoCoEnvironment(MuJoCoTasks.Cheetah with { Horizon = 100 });
        var record = Rollout.Record(environment, Still(6), 4, Worlds.World(), Worlds.Choices());
        var last = record.Observations[100];
        Assert.InRange(last.select(1, 0).min().item<float>(), 0.5f, 0.65f);
        Assert.InRange(last.select(1, 1).abs().max().item<float>(), 0, 0.1f);
        Assert.InRange(record.Rewards[99].abs().max().item<float>(), 0, 0.02f);
    }

    [MuJoCoFact]
    public void TheReachersRewardIsTheDistance()
    {
        using var scope = NewDisposeScope();
        var record = Rollout.Record(new MuJoCoEnvironment(MuJoCoTasks.Reacher), Still(2), 5, Worlds.World(), Worlds.Choices());
        var seen = record.Observations.narrow(0, 1, 50);
        var (cosines, sines) = (seen.narrow(2, 0, 2), seen.narrow(2, 2, 2));
        // cos(a + b) and sin(a + b) of shoulder and elbow
        var across = cosines.prod(2) - sines.prod(2);
        var along = (sines.select(2, 0) * cosines.select(2, 1)) + (cosines.select(2, 0) * sines.select(2, 1));
        var hand = (0.12 * stack([cosines.select(2, 0), sines.select(2, 0)], 2)) + (0.1 * stack([across, along], 2));
        Close.To(-(hand - seen.narrow(2, 4, 2)).norm(2, false), record.Rewards, absolute: 1e-5);
        Assert.True(record.Rewards.std().item<float>() > 0.01);
    }

    [MuJoCoFact]
    public void TheNumberOfThreadsChangesNothing()
    {
        using var scope = NewDisposeScope();
        float[] Returns(int threads) => Close.Numbers(Rollout.Run(
            new MuJoCoEnvironment(MuJoCoTasks.Cheetah with { Horizon = 40 }, threads: threads),
            Policies.Uniform(new BoxSpace(-1, 1, 6)), 17, Worlds.World(), Worlds.Choices()).Return);
        Assert.Equal(Returns(1), Returns(2));
        Assert.Equal(Returns(1), Returns(5));
    }

    /// <summary>Nothing of an episode lives on in the next: with the same start and actions the same happens.</summary>
    [MuJoCoFact]
    public void ARestartedEpisodeIsANewOne()
    {
        using var scope = NewDisposeScope();
        var task = MuJoCoTasks.Cheetah with { Begin = null, Horizon = 15 };
        using var episodes = new MuJoCoEnvironment(task).Open(2, Worlds.World());
        float[][] Episode()
        {
            var random = Worlds.Choices();
            return [.. Enumerable.Range(0, 15).Select(_ =>
            {
                episodes.Step(random.Uniform([2, 6], -1, 1));
                return Close.Numbers(episodes.Observation);
            })];
        }
        var first = Episode();
        Assert.Equal(2, episodes.Ended);
        episodes.Restart();
        Assert.Equal(first, Episode());
    }

    [MuJoCoFact]
    public void ACheckpointContinuesTheEpisodes()
    {
        using var scope = NewDisposeScope();
        var environment = new MuJoCoEnvironment(MuJoCoTasks.Hopper);
        using var first = environment.Open(4, Worlds.World());
        Advance(first, 60);
        Checkpoint.Save(_folder["a"], "episodes", first);
        var expected = Advance(first, 60);
        using var second = environment.Open(4, Worlds.World());
        Checkpoint.Restore(_folder["a"], "episodes", second);
        Assert.Equal(expected, Advance(second, 60));
    }

    [MuJoCoFact]
    public void OnlyWhatIsNamedChanges()
    {
        var cheetah = new MuJoCoEnvironment(MuJoCoTasks.Cheetah);
        var changed = cheetah.With(Scale(Damping, "back_shin", 0.5), Scale(Stiffness, "back_foot", 2), Scale(Mass, "trunk", 3));
        foreach (var joint in (string[])["back_thigh", "back_shin", "back_foot", "front_thigh", "front_shin", "front_foot"])
        {
            Assert.Equal(cheetah.Model.Damping(joint) * (joint == "back_shin" ? 0.5 : 1), changed.Model.Damping(joint), 1e-12);
            Assert.Equal(cheetah.Model.Stiffness(joint) * (joint == "back_foot" ? 2 : 1), changed.Model.Stiffness(joint), 1e-12);
            Assert.Equal(cheetah.Model.Mass(joint), changed.Model.Mass(joint), 1e-12);
        }
        Assert.Equal(3 * cheetah.Model.Mass("trunk"), changed.Model.Mass("trunk"), 1e-9);
        Assert.Equal(4.5, cheetah.Model.Damping("back_shin"), 1e-12);
        Assert.Equal(120, cheetah.Model.Stiffness("back_foot"), 1e-12);
    }

    [MuJoCoFact]
    public void WhatIsWrongIsSaid()
    {
        var body = MuJoCoTasks.Hopper;
        Close.Refused("no body 'thigt'. Did you mean 'thigh'?", () => new MuJoCoEnvironment(body, [Scale(Mass, "thigt", 2)]));
        Close.Refused("no body 'knee'", () => new MuJoCoEnvironment(body, [Scale(Length, "knee", 2)]));
        Close.Refused("no joint 'kne'. Did you mean 'knee'?", () => new MuJoCoEnvironment(body, [Scale(Damping, "kne", 2)]));
        Close.Refused("'knee' has no stiffness", () => new MuJoCoEnvironment(body, [Scale(Stiffness, "knee", 2)]));
        Close.Refused("give a number above 0", () => Scale(Mass, "thigh", 0));
        Close.Refused("cannot be -1", () => Set(Damping, "knee", -1));
        Close.Refused("is changed by a factor", () => Set(Length, "thigh", 1));
        Close.Refused("frame skip of at least 1", () => new MuJoCoEnvironment(body with { FrameSkip = 0 }));
        Close.Refused("A geom of the body 'b' of 'test body' has its type from a default", () => new MuJoCoEnvironment(Bodies.Task(1, 1, """
            <mujoco>
              <default><geom type="capsule"/></default>
              <worldbody><body name="b"><joint/><geom size="1 1"/></body></worldbody>
            </mujoco>
            """), [Scale(Length, "b", 2)]));
        Close.Refused("is no XML", () => new MuJoCoEnvironment(body with { Mjcf = "<mujoco>" }));
        Close.Refused("has no range", () => new MuJoCoEnvironment(Bodies.Cart() with
        {
            Mjcf = Bodies.Cart().Mjcf.Replace("ctrllimited=\"true\" ctrlrange=\"-10 10\"", "", StringComparison.Ordinal),
        }));
    }

    /// <summary>The declaration, the comment and the blank line count.</summary>
    [MuJoCoFact]
    public void MuJoCosOwnReasonNamesTheLine()
    {
        const string Text = """
            <?xml version="1.0"?>
            <!-- a
            comment -->

            <mujoco>
              <worldbody>
                <body>
                  <geom masss="1"/>
                </body>
              </worldbody>
            </mujoco>
            """;
        var message = Close.Message(() => new MuJoCoEnvironment(Bodies.Task(1, 1, Text)));
        Assert.Contains("refuses the body 'test body'", message, StringComparison.Ordinal);
        Assert.Contains("masss", message, StringComparison.Ordinal);
        Assert.Contains("line 8", message, StringComparison.Ordinal);
    }

    [MuJoCoFact]
    public void ADivergedSimulationIsAnError()
    {
        using var scope = NewDisposeScope();
        var unstable = Bodies.Cart(stiffness: 1e9).From(1) with { FrameSkip = 200 };
        var message = Close.Message(() => Rollout.Run(new MuJoCoEnvironment(unstable), Still(1), 1, Worlds.World(), Worlds.Choices()));
        Assert.Contains("diverged in episode 0", message, StringComparison.Ordinal);
        Assert.Contains("unstable", message, StringComparison.Ordinal);
    }

    [MuJoCoFact]
    public void AStepLeavesNoTensorsBehind()
    {
        using var scope = NewDisposeScope();
        using var episodes = new MuJoCoEnvironment(MuJoCoTasks.Reacher).Open(4, Worlds.World());
        Advance(episodes, 2);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Advance(episodes, 60);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static IEnumerable<MuJoCoEnvironment> All() =>
        ((MuJoCoTask[])[MuJoCoTasks.Reacher, MuJoCoTasks.Hopper, MuJoCoTasks.Cheetah]).Select(task => new MuJoCoEnvironment(task));

    private static Policy Still(int actions) => (observation, _) => zeros(observation.size(0), actions);

    private static float[] Advance(IEpisodes episodes, int steps)
    {
        var random = Worlds.Choices();
        var seen = new List<float>();
        for (var i = 0; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            episodes.Step(random.Uniform(episodes.Observation.size(1) == 10 ? [4, 2] : [4, 3], -1, 1));
            seen.AddRange(Close.Numbers(episodes.Observation));
            seen.AddRange(Close.Numbers(episodes.Reward));
            episodes.Restart();
        }
        return [.. seen];
    }
}
