using System.Globalization;
using MLSpec.Runtime;
using MLSpec.Runtime.Control;
using MLSpec.Runtime.Hosting;

namespace MLSpec.Generators.Tests.Numerics;

/// <summary>A test that needs MuJoCo; where it is not installed it is reported as skipped, with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MuJoCoFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> _missing = new(() =>
    {
        try
        {
            _ = Bodies.Reacher(1, 1, 1, 1, 1, 1, 1);
            return null;
        }
        catch (UserError error)
        {
            return error.Message;
        }
    });

    public MuJoCoFactAttribute() => Skip = _missing.Value;
}

/// <summary>Specs over bodies that MuJoCo simulates, as whole runs.</summary>
public sealed class MuJoCoTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlspec-bodies-");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>The sample twice: the same numbers to the bit, and other ones for other damping.</summary>
    [MuJoCoFact]
    public void A_body_is_logged_played_and_judged()
    {
        var text = SpecSamples.All.Single(s => s.Name.EndsWith("/Runner.mlspec", StringComparison.Ordinal)).Text;
        var first = Returns("Runner", text, "first");
        Assert.Equal(first, Returns("Runner", text, "second"));
        Assert.Equal(3, first.Distinct().Count());
        Assert.All(first, v => Assert.InRange(v, -40 * 5, 40 * 5));
    }

    /// <summary>With no torque only the way to the goal counts, which no factor changes but the lengths.</summary>
    [MuJoCoFact]
    public void Factors_reach_the_body()
    {
        const string Spec = """
            module Arms

            open MLSpec.MuJoCo

            let still s = empirical [[0.0; 0.0]]
            let free = hopper { horizon = 30<envstep> }
            data rows : Transition free = offline_episodes free { size = 60<sample>; behaviour = fun s -> uniform [-1.0; -1.0; -1.0] 1.0 }
            model bias (s : obs free) : float = weight 0.0 + 0.0 * total s
            objective fit = expect (s, _, _, _, _) in rows.train -> (bias s) ** 2
            train nothing for 1<step> =
                batch 8<sample/step> from rows.train
                minimize fit over bias using sgd { rate = 0.1 }

            protocol reach =
                for (mass, damping, reach) in [(1.0, 1.0, 1.0); (3.0, 0.5, 1.0); (1.0, 1.0, 1.5)]
                for seed in replicates 1
                run nothing
                measure ret = expect e in rollout (reacher { forearm_mass = mass; shoulder_damping = damping; forearm_length = reach }) still by 50 -> return e

            protocol hop =
                for stiffness in [0.0; 50.0]
                for seed in replicates 1
                run nothing
                measure ret = expect e in rollout (hopper { knee_stiffness = stiffness; horizon = 30<envstep> }) (uniform_policy free) by 20 -> return e
                measure length = expect e in rollout (hopper { horizon = 30<envstep> }) (uniform_policy free) by 20 -> e.length
            """;
        var values = Returns("Arms", Spec, "arms");

        Assert.Equal(values[0], values[1], 1e-3);
        Assert.True(Math.Abs(values[0] - values[2]) > 1e-2);
        Assert.NotEqual(values[3], values[5]);
        Assert.InRange(values[4], 5, 30);
    }

    private List<double> Returns(string name, string spec, string folder)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var experiment = (Experiment)GeneratedModule.Of(name, spec).Property("Experiment");
        string[] arguments = ["run", name, "--out", Path.Combine(_folder.FullName, folder), "--threads", "1"];
        Assert.True(ExperimentHost.Run(arguments, [experiment], new HostConsole(output, errors, Interactive: false, default)) == 0, errors.ToString());
        return [.. File.ReadLines(Path.Combine(_folder.FullName, folder, "results.csv")).Skip(1).Select(l => double.Parse(l.Split(',')[^1], CultureInfo.InvariantCulture))];
    }
}
