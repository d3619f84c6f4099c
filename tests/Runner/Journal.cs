using System.Globalization;
using MLSpec.Runtime.Tests.Protocol;

namespace MLSpec.Runner;

/// <summary>What one process has done, a line each in a file of its own, written when it is done and before it is kept.</summary>
internal sealed class Journal(string? folder)
{
    private readonly string? _path = folder is null ? null : Path.Combine(folder, Guid.NewGuid().ToString("N") + ".log");

    public void Note(string line)
    {
        if (_path is not null) File.AppendAllText(_path, line + "\n");
    }

    public static string Name(Fake.Cell cell) => string.Create(CultureInfo.InvariantCulture, $"{cell.Method}/{cell.Eps}/{cell.Seed}");
}
