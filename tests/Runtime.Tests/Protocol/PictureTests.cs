using System.Xml.Linq;
using MLSpec.Runtime.Control;
using MLSpec.Runtime.Reporting;

namespace MLSpec.Runtime.Tests.Protocol;

/// <summary>Pictures of episodes in a run's page and files.</summary>
public sealed class PictureTests
{
    private static Episode Straight(Fake.Cell cell) => new(
        [new("x", [0, cell.Eps, 2 * cell.Eps])], [new("push", [1, 1])], new("reward", [cell.Seed, cell.Method == Fake.Method.Plain ? 1 : 2]), Stopped: false);

    private static Fake WithPictures() => new(2)
    {
        Pictures =
        [
            new("walk", (cell, _, _) => Straight(cell)) { Doc = "A walk", By = [Fake.ByMethod], Where = cell => cell.Eps == 0.1 },
            new("once", (cell, _, _) => Straight(cell)),
        ],
    };

    [Fact]
    public void There_is_a_picture_of_the_first_replicate_for_each_value_that_it_depends_on()
    {
        using var place = new Workplace();
        Assert.Equal(0, place.Run(WithPictures()));
        Assert.Equal("", place.Errors);
        var pictures = place.Report().Protocols[0].Pictures;
        Assert.Equal(["A walk: method = plain", "A walk: method = hardened", "once"], pictures.Select(picture => picture.Title));
        Assert.All(pictures.Take(2), picture => Assert.Equal([0, 0.1, 0.2], picture.Episode.Observation[0].Values));
        Assert.Equal([[1.0, 1], [1, 2], [1, 1]], pictures.Select(picture => picture.Episode.Reward.Values));
        foreach (var name in (string[])["walk-plain", "walk-hardened", "once"])
            foreach (var kind in (string[])["motion", "picture"])
                Assert.NotNull(XDocument.Load(Path.Combine(place.Out, $"resilience.{name}-{kind}.svg")).Root);
        var page = File.ReadAllText(Path.Combine(place.Out, "report.html"));
        Assert.Contains("<figcaption>A walk: method = hardened: step by step</figcaption>", page);
        Assert.Equal(6, page.Split("svg:root").Length / 2);
    }

    [Fact]
    public void Pictures_of_an_old_run_go_with_it()
    {
        using var place = new Workplace();
        Assert.Equal(0, place.Run(WithPictures()));
        Assert.Equal(0, place.Run(new Fake(2)));
        Assert.Empty(Directory.GetFiles(place.Out, "*.svg"));
    }

    [Fact]
    public void A_report_with_pictures_reads_back_as_it_was_written()
    {
        using var place = new Workplace();
        Assert.Equal(0, place.Run(WithPictures()));
        var text = File.ReadAllText(Path.Combine(place.Out, "results.json"));
        Assert.Equal(text, ReportFiles.ToJson(ReportFiles.FromJson(text)));
    }

    [Fact]
    public void A_picture_of_no_cell_is_refused_before_anything_is_trained()
    {
        using var place = new Workplace();
        var steps = 0;
        var fake = new Fake(2) { OnStep = (_, _, _) => steps++, Pictures = [new("none", (cell, _, _) => Straight(cell)) { Where = cell => cell.Eps > 1 }] };
        Assert.Equal(2, place.Run(fake));
        Assert.Contains("the picture none: no cell of the grid satisfies its condition", place.Errors);
        Assert.Equal(0, steps);
    }
}
