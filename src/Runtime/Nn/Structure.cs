using static TorchSharp.torch;

namespace MLSpec.Runtime.Nn;

/// <summary>Operations that move items and compute nothing. Dimensions are counted from the end.</summary>
public static class Structure
{
    /// <summary>The item of a dimension at an index for each leading position: x[axes..., n, ...], index int64[axes...] to [axes..., ...].</summary>
    public static Tensor Pick(Tensor x, Tensor index, long dimension)
    {
        using var items = Leading(x, index);
        using var places = Placed(index, items, dimension);
        using var picked = items.gather(dimension, places);
        return picked.squeeze(dimension);
    }

    /// <summary>Zeros with each value at its index along a new dimension of length <paramref name="count"/>: the transpose of <see cref="Pick"/>.</summary>
    public static Tensor Spread(Tensor value, Tensor index, long dimension, long count)
    {
        using var scope = NewDisposeScope();
        var source = value.unsqueeze(dimension);
        var places = index;
        for (var i = (int)index.dim(); i < source.dim(); i++)
            places = places.unsqueeze(-1);
        var shape = source.shape;
        for (var i = 0; i < shape.Length; i++)
            shape[i] = Math.Max(shape[i], places.size(i));
        var (full, at) = (source.expand(shape), places.expand(shape));
        shape[shape.Length + dimension] = count;
        return zeros(shape, value.dtype, value.device).scatter_(dimension, at, full).MoveToOuterDisposeScope();
    }

    /// <summary>Zeros with a number at each index along a new last dimension of length <paramref name="count"/>; of 1: one-hot vectors.</summary>
    public static Tensor Spread(double value, Tensor index, long dimension, long count)
    {
        if (value == 1 && dimension == -1 && index.dim() == 1)
            return Identity.Of(count, index.device).index_select(0, index);
        using var places = index.unsqueeze(dimension);
        using var source = full(places.shape, value, ScalarType.Float32, index.device);
        var shape = places.shape;
        shape[shape.Length + dimension] = count;
        return zeros(shape, ScalarType.Float32, index.device).scatter_(dimension, places, source);
    }

    /// <summary>Zeros with the value at one index, the same everywhere, along a new dimension of length <paramref name="count"/>.</summary>
    public static Tensor Spread(Tensor value, long index, long dimension, long count)
    {
        var part = value.unsqueeze(dimension);
        return count == 1 ? part : Pad(part, dimension, index, count);
    }

    /// <summary>Repeated along the last dimensions, those of <paramref name="sizes"/>, where they have length 1.</summary>
    public static Tensor Expand(Tensor x, params ReadOnlySpan<long> sizes) => x.expand([.. x.shape[..^sizes.Length], .. sizes]);

    /// <summary>The items of the last <paramref name="rank"/> dimensions, row by row, in another shape.</summary>
    public static Tensor Reshape(Tensor x, int rank, params ReadOnlySpan<long> sizes) => x.reshape([.. x.shape[..^rank], .. sizes]);

    /// <summary>The last dimensions in another order, which counts them from the end.</summary>
    public static Tensor Permute(Tensor x, params ReadOnlySpan<long> order)
    {
        var rank = (int)x.dim();
        var all = new long[rank];
        for (var i = 0; i < rank; i++)
            all[i] = i < rank - order.Length ? i : rank + order[i - (rank - order.Length)];
        return x.permute(all);
    }

    /// <summary>The items of a dimension at an index of the result's shape.</summary>
    public static Tensor Gather(Tensor x, Tensor index, long dimension)
    {
        using var places = index.unsqueeze(dimension);
        using var gathered = x.gather(dimension, places);
        return gathered.squeeze(dimension);
    }

    /// <summary>Zeros around: <paramref name="x"/> stands at <paramref name="start"/> of a dimension of length <paramref name="count"/>.</summary>
    public static Tensor Pad(Tensor x, long dimension, long start, long count)
    {
        var shape = x.shape;
        var length = shape[shape.Length + dimension];
        shape[shape.Length + dimension] = count;
        var padded = zeros(shape, x.dtype, x.device);
        using var part = padded.narrow(shape.Length + dimension, start, length);
        part.copy_(x);
        return padded;
    }

    /// <summary>The tensor repeated along the leading dimensions of length 1 in which the index is longer.</summary>
    private static Tensor Leading(Tensor x, Tensor index)
    {
        var sizes = x.shape;
        for (var i = 0; i < index.dim() && i < sizes.Length; i++)
            sizes[i] = sizes[i] == 1 ? index.size(i) : -1;
        return x.expand(sizes);
    }

    /// <summary>The index with the dimension kept at length 1 and spread over the others of <paramref name="like"/>.</summary>
    private static Tensor Placed(Tensor index, Tensor like, long dimension)
    {
        var axes = (int)index.dim();
        var places = index;
        for (var i = axes; i < like.dim(); i++)
            places = places.unsqueeze(-1);
        var shape = like.shape;
        shape[shape.Length + dimension] = 1;
        return places.expand(shape);
    }
}
