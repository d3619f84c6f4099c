using System.Runtime.InteropServices;

namespace MLSpec.Runtime.Native;

/// <summary>Environment variables as native code sees them: on Unix, .NET keeps a copy of its own that libgomp never reads.</summary>
internal static partial class ProcessEnvironment
{
    /// <summary>
    /// Lets idle OpenMP threads sleep instead of spin: on a shared machine spinning makes a step of 2 ms take 20 to 100 ms.
    /// Values the user has set are kept. Works only before libgomp is loaded.
    /// </summary>
    public static void QuietOpenMp()
    {
        SetDefault("OMP_WAIT_POLICY", "passive");
        SetDefault("GOMP_SPINCOUNT", "0");
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
