using System.Text.RegularExpressions;
using System.Xml.Linq;
using MLSpec.Runtime.Control;
using MLSpec.Runtime.Reporting;
using MLSpec.Runtime.Tests.Control;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Reporting;

/// <summary>Episodes as numbers and as pictures.</summary>
public sealed class EpisodeFigureTests
{
    private static readonly XNamespace _svg = "http://www.w3.org/2000/svg";

    /// <summary>A point in the plane that turns and comes closer to the centre; it stops at a distance of 0.1.</summary>
    private static TensorEnvironment Spiral(int horizon) => new()
    {
        Name = "spiral",
        StateShape = [2],
        Observations = BoxSpace.Unbounded(2),
        Actions = new BoxSpace(-1, 1, 2),
        Horizon = horizon,
        Start = (n, random) => tensor(new float[] { 1, 0 }).expand(n, 2).clone(),
        Step = (s, a, _) => stack([(0.97 * s.select(1, 0)) - (0.15 * s.select(1, 1)), (0.97 * s.select(1, 1)) + (0.15 * s.select(1, 0))], 1) + (0.02 * a),
        Reward = (_, _, next) => -next.norm(1),
        Stop = s => s.norm(1).lt(0.1),
    };

    private static Episode Played(TensorEnvironment environment, IReadOnlyList<string>? observation = null, int episodes = 1, int episode = 0)
    {
        using var scope = NewDisposeScope();
        var policy = Policies.Uniform(environment.Actions);
        return Episode.Of(Rollout.Record(environment, policy, episodes, Worlds.World(), Worlds.Choices()), observation ?? [], [], episode);
    }

    [Fact]
    public void An_episode_holds_what_was_recorded_up_to_its_end()
    {
        using var scope = NewDisposeScope();
        var recorded = Rollout.Record(Worlds.WindyWalk(40, edge: 2, 0.3), Worlds.Always(0.25), 6, Worlds.World(), Worlds.Choices());
        for (var k = 0; k < 6; k++)
        {
            var episode = Episode.Of(recorded, ["x"], ["push"], k);
            var length = (int)recorded.Outcomes.Length[k].item<long>();
            Assert.Equal(("x", length + 1), (episode.Observation[0].Name, episode.Observation[0].Values.Count));
            Assert.Equal(("push", length), (episode.Action[0].Name, episode.Action[0].Values.Count));
            Assert.All(episode.Action[0].Values, value => Assert.Equal(0.25, value));
            Assert.Equal(recorded.Outcomes.Return[k].item<float>(), episode.Reward.Values.Sum(), 1e-4);
            Assert.Equal(recorded.Outcomes.Stopped[k].item<bool>(), episode.Stopped);
            Assert.Equal(episode.Stopped, episode.Observation[0].Values[^1] > 2);
        }
        Assert.Throws<ArgumentException>(() => Episode.Of(recorded, ["x", "y"], []));
    }

    [Fact]
    public void Names_are_numbered_where_none_are_given()
    {
        Assert.Equal(["observation 1", "observation 2"], Played(Spiral(5)).Observation.Select(series => series.Name));
        Assert.Equal(["observation"], Played(Worlds.Walk(5)).Observation.Select(series => series.Name));
        Assert.Equal("reward", Played(Worlds.Walk(5)).Reward.Name);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    [InlineData(200)]
    public void Pictures_are_small_well_formed_and_complete(int horizon)
    {
        foreach (var episode in new[] { Played(Worlds.WindyWalk(horizon, double.PositiveInfinity, 0.3)), Played(Spiral(horizon)) })
        {
            var (still, moving) = (EpisodeFigure.Series(episode, "a <walk> & more\u0001"), EpisodeFigure.Motion(episode, "a walk")!);
            foreach (var text in new[] { still, moving })
            {
                var svg = XDocument.Parse(text).Root!;
                Assert.Equal(_svg + "svg", svg.Name);
                Assert.InRange(text.Length, 1_000, 100_000);
                Assert.DoesNotMatch(@"<script|href|\bid=|NaN|Infinity|E-\d", text);
                Assert.All(svg.Descendants(_svg + "text"), one => Assert.Equal("currentColor", (string?)one.Attribute("fill")));
                Assert.All(svg.Descendants(_svg + "path"), one => Assert.Contains((string)one.Attribute("stroke")!, (string[])["currentColor", Drawing.Accent]));
            }
            Assert.Equal("a <walk> & more\uFFFD", XElement.Parse(still).Element(_svg + "title")!.Value);
            var length = episode.Reward.Values.Count;
            int[] vertices =
            [
                .. episode.Observation.Select(_ => length + 1),
                .. episode.Action.Append(episode.Reward).Select(_ => 2 * length + 1),
            ];
            Assert.Equal(vertices, Curves(still).Select(Commands));
        }
    }

    /// <summary>Each list of an animation has one value for each step and the same rest at the end, so that all of them keep step.</summary>
    [Fact]
    public void The_point_its_trail_and_the_cursor_go_in_step()
    {
        var episode = Played(Spiral(100));
        var moves = XElement.Parse(EpisodeFigure.Motion(episode, "spiral")!).Descendants().Where(one => one.Name.LocalName.StartsWith("animate", StringComparison.Ordinal)).ToArray();
        Assert.Equal(["stroke-dashoffset", "cx", "cy", "transform"], moves.Select(one => (string)one.Attribute("attributeName")!));
        Assert.Single(moves.Select(one => (string)one.Attribute("dur")!).Distinct());
        var values = moves.Select(one => ((string)one.Attribute("values")!).Split(';')).ToArray();
        Assert.Single(values.Select(one => one.Length).Distinct());
        Assert.All(values, one => Assert.Equal(episode.Observation[0].Values.Count, one.Length - one.Reverse().TakeWhile(value => value == one[^1]).Count() + 1));
        Assert.Equal(("1", "0"), (values[0][0], values[0][^1]));
        double[] hidden = [.. values[0].Select(value => double.Parse(value, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(hidden.OrderDescending(), hidden);
    }

    [Fact]
    public void The_point_is_where_the_state_was()
    {
        var episode = new Episode([new("x", [0, 1, 0.5]), new("y", [2, 2, 4])], [], new("reward", [1, -1]), Stopped: true);
        var svg = XElement.Parse(EpisodeFigure.Motion(episode, "three points")!);
        double[] Values(string name) => [.. ((string)svg.Descendants(_svg + "animate").Single(one => (string)one.Attribute("attributeName")! == name).Attribute("values")!)
            .Split(';').Select(value => double.Parse(value, System.Globalization.CultureInfo.InvariantCulture))];
        var (x, y) = (Values("cx"), Values("cy"));
        Assert.Equal(0.5, (x[2] - x[0]) / (x[1] - x[0]), 0.01);
        Assert.Equal(y[0], y[1]);
        Assert.True(y[2] < y[0]);
        Assert.Contains("return 0 in 2 steps, then stopped", svg.Descendants(_svg + "text").Select(one => one.Value));
    }

    [Fact]
    public void The_same_episode_gives_the_same_bytes()
    {
        var (one, other) = (Played(Spiral(60), ["x (m)", "y (m)"]), Played(Spiral(60), ["x (m)", "y (m)"], episodes: 1));
        Assert.Equal(EpisodeFigure.Motion(one, "t"), EpisodeFigure.Motion(other, "t"));
        Assert.Equal(EpisodeFigure.Series(one, "t"), EpisodeFigure.Series(other, "t"));
        Assert.Contains("x (m)", EpisodeFigure.Motion(one, "t"));
    }

    [Fact]
    public void What_is_no_number_breaks_the_line_and_larger_states_have_no_motion()
    {
        var broken = new Episode([new("x", [0, double.NaN, 1, 2])], [], new("reward", [1, double.NaN, 1]), false);
        Assert.Equal([3, 5], Curves(EpisodeFigure.Series(broken, "t")).Select(Commands));
        Assert.Null(EpisodeFigure.Motion(broken, "t"));
        var series = Enumerable.Range(0, 3).Select(i => new EpisodeSeries($"x{i}", [1, 2])).ToArray();
        Assert.Null(EpisodeFigure.Motion(new Episode(series, [], new("reward", [1]), false), "t"));
        Assert.NotNull(EpisodeFigure.Motion(new Episode([new("x", [1, 1])], [], new("reward", [0]), false), "rests"));
    }

    private static IEnumerable<string> Curves(string svg) => XElement.Parse(svg).Descendants(_svg + "path")
        .Where(one => (string)one.Attribute("stroke")! == Drawing.Accent).Select(one => (string)one.Attribute("d")!);

    private static int Commands(string path) => Regex.Count(path, "[MLHV]");
}
