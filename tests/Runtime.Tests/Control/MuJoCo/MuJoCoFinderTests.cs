using MLSpec.Runtime.Control.MuJoCo;

namespace MLSpec.Runtime.Tests.Control.MuJoCo;

public sealed class MuJoCoFinderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WhereItIsMissingTheMessageSaysWhatToInstall()
    {
        var message = Close.Message(() => MuJoCoFinder.Find(null, [_folder["none"]]));
        Assert.Contains("MuJoCo is missing", message, StringComparison.Ordinal);
        Assert.Contains("apt-get install libmujoco2.2.2", message, StringComparison.Ordinal);
        Close.Refused("MLSPEC_MUJOCO names", () => MuJoCoFinder.Find(_folder["none"], []));
    }

    [Fact]
    public void OfSeveralTheNewestIsTaken()
    {
        if (!OperatingSystem.IsLinux())
            return;
        foreach (var name in (string[])["libmujoco.so.2.3.7", "libmujoco.so.3.10.0", "libmujoco.so.3.2.0"])
            _folder.Write(name, "");
        var folder = Path.GetDirectoryName(_folder["a"])!;
        Assert.Equal(_folder["libmujoco.so.3.10.0"], MuJoCoFinder.Find(null, [folder]));
        Assert.Equal(_folder["libmujoco.so.3.10.0"], MuJoCoFinder.Find(folder, []));
        Assert.Equal(_folder["libmujoco.so.2.3.7"], MuJoCoFinder.Find(_folder["libmujoco.so.2.3.7"], []));
    }
}
