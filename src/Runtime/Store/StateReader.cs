using static TorchSharp.torch;

namespace MLSpec.Runtime.Store;

/// <summary>The named values of a checkpoint, read back under the names they were saved with.</summary>
public sealed class StateReader
{
    private readonly IReadOnlyDictionary<string, StateEntry> _entries;
    private readonly string _path;
    private string _prefix = "";

    internal StateReader(string path, IReadOnlyDictionary<string, StateEntry> entries) => (_path, _entries) = (path, entries);

    /// <summary>Copies the saved values into <paramref name="target"/>, which must have the saved shape and type.</summary>
    public void Tensor(string name, Tensor target)
    {
        var entry = Get<TensorEntry>(name, "a tensor");
        if (!entry.Shape.AsSpan().SequenceEqual(target.shape) || entry.Type != (int)target.dtype)
            throw new UserError($"Checkpoint '{_path}' holds '{_prefix}{name}' as "
                + $"{(ScalarType)entry.Type}[{string.Join(", ", entry.Shape)}], "
                + $"but this run needs {target.dtype}[{string.Join(", ", target.shape)}]: it belongs to another experiment.");
        using var values = empty(entry.Shape.AsSpan(), target.dtype, CPU);
        entry.Bytes.CopyTo(values.bytes);
        target.copy_(values);
    }

    /// <summary>The saved number.</summary>
    public double Number(string name) => Get<NumberEntry>(name, "a number").Value;

    /// <summary>The saved whole number.</summary>
    public long Integer(string name) => Get<IntegerEntry>(name, "a whole number").Value;

    /// <summary>The saved text.</summary>
    public string Text(string name) => Get<TextEntry>(name, "a text").Value;

    /// <summary>Restores what <see cref="StateWriter.Part"/> saved under this name.</summary>
    public void Part(string name, ICheckpointed part)
    {
        var outer = _prefix;
        _prefix = outer + name + "/";
        part.Restore(this);
        _prefix = outer;
    }

    private TEntry Get<TEntry>(string name, string kind) where TEntry : StateEntry =>
        _entries.TryGetValue(_prefix + name, out var entry) && entry is TEntry found
            ? found
            : throw new UserError($"Checkpoint '{_path}' has no value '{_prefix}{name}' that is {kind}: "
                + "it belongs to another version of the experiment.");
}
