using System.Runtime.InteropServices;

namespace MLSpec.Runtime.Native;

/// <summary>Environment variables as native code sees them: on Unix, .NET keeps a copy of its own that libgomp never reads.</summary>
internal static partial class ProcessEnvironment
{
    /// <summary>The parameters' numbers in glibc's malloc.h; 32 megabytes is the most that it takes for the second.</summary>
    private const int TrimThreshold = -1, MmapThreshold = -3;

    /// <summary>
    /// Lets idle OpenMP threads sleep instead of spin: on a shared machine spinning makes a step of 2 ms take 20 to 100 ms.
    /// Values the user has set are kept. Works only before libgomp is loaded.
    /// </summary>
    public static void QuietOpenMp()
    {
        SetDefault("OMP_WAIT_POLICY", "passive");
        SetDefault("GOMP_SPINCOUNT", "0");
    }

    /// <summary>
    /// Lets glibc keep what is freed: by default a block of some hundred kilobytes at the end of its heap goes back to the kernel, and the next tensor of that
    /// size costs a page fault for every 4 kilobytes. Values the user has set are kept.
    /// </summary>
    public static unsafe void KeepFreedMemory()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "mallopt", out var export))
            return;
        var mallopt = (delegate* unmanaged<int, int, int>)export;
        if (Environment.GetEnvironmentVariable("MALLOC_TRIM_THRESHOLD_") is null)
            mallopt(TrimThreshold, 256 << 20);
        if (Environment.GetEnvironmentVariable("MALLOC_MMAP_THRESHOLD_") is null)
            mallopt(MmapThreshold, 32 << 20);
    }

    private static void SetDefault(string name, string value)
    {
        if (OperatingSystem.IsWindows())
            Environment.SetEnvironmentVariable(name, Environment.GetEnvironmentVariable(name) ?? value);
        else if (SetEnv(name, value, overwrite: 0) != 0)
            throw new InvalidOperationException($"setenv({name}) failed with error {Marshal.GetLastPInvokeError()}.");
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int SetEnv(string name, string value, int overwrite);
}
