namespace MLSpec.Runtime.Data;

/// <summary>Rows that a program makes, such as the transitions of a behaviour policy: made once and then read from a file.</summary>
public static class GeneratedRows
{
    /// <summary>
    /// The rows of this identity from the folder, or else made now and kept there. The file, <c>IDENTITY-CONTENT.npz</c>, carries the hash
    /// of its content in its name and is checked against it. Throws <see cref="UserError"/> when the file was changed, or cannot be read or
    /// written.
    /// </summary>
    /// <param name="identity">Everything that the rows depend on: environment, policy, size, seed.</param>
    public static TRows Get<TRows>(string folder, string identity, Func<TRows> make) where TRows : IRows<TRows>
    {
        var key = StableHash.Hex(["MLSpec.GeneratedRows", identity, .. TRows.Schema.Select(column => column.ToText())])[..16];
        var found = Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, key + "-*.npz").Order(StringComparer.Ordinal).FirstOrDefault()
            : null;
        if (found is null)
        {
            var rows = make();
            Npz.Write(Path.Combine(folder, $"{key}-{rows.ContentHash()[..16]}.npz"), rows);
            return rows;
        }
        var read = Npz.Read<TRows>(found);
        return Path.GetFileNameWithoutExtension(found)[(key.Length + 1)..] == read.ContentHash()[..16]
            ? read
            : throw new UserError($"'{found}' was changed: its content does not fit the hash in its name. "
                + "Delete it to have it made again.");
    }
}
