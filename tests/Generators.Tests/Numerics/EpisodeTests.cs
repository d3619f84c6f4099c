using System.Globalization;
using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Protocol;
using MLSpec.Runtime.Reporting;

namespace MLSpec.Generators.Tests.Numerics;

/// <summary>Episodes of environments whose returns are known in closed form, played by generated code in a whole run.</summary>
public sealed class EpisodeTests : IDisposable
{
    private const string Spec = """
        module Walks

        /// Without chance: after t steps of a the state is t (a + wind).
        let line (wind : float) =
            environment
                { start   = empirical [0.0]
                  step    = fun x a -> empirical [x + a + wind]
                  reward  = fun x a x' -> 1.0<reward> * (x' - 10.0 * x)
                  stop    = fun x' -> x' >= 5.0
                  action  = box -1.0 1.0
                  horizon = 8<envstep> }

        let calm = line 0.0

        /// A coin decides where to begin, and each step is drawn from three.
        let chances =
            environment
                { start   = weighted [-1.0; 3.0] [3.0; 1.0]
                  step    = fun x a -> if a == 0 then normal x 0.5 else point (x + 1.0)
                  reward  = fun x a x' -> 1.0<reward> * (x' - x)
                  stop    = never
                  action  = labels 2
                  horizon = 4<envstep> }

        let plane =
            environment
                { start   = uniform [0.0; 2.0] [1.0; 4.0]
                  step    = fun s a -> empirical [[s.[0] + a.[0]; s.[1] - a.[1]]]
                  reward  = fun s a s' -> 1.0<reward> * s.[1]
                  stop    = never
                  action  = box -0.5 0.5
                  horizon = 1<envstep> }
            |> observed (fun s -> [s.[1]; s.[0]; 1.0])

        /// Somebody's own.
        extern machine : { gain : float = 2.0 } -> env float float float

        data steps : Transition calm =
            offline calm { size = 64<sample>; states = uniform -1.0 1.0; behaviour = fun x -> uniform (0.5 * x) (0.5 * x) }

        data walks : Transition calm =
            offline_episodes calm { size = 40<sample>; behaviour = fun x -> empirical [0.25] }

        model net (x : float) : float = weight 0.0 * x

        objective fit = expect (s, a, _, s', _) in steps.train -> (s' - a - s + net s) ** 2 + 1.0

        train fitting for 2<step> =
            batch 8<sample/step> from steps.train
            minimize fit over net using sgd { rate = 0.1 }
            every 1<step>: measure earned = expect e in rollout calm (fun x -> empirical [net x + 1.0]) by 3 -> return e

        protocol play =
            for wind in [0.0; 0.5]
            for seed in replicates 2
            run fitting
            measure ret = expect e in rollout (line wind) (fun x -> empirical [0.5]) by 5 -> return e
            measure len = expect e in rollout (line wind) (fun x -> empirical [0.5]) by 5 -> e.length
            measure clipped = expect e in rollout { calm with horizon = 2<envstep>; action = box -0.25 0.25 } (fun x -> empirical [7.0]) by 5 -> return e
            measure up = expect e in rollout chances (fun x -> discrete [0.0; 1.0]) by 10_000 -> return e
            measure aside = expect e in rollout chances (fun x -> discrete [1.0; 0.0]) by 10_000 -> (return e / 1.0<reward>) ** 2
            measure any = expect e in rollout chances (uniform_policy chances) by 10_000 -> return e
            measure seen = expect e in rollout plane (fun o -> empirical [[o.[0]; o.[2]]]) by 10_000 -> return e
            measure own = expect e in rollout (machine { gain = 3.0 }) (fun o -> empirical [1.0]) by 2 -> return e
            measure logged in_sample = expect (s, a, r, s', stop) in steps.train -> (a - 0.5 * s) ** 2 + (s' - 1.5 * s) ** 2 + (r / 1.0<reward> - s' + 10.0 * s) ** 2 + stop
            measure walked in_sample = expect (s, a, r, s', stop) in walks.train -> s
            /// A walk in the wind.
            picture walk = rollout (line wind) (fun x -> point 0.5) where wind > 0.1
            picture learned = rollout calm (fun x -> empirical [net x + 1.0])
            picture machined = rollout (machine { gain = 3.0 }) (fun o -> empirical [1.0])
            picture turned = rollout plane (fun o -> empirical [[o.[0]; o.[2]]])
            picture labelled = rollout chances (fun x -> discrete [0.0; 1.0])
        """;

    private const string Own = """
        using MLSpec.Runtime.Control;
        using TorchSharp;
        namespace Lab;
        public static partial class Walks
        {
            public static partial IEnvironment Machine(double gain) => new TensorEnvironment
            {
                Name = "machine", StateShape = [], Observations = BoxSpace.Unbounded(), Actions = BoxSpace.Unbounded(), Horizon = 2,
                Start = (count, _) => torch.ones(count), Step = (s, a, _) => gain * s, Reward = (s, a, next) => next,
            };
        }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("episodes");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Returns_are_those_of_the_closed_forms()
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var experiment = (Experiment)GeneratedModule.Of("Walks", Spec, Own).Property("Experiment");
        string[] arguments = ["run", "Walks", "--out", Path.Combine(_folder.FullName, "out"), "--threads", "1"];
        Assert.True(ExperimentHost.Run(arguments, [experiment], new HostConsole(output, errors, Interactive: false, default)) == 0, errors.ToString());
        var rows = File.ReadLines(Path.Combine(_folder.FullName, "out", "results.csv")).Skip(1).Select(l => l.Split(',')).ToList();
        double[] All(string measure) => [.. rows.Where(r => r.Contains(measure)).Select(r => double.Parse(r[^1], CultureInfo.InvariantCulture))];

        // Eight steps of 0.5; with the wind steps of 1 until 5 is reached.
        Assert.Equal([-122.0, -122.0, -85.0, -85.0], All("ret"));
        Assert.Equal([8.0, 8.0, 5.0, 5.0], All("len"));
        Assert.All(All("clipped"), v => Assert.Equal(0.25 + 0.5 - 2.5, v, 1e-6));
        Assert.All(All("up"), v => Assert.Equal(4.0, v, 1e-6));
        Assert.All(All("aside"), v => Assert.Equal(4 * 0.25, v, 0.05));
        Assert.All(All("any"), v => Assert.Equal(2.0, v, 0.05));
        // The second action, 1, is put back into the box: 3 - 0.5.
        Assert.All(All("seen"), v => Assert.Equal(2.5, v, 0.02));
        Assert.All(All("own"), v => Assert.Equal(12.0, v, 1e-6));
        Assert.All(All("logged"), v => Assert.Equal(0.0, v, 1e-9));
        // Whole episodes of eight steps of 0.25 each: states 0 to 1.75.
        Assert.All(All("walked"), v => Assert.Equal(0.875, v, 1e-6));
        Pictures(ReportFiles.FromJson(File.ReadAllText(Path.Combine(_folder.FullName, "out", "results.json"))).Protocols[0].Pictures);
    }

    /// <summary>With the wind steps of 1 until 5 is reached; the net stays near 0, so that steps of 1 are cut by the box alone.</summary>
    private void Pictures(IReadOnlyList<PictureResult> pictures)
    {
        Assert.Equal(["A walk in the wind: wind = 0.5", "learned", "machined", "turned", "labelled"], pictures.Select(p => p.Title));
        var walk = pictures[0].Episode;
        Assert.Equal([0, 1, 2, 3, 4, 5], walk.Observation.Single().Values);
        Assert.Equal([0.5, 0.5, 0.5, 0.5, 0.5], walk.Action.Single().Values);
        Assert.Equal([1, -8, -17, -26, -35], walk.Reward.Values);
        Assert.True(walk.Stopped);
        Assert.Equal([0, 1, 2, 3, 4, 5], pictures[1].Episode.Observation[0].Values.Select(value => Math.Round(value, 1)));
        Assert.Equal([3, 9], pictures[2].Episode.Reward.Values);
        Assert.Equal((3, 2), (pictures[3].Episode.Observation.Count, pictures[3].Episode.Action.Count));
        Assert.All(pictures[4].Episode.Action[0].Values, action => Assert.Equal(1, action));
        Assert.Equal(
            ["play.labelled-motion.svg", "play.labelled-picture.svg", "play.learned-motion.svg", "play.learned-picture.svg", "play.machined-motion.svg",
                "play.machined-picture.svg", "play.turned-picture.svg", "play.walk-0.5-motion.svg", "play.walk-0.5-picture.svg"],
            Directory.EnumerateFiles(Path.Combine(_folder.FullName, "out"), "*.svg").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Logged_transitions_are_made_once()
    {
        var module = GeneratedModule.Of("Walks", Spec, Own);
        List<string> Made()
        {
            string[] arguments = ["run", "Walks", "--out", Path.Combine(_folder.FullName, "out"), "--threads", "1"];
            Assert.Equal(0, ExperimentHost.Run(
                arguments, [(Experiment)module.Property("Experiment")], new HostConsole(new StringWriter(), new StringWriter(), Interactive: false, default)));
            return [.. Directory.EnumerateFiles(Path.Combine(_folder.FullName, "out", "made")).Select(f => $"{f} {File.GetLastWriteTimeUtc(f):O}").Order(StringComparer.Ordinal)];
        }

        var first = Made();
        Assert.Equal(2, first.Count);
        Assert.Equal(first, Made());
    }
}
