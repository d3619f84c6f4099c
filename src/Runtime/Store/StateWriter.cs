using static TorchSharp.torch;

namespace MLSpec.Runtime.Store;

/// <summary>Collects the named values of a checkpoint. Names of parts are joined by '/'; a name may be used once.</summary>
public sealed class StateWriter
{
    private readonly SortedDictionary<string, StateEntry> _entries = new(StringComparer.Ordinal);
    private string _prefix = "";

    /// <summary>A tensor of any shape and type; its bytes are copied now.</summary>
    public void Tensor(string name, Tensor value)
    {
        using var scope = NewDisposeScope();
        var contiguous = value.detach().cpu().contiguous();
        Add(name, new TensorEntry((int)value.dtype, [.. value.shape], contiguous.bytes.ToArray()));
    }

    /// <summary>A number, kept to the bit.</summary>
    public void Number(string name, double value) => Add(name, new NumberEntry(value));

    /// <summary>A whole number.</summary>
    public void Integer(string name, long value) => Add(name, new IntegerEntry(value));

    /// <summary>A text.</summary>
    public void Text(string name, string value) => Add(name, new TextEntry(value));

    /// <summary>Everything that <paramref name="part"/> saves, under <paramref name="name"/>.</summary>
    public void Part(string name, ICheckpointed part)
    {
        var outer = _prefix;
        _prefix = outer + name + "/";
        part.Save(this);
        _prefix = outer;
    }

    internal IReadOnlyDictionary<string, StateEntry> Entries => _entries;

    private void Add(string name, StateEntry entry)
    {
        if (!_entries.TryAdd(_prefix + name, entry))
            throw new ArgumentException($"The state '{_prefix + name}' was saved twice.", nameof(name));
    }
}
