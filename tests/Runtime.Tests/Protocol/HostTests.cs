namespace MLSpec.Runtime.Tests.Protocol;

public class HostTests
{
    [Fact]
    public void A_run_ends_with_claims_and_reports()
    {
        using var place = new Workplace();
        Assert.Equal(0, place.Run(new Fake()));
        File.WriteAllText("/tmp/fake-out.txt", place.Output);
        File.Copy(place.Out + "/report.html", "/tmp/report.html", true);
        File.Copy(place.Out + "/results.json", "/tmp/results.json", true);
        File.Copy(place.Out + "/results.csv", "/tmp/results.csv", true);
        Assert.Contains("held      robust training wins", place.Output);
        Assert.Equal("", place.Errors);
    }
}
