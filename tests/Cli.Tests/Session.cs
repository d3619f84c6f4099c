using System.Reflection;

namespace MLSpec.Cli.Tests;

/// <summary>A folder with specs in which the tool is called.</summary>
internal sealed class Session : IDisposable
{
    public static string Root { get; } =
        typeof(Session).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    public Session() => Directory.CreateDirectory(Folder);

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "mlspec-cli-" + Guid.NewGuid().ToString("N"));

    public static string RobustDigits =>
        File.ReadAllText(Path.Combine(Root, "examples", "RobustDigits", "RobustDigits.mlspec")).ReplaceLineEndings("\n");

    public static string Samples => Path.Combine(Root, "tests", "Cli.Tests", "Samples");

    public void Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public void Write(string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(Folder, name), bytes);

    public string Read(string name) => File.ReadAllText(Path.Combine(Folder, name));

    /// <summary>Calls the tool with redirected outputs.</summary>
    public Answer Call(params string[] args) => Call(Folder, args);

    public static Answer Call(string folder, params string[] args)
    {
        using StringWriter output = new() { NewLine = "\n" }, error = new() { NewLine = "\n" };
        var code = Tool.Run(args, new Terminal(output, error, folder));
        return new Answer(code, output.ToString(), error.ToString());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

internal sealed record Answer(int Code, string Out, string Error);
