using static TorchSharp.torch;

namespace MLSpec.Runtime.Data;

/// <summary>Rows for training, for choosing and for judging; no row is in two of them.</summary>
public sealed record Splits<TRows>(TRows Train, TRows Valid, TRows Test) where TRows : IRows<TRows>
{
    private readonly Lazy<string> _hash = new(() => StableHash.Hex(Train.ContentHash(), Valid.ContentHash(), Test.ContentHash()));

    /// <summary>SHA-256, in hexadecimal, of everything in the three splits: part of the identity of what is trained on them.</summary>
    public string ContentHash => _hash.Value;

    /// <summary>All three splits after the same change of their values.</summary>
    public Splits<TRows> Map(Func<TRows, TRows> change) => new(Train.Map(change), Valid.Map(change), Test.Map(change));

    /// <summary>All three splits on a device.</summary>
    public Splits<TRows> To(Device device) => new(Train.To(device), Valid.To(device), Test.To(device));
}
