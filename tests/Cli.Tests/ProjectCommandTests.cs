namespace MLSpec.Cli.Tests;

/// <summary><c>mlspec lock</c> and <c>mlspec reproduce</c>, up to the project that they start.</summary>
public sealed class ProjectCommandTests : IDisposable
{
    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Where_there_is_no_project_one_is_asked_for()
    {
        _session.Write("a/Digits.mlspec", "module Digits\n");
        Assert.Equal((2, "error: there is no project in or above a/Digits.mlspec; name one\n"), Errors("lock", "a/Digits.mlspec"));
        Assert.Equal((2, "error: there is no file or folder nowhere\n"), Errors("lock", "nowhere"));
    }

    [Fact]
    public void Of_several_projects_one_is_to_be_named()
    {
        _session.Write("One.csproj", "<Project />");
        _session.Write("Two.csproj", "<Project />");
        var (code, error) = Errors("lock");
        Assert.Equal(2, code);
        Assert.Contains("holds several projects; name one: One.csproj, Two.csproj", error);
    }

    [Fact]
    public void Results_that_are_not_there_are_said() =>
        Assert.Equal((2, "error: there is no file or folder runs/Digits\n"), Errors("reproduce", "runs/Digits"));

    private (int, string) Errors(params string[] arguments)
    {
        var answer = _session.Call(arguments);
        return (answer.Code, answer.Error.ReplaceLineEndings("\n"));
    }
}
