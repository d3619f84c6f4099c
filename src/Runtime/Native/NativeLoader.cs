using System.Runtime.InteropServices;

namespace MLSpec.Runtime.Native;

/// <summary>
/// Loads libtorch and TorchSharp's native library by full path, so that TorchSharp's own search finds them in the process.
/// On Linux, where the system's libstdc++ lacks GLIBCXX_3.4.32, a mended private copy in memory is loaded instead.
/// </summary>
internal static class NativeLoader
{
    private const string _overrideVariable = "MLSPEC_LIBTORCH";
    private const string _libTorchVersion = "2.10";

    /// <summary>In order of dependence; those a build of libtorch lacks are skipped.</summary>
    private static readonly string[] _libTorch = ["c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch"];

    /// <summary>Whether the libtorch that was loaded is a CUDA build.</summary>
    public static bool HasCuda { get; private set; }

    public static void Load()
    {
        var beside = SearchDirectories();
        var libTorch = OverrideDirectory() is { } directory ? [directory] : beside;
        var library = Find("LibTorchSharp", beside) ?? Find("LibTorchSharp", libTorch)
            ?? throw new UserError($"TorchSharp's native library {FileName("LibTorchSharp")} is missing: looked in {Listing(beside)}. "
                + $"Build for {RuntimeInformation.RuntimeIdentifier} with a reference to the package TorchSharp; "
                + "it supports linux-x64, win-x64, win-arm64 and osx-arm64.");
        if (Find("torch_cpu", libTorch) is null)
            throw new UserError($"libtorch {_libTorchVersion} is missing: looked for {FileName("torch_cpu")} in {Listing(libTorch)}. "
                + "Reference the package TorchSharp-cpu "
                + $"(in this repository: -p:MlSpecTorch=cpu), or set {_overrideVariable} to the folder of an installed libtorch "
                + $"{_libTorchVersion} (of a Python torch: its 'lib').");
        foreach (var name in _libTorch)
            if (Find(name, libTorch) is { } path)
            {
                LoadOrExplain(path);
                HasCuda |= name == "torch_cuda";
            }
        LoadTorchSharp(library);
    }

    private static void LoadTorchSharp(string path)
    {
        try
        {
            NativeLibrary.Load(path);
        }
        catch (DllNotFoundException fault)
            when (OperatingSystem.IsLinux() && fault.Message.Contains(GlibcxxMend.Version, StringComparison.Ordinal))
        {
            if (!GlibcxxMend.TryApply(File.ReadAllBytes(path), out var mended))
                throw Explained(path, fault);
            MemoryLibrary.Load("libLibTorchSharp.so", mended);
        }
        catch (Exception fault) when (fault is DllNotFoundException or BadImageFormatException)
        {
            throw Explained(path, fault);
        }
    }

    private static void LoadOrExplain(string path)
    {
        try
        {
            NativeLibrary.Load(path);
        }
        catch (Exception fault) when (fault is DllNotFoundException or BadImageFormatException)
        {
            throw Explained(path, fault);
        }
    }

    private static UserError Explained(string path, Exception fault) =>
        new($"Cannot load '{path}': {Reason(path, fault.Message)}. "
            + $"TorchSharp needs libtorch {_libTorchVersion} and a C++ library as new as that of "
            + $"Debian 12 or Ubuntu 22.04; with {_overrideVariable} set, check that it names the folder of a libtorch "
            + $"{_libTorchVersion} for this processor.", fault);

    /// <summary>The line of the loader's many that names this file.</summary>
    private static string Reason(string path, string message)
    {
        var lines = message.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return (lines.FirstOrDefault(line => line.StartsWith(path, StringComparison.Ordinal)) ?? lines[0]).TrimEnd('.');
    }

    private static string? OverrideDirectory() => Environment.GetEnvironmentVariable(_overrideVariable) switch
    {
        null or "" => null,
        var directory when Directory.Exists(directory) => Path.GetFullPath(directory),
        var directory => throw new UserError($"{_overrideVariable} names '{directory}', which is not a folder. "
            + $"Set it to the folder that holds {FileName("torch_cpu")}, or unset it."),
    };

    /// <summary>Where the host would look for native libraries (from deps.json), then the application's own folders.</summary>
    private static List<string> SearchDirectories()
    {
        var fromHost = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        var rid = $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        return [.. fromHost.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(AppContext.BaseDirectory).Append(Path.Combine(AppContext.BaseDirectory, "runtimes", rid, "native"))
            .Select(directory => Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory))).Distinct(StringComparer.Ordinal)];
    }

    private static string? Find(string name, IEnumerable<string> directories) =>
        directories.Select(directory => Path.Combine(directory, FileName(name))).FirstOrDefault(File.Exists);

    private static string FileName(string name) =>
        OperatingSystem.IsWindows() ? name + ".dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";

    private static string Listing(IEnumerable<string> directories) => string.Join(", ", directories.Select(directory => $"'{directory}'"));
}
