using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace MLSpec.Runtime.Store;

/// <summary>
/// A sign of life of one process: a file that it holds open, which its machine lets go of however the process ends, and a counter that it raises every few
/// seconds, for observers on other machines. No clock of one machine is compared with that of another, or with itself across a change.
/// </summary>
internal sealed class Worker : IDisposable
{
    private static readonly TimeSpan _beat = TimeSpan.FromSeconds(5);

    private readonly string _folder;
    private readonly FileStream _held;
    private readonly Timer _timer;
    private long _beats;

    private Worker(string folder, string name, FileStream held)
    {
        (_folder, Name, _held) = (folder, name, held);
        _timer = new Timer(_ => Beat(), null, TimeSpan.Zero, _beat);
    }

    /// <summary>The worker's name: the machine's, and something of its own.</summary>
    public string Name { get; }

    /// <summary>Starts to be seen.</summary>
    public static Worker Start(string folder)
    {
        Directory.CreateDirectory(folder);
        var name = $"{Machine}~{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}";
        return new Worker(folder, name, new FileStream(Held(folder, name), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose));
    }

    public void Dispose()
    {
        _timer.Dispose();
        _held.Dispose();
        File.Delete(Counter(_folder, Name));
    }

    /// <summary>The machine, so that two of one name but different kernels are told apart where the system tells.</summary>
    internal static string Machine { get; } = Safe(Environment.MachineName) + (File.Exists(_boot) ? "." + File.ReadAllText(_boot)[..8] : "");

    internal static string Held(string folder, string name) => Path.Combine(folder, name + ".held");

    internal static string Counter(string folder, string name) => Path.Combine(folder, name + ".beats");

    private void Beat()
    {
        try
        {
            File.WriteAllText(Counter(_folder, Name), Interlocked.Increment(ref _beats).ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A full disk or a network pause: the next beat tries again.
        }
    }

    private static string Safe(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c == '-' ? c : '-'));

    private const string _boot = "/proc/sys/kernel/random/boot_id";
}

/// <summary>Tells which workers of a folder are alive.</summary>
/// <param name="lease">How long a worker of another machine may be silent.</param>
internal sealed class Workers(string folder, TimeSpan lease)
{
    private readonly Dictionary<string, (string Beats, Stopwatch Since)> _seen = [];

    /// <summary>Whether a worker is alive, as far as can be told from here and now.</summary>
    public bool IsAlive(string name) => IsHere(name) ? IsHeld(name) : HasBeaten(name);

    /// <summary>Whether a worker is or was on this machine.</summary>
    public static bool IsHere(string name) => name.StartsWith(Worker.Machine + "~", StringComparison.Ordinal);

    private bool IsHeld(string name)
    {
        try
        {
            using var file = new FileStream(Worker.Held(folder, name), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static string Beats(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return "";
        }
    }

    private bool HasBeaten(string name)
    {
        var beats = Beats(Worker.Counter(folder, name));
        if (!_seen.TryGetValue(name, out var last) || last.Beats != beats)
        {
            _seen[name] = (beats, Stopwatch.StartNew());
            return true;
        }

        return last.Since.Elapsed < lease;
    }
}
