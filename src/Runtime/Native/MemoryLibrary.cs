using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MLSpec.Runtime.Native;

/// <summary>
/// Loads a shared library from bytes (Linux): no file is left behind, nothing needs to be writable, and no two processes can meet.
/// </summary>
internal static partial class MemoryLibrary
{
    private const uint _closeOnExec = 1;

    /// <summary>The library's soname makes later loads by bare name find it.</summary>
    public static void Load(string name, byte[] image)
    {
        var descriptor = Create(name, _closeOnExec);
        if (descriptor < 0)
            throw new UserError($"Cannot make a mended copy of {name} in memory: "
                + $"memfd_create failed with error {Marshal.GetLastPInvokeError()}. "
                + "Install a libstdc++ that has GLIBCXX_3.4.32 (GCC 13 or newer).");
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        using (var file = new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write))
            file.Write(image);
        try
        {
            NativeLibrary.Load("/proc/self/fd/" + descriptor.ToString(CultureInfo.InvariantCulture));
        }
        catch (DllNotFoundException fault)
        {
            throw new UserError($"Cannot load the mended copy of {name} from memory: {fault.Message.ReplaceLineEndings(" ")} "
                + "Install a libstdc++ that has GLIBCXX_3.4.32 (GCC 13 or newer).", fault);
        }
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Create(string name, uint flags);
}
