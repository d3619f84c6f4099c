using MLSpec.Runtime.Control;
using MLSpec.Runtime.Control.MuJoCo;
using Library = MLSpec.Runtime.Control.Bodies;
using static MLSpec.Runtime.Tests.Control.Worlds;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Control.MuJoCo;

/// <summary>The library's bodies are the tasks, changed by name.</summary>
public sealed class BodiesTests
{
    [MuJoCoFact]
    public void AFactorOfOneIsTheTaskToTheBit()
    {
        Assert.Equal(Played(new MuJoCoEnvironment(MuJoCoTasks.Reacher)), Played(Library.Reacher(1, 1, 1, 1, 1, 1, 50)));
        Assert.Equal(
            Played(new MuJoCoEnvironment(MuJoCoTasks.Hopper with { Horizon = 40 })), Played(Library.Hopper(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 40)));
        Assert.Equal(
            Played(new MuJoCoEnvironment(MuJoCoTasks.Cheetah with { Horizon = 40 })), Played(Library.Cheetah(1, 1, 1, 1, 1, 1, 1, 1, 1, 40)));
    }

    [MuJoCoFact]
    public void ALegIsThighShinAndFoot()
    {
        var expected = new MuJoCoEnvironment(MuJoCoTasks.Cheetah with { Horizon = 40 }).With(
            [.. new[] { "back_thigh", "back_shin", "back_foot" }.Select(joint => PhysicalChange.Scale(PhysicalQuantity.Damping, joint, 1.5))]);
        Assert.Equal(Played(expected), Played(Library.Cheetah(1, 1, 1, 1, 1, 1.5, 1, 1, 1, 40)));
    }

    /// <summary>Each number by itself changes what is played.</summary>
    [MuJoCoFact]
    public void EveryNumberCounts()
    {
        Every(6, f => Library.Reacher(f[0], f[1], f[2], f[3], f[4], f[5], 50));
        Every(13, f => Library.Hopper(f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7], f[8], f[9], f[10], f[11], f[12], 40));
        Every(9, f => Library.Cheetah(f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7], f[8], 40));

        static void Every(int count, Func<double[], IEnvironment> made)
        {
            var plain = Played(made([.. Enumerable.Repeat(1.0, count)]));
            for (var i = 0; i < count; i++)
            {
                var factors = Enumerable.Repeat(1.0, count).ToArray();
                factors[i] = 1.3;
                Assert.NotEqual(plain, Played(made(factors)));
            }
        }
    }

    [MuJoCoFact]
    public void AFactorIsAboveZero() => Close.Refused("cannot be multiplied by 0", () => Library.Reacher(0, 1, 1, 1, 1, 1, 50));

    private static float[] Played(IEnvironment environment)
    {
        using var scope = NewDisposeScope();
        return [.. Close.Numbers(Rollout.Run(environment, Policies.Uniform(environment.Actions), 3, World(), Choices()).Return)];
    }
}
