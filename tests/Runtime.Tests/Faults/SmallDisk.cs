using System.Diagnostics;

namespace MLSpec.Runtime.Tests.Faults;

/// <summary>A small disk in memory; only root may mount one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SmallDisk(string size)
    {
        Directory.CreateDirectory(Path);
        if (Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", Path) is { Length: > 0 } error) throw new InvalidOperationException(error);
    }

    public string Path => _folder["disk"];

    /// <summary>Why no disk can be mounted here; null where one can.</summary>
    public static string? Missing { get; } = Try();

    /// <summary>Changes the size or <c>ro</c> and <c>rw</c>.</summary>
    public void Remount(string options)
    {
        if (Run("mount", "-o", "remount," + options, Path) is { Length: > 0 } error) throw new InvalidOperationException(error);
    }

    public void Dispose()
    {
        Run("umount", Path);
        _folder.Dispose();
    }

    private static string? Try()
    {
        try
        {
            using var disk = new SmallDisk("64k");
            return null;
        }
        catch (Exception fault) when (fault is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return $"no small disk can be mounted: {fault.Message.Trim()}";
        }
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? "" : error;
    }
}

/// <summary>A test that needs a <see cref="SmallDisk"/>; where none can be mounted it is reported as skipped, with the reason.</summary>
internal sealed class SmallDiskTheoryAttribute : TheoryAttribute
{
    public SmallDiskTheoryAttribute() => Skip = SmallDisk.Missing;
}
