using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Data;

/// <summary>What can be done with any typed rows. Every function gives new rows and leaves its argument as it was.</summary>
public static class Rows
{
    /// <summary>The number of rows.</summary>
    public static long Count<TRows>(this TRows rows) where TRows : IRows<TRows> => rows.Columns[0].size(0);

    /// <summary>The rows at the given places, int64[k].</summary>
    public static TRows At<TRows>(this TRows rows, Tensor index) where TRows : IRows<TRows> =>
        Each(rows, column => column.index_select(0, index));

    /// <summary>A view of <paramref name="count"/> rows from <paramref name="start"/> on.</summary>
    public static TRows Slice<TRows>(this TRows rows, long start, long count) where TRows : IRows<TRows> =>
        Each(rows, column => column.narrow(0, start, count));

    /// <summary>The first <paramref name="count"/> rows, or all of them where there are no more.</summary>
    public static TRows Take<TRows>(this TRows rows, int count) where TRows : IRows<TRows> => rows.Slice(0, Math.Min(Math.Max(0, count), rows.Count()));

    /// <summary>The rows on a device; the same tensors when they are there already.</summary>
    public static TRows To<TRows>(this TRows rows, Device device) where TRows : IRows<TRows> => Each(rows, column => column.to(device));

    /// <summary>The rows after a change of their values, made on all of them at once.</summary>
    public static TRows Map<TRows>(this TRows rows, Func<TRows, TRows> change) where TRows : IRows<TRows> => change(rows);

    /// <summary>
    /// Deals all rows, in an order drawn from the seed, to three disjoint splits. The fractions must sum to 1; the counts are those of the
    /// rounded cumulative fractions, so that every row is used once.
    /// </summary>
    public static Splits<TRows> Split<TRows>(this TRows rows, double train, double valid, double test, long seed) where TRows : IRows<TRows>
    {
        if (!(train >= 0 && valid >= 0 && test >= 0 && Math.Abs(train + valid + test - 1) < 1e-9))
            throw new UserError("A split needs fractions that sum to 100%: "
                + $"train {Percent(train)}, valid {Percent(valid)} and test {Percent(test)} sum to {Percent(train + valid + test)}.");
        var count = rows.Count();
        var trainEnd = (long)Math.Round(count * train, MidpointRounding.AwayFromZero);
        var validEnd = (long)Math.Round(count * (train + valid), MidpointRounding.AwayFromZero);
        using var order = new RandomStream(seed, "split").Permutation(count);
        return new(
            Dealt(rows, order, "train", train, 0, trainEnd),
            Dealt(rows, order, "valid", valid, trainEnd, validEnd),
            Dealt(rows, order, "test", test, validEnd, count));
    }

    /// <summary>All rows for training.</summary>
    public static Splits<TRows> AllForTraining<TRows>(this TRows rows) where TRows : IRows<TRows> => new(rows, rows.Slice(0, 0), rows.Slice(0, 0));

    /// <summary>SHA-256, in hexadecimal, of the names, types, shapes and bytes of all columns.</summary>
    public static string ContentHash<TRows>(this TRows rows) where TRows : IRows<TRows>
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var scope = NewDisposeScope();
        foreach (var (column, tensor) in TRows.Schema.Zip(rows.Columns))
        {
            var contiguous = tensor.cpu().contiguous();
            hash.AppendData(Encoding.UTF8.GetBytes($"{column.Name}:{column.Type}[{string.Join(",", tensor.shape)}]\n"));
            hash.AppendData(contiguous.bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The same rows, which outlive the present dispose scope.</summary>
    internal static TRows MoveToOuterDisposeScope<TRows>(this TRows rows) where TRows : IRows<TRows>
    {
        foreach (var column in rows.Columns)
            column.MoveToOuterDisposeScope();
        return rows;
    }

    internal static void Dispose<TRows>(TRows rows) where TRows : IRows<TRows>
    {
        foreach (var column in rows.Columns)
            column.Dispose();
    }

    private static TRows Dealt<TRows>(TRows rows, Tensor order, string split, double fraction, long start, long end)
        where TRows : IRows<TRows>
    {
        if (fraction > 0 && end == start)
            throw new UserError($"{Percent(fraction)} of {rows.Count()} rows leaves the {split} split empty. "
                + "Use more data or a larger fraction.");
        using var part = order.narrow(0, start, end - start);
        using var index = part.to(rows.Columns[0].device);
        return rows.At(index);
    }

    private static TRows Each<TRows>(TRows rows, Func<Tensor, Tensor> change) where TRows : IRows<TRows>
    {
        var columns = rows.Columns;
        var changed = new Tensor[columns.Count];
        for (var i = 0; i < changed.Length; i++)
            changed[i] = change(columns[i]);
        return TRows.FromColumns(changed);
    }

    private static string Percent(double fraction) => (fraction * 100).ToString("0.######", CultureInfo.InvariantCulture) + "%";
}
