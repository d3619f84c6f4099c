using System.IO.Compression;
using System.Text;

namespace Examples.Tests;

/// <summary>
/// The locks of the examples whose data are in the repository. Where one does not hold, a spec, the data or the compiler has changed what the example means: read the differences, lock it by
/// <c>dotnet run --project examples -c Release -- lock NAME</c>, and read the difference in the commit.
/// </summary>
public sealed class LockTests : IDisposable
{
    private readonly ExamplesConsole _console = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("lock-").FullName;

    public void Dispose()
    {
        _console.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("RobustDigits/RobustDigits")]
    [InlineData("SdpCrown/SdpCrownDigits")]
    [InlineData("DrSac/DrSac")]
    [InlineData("DrSac/DrSacPendulum")]
    [InlineData("DrSac/DrSacCheetah")]
    public void The_lock_beside_the_spec_holds(string path)
    {
        var name = Path.GetFileName(path);
        Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, path + ".lock.json")), "the build does not take the lock along");
        var (exit, output, error) = _console.Run("run", name, "--out", _console.Out, "--dry-run");
        Assert.True(exit == 0, $"{error}\nIf it is meant: dotnet run --project examples -c Release -- lock {name}");
        Assert.DoesNotContain("does not apply", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_data_are_refused_before_anything_is_trained()
    {
        var digits = Path.Combine(_folder, "digits.csv.gz");
        Copy(digits, static text => text[..(text.TrimEnd('\n').LastIndexOf('\n') + 1)]);
        var (exit, output, error) = _console.Run("run", "RobustDigits", "--out", _console.Out, "--data", _folder);
        Assert.Equal(2, exit);
        Assert.Contains("RobustDigits/RobustDigits.lock.json does not hold any more", error, StringComparison.Ordinal);
        Assert.EndsWith(":\n  contents of digits.csv.gz changed\n", error.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.DoesNotContain("train", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Locking_anew_writes_the_same_bytes_beside_the_spec()
    {
        var source = Path.Combine(_folder, "RobustDigits");
        Directory.CreateDirectory(Path.Combine(source, "below"));
        File.Copy(Path.Combine(Repository, "examples", "RobustDigits", "RobustDigits.mlspec"), Path.Combine(source, "RobustDigits.mlspec"));
        var (exit, output, error) = ExamplesConsole.RunIn(Path.Combine(source, "below"), "lock", "RobustDigits");
        Assert.Equal("", error);
        Assert.Equal(0, exit);
        Assert.EndsWith("RobustDigits.lock.json: unchanged\n", output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal(
            File.ReadAllText(Path.Combine(Repository, "examples", "RobustDigits", "RobustDigits.lock.json")).ReplaceLineEndings("\n"),
            File.ReadAllText(Path.Combine(source, "RobustDigits.lock.json")));
    }

    [Fact]
    public void A_cell_of_replicates_that_were_trained_together_is_measured_again_to_the_same_bits()
    {
        Assert.Equal(0, _console.Run("run", "RobustDigits", "--out", _console.Out, "--set", "train.plain.steps=30", "--set", "train.hardened.steps=30", "--threads", "1").ExitCode);
        var (exit, output, error) = _console.Run("reproduce", Path.Combine(_console.Out, "report.html"), "--cell", "method=hardened,eps=0.1,seed=3");
        Assert.Equal("", error);
        Assert.Contains("resilience, method = hardened, eps = 0.1, seed = 3: equal\n", output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal(0, exit);
        var (refused, _, reason) = _console.Run("reproduce", _console.Out, "--data", Copied());
        Assert.Equal(2, refused);
        Assert.Contains("  contents of digits.csv.gz changed", reason, StringComparison.Ordinal);
    }

    private static string Repository
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Dsl.sln"))) folder = folder.Parent!;
            return folder.FullName;
        }
    }

    private string Copied()
    {
        Copy(Path.Combine(_folder, "digits.csv.gz"), static text => text + "\n");
        return _folder;
    }

    private static void Copy(string path, Func<string, string> change)
    {
        using var source = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(AppContext.BaseDirectory, "RobustDigits", "digits.csv.gz")), CompressionMode.Decompress));
        using var target = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        target.Write(Encoding.UTF8.GetBytes(change(source.ReadToEnd().ReplaceLineEndings("\n"))));
    }
}
