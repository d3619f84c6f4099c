using System.Text;

namespace MLSpec.Runtime.Store;

/// <summary>
/// Who works on what, as files, so that several processes, on one machine or many over a network file system, share work without doing it twice. A claim is a
/// file that must not exist before, which succeeds for one alone; it holds the worker's name. One whose worker is dead counts for nothing.
/// </summary>
internal sealed class Claims : IDisposable
{
    private readonly string _folder;
    private readonly Worker _worker;
    private readonly Workers _workers;

    /// <param name="folder">The same for all who share the work.</param>
    /// <param name="lease">How long a worker of another machine may be silent before its claims expire.</param>
    public Claims(string folder, TimeSpan lease)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        _worker = Worker.Start(Path.Combine(folder, "workers"));
        _workers = new Workers(Path.Combine(folder, "workers"), lease);
    }

    /// <summary>The name under which this process works.</summary>
    public string Name => _worker.Name;

    /// <summary>Claims a piece of work; false where a living worker has it.</summary>
    /// <exception cref="UserError">The claim cannot be written.</exception>
    public bool TryClaim(string key)
    {
        if (TryMake(key)) return true;
        if (Owner(key) is { } owner && _workers.IsAlive(owner)) return false;
        Break(key);
        return TryMake(key);
    }

    /// <summary>Gives a claim of this worker up.</summary>
    public void Release(string key) => File.Delete(Place(key));

    public void Dispose() => _worker.Dispose();

    private string Place(string key) => Path.Combine(_folder, key + ".claim");

    /// <summary>Makes the claim's file. One that is still empty is that of a worker whose name is not known yet.</summary>
    private bool TryMake(string key)
    {
        FileStream file;
        try
        {
            file = new FileStream(Place(key), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (IOException fault) when (fault.HResult is _existsOnUnix or _existsOnWindows)
        {
            return false;
        }

        try
        {
            using (file) file.Write(Encoding.UTF8.GetBytes(_worker.Name));
            return true;
        }
        catch (IOException fault)
        {
            Release(key);
            throw new UserError($"{Place(key)} cannot be written: {fault.Message.TrimEnd('.')}; what was kept before is intact: give the same command again when it can", fault);
        }
    }

    private string? Owner(string key)
    {
        try
        {
            return File.ReadAllText(Place(key));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Removes the claim of a dead worker, one breaker at a time, so that none removes what another has just claimed.</summary>
    private void Break(string key)
    {
        using var alone = Alone();
        if (Owner(key) is { } owner && !_workers.IsAlive(owner)) File.Delete(Place(key));
    }

    private const int _existsOnUnix = 17;
    private const int _existsOnWindows = unchecked((int)0x80070050);

    private FileStream Alone()
    {
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(_folder, "workers", "breaking"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                Thread.Sleep(5);
            }
        }
    }
}
