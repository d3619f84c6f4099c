using System.Globalization;
using System.Text;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Data;

/// <summary>Collects and checks the elements of one column, then makes its tensor.</summary>
internal sealed class ColumnBuffer(Column column, int rows = 0)
{
    private float[] _floats = column.Kind == ColumnKind.Float ? new float[rows * column.Width] : [];
    private long[] _integers = column.Kind == ColumnKind.Float ? [] : new long[rows * column.Width];

    public Column Column => column;

    /// <summary>Makes room for at least this many rows.</summary>
    public void Reserve(int count)
    {
        if (column.Kind == ColumnKind.Float)
            Grow(ref _floats, count * column.Width);
        else
            Grow(ref _integers, count * column.Width);
    }

    /// <summary>Checks and keeps one element; the reason it is refused, or null.</summary>
    public string? Set(int place, ReadOnlySpan<byte> utf8)
    {
        if (column.Kind == ColumnKind.Float)
            return float.TryParse(utf8, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && float.IsFinite(number)
                ? Set(place, number)
                : Refusal(utf8, "is not a finite number");
        return long.TryParse(utf8, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)
            ? Set(place, integer)
            : Refusal(utf8, column.Kind == ColumnKind.Class ? NoLabel : "is not a whole number");
    }

    /// <inheritdoc cref="Set(int, ReadOnlySpan{byte})"/>
    public string? Set(int place, float number)
    {
        if (!float.IsFinite(number))
            return $"{number.ToString(CultureInfo.InvariantCulture)} is not a finite number";
        _floats[place] = number;
        return null;
    }

    /// <inheritdoc cref="Set(int, ReadOnlySpan{byte})"/>
    public string? Set(int place, long number)
    {
        if (column.Kind == ColumnKind.Class && (number < 0 || number >= column.Classes))
            return $"{number} {NoLabel}";
        _integers[place] = number;
        return null;
    }

    private string NoLabel => $"is not a class label from 0 to {column.Classes - 1}";

    private static string Refusal(ReadOnlySpan<byte> utf8, string reason) =>
        utf8.IsEmpty ? "the value is missing" : $"'{Encoding.UTF8.GetString(utf8)}' {reason}";

    public Tensor ToTensor(int count)
    {
        var length = count * column.Width;
        long[] shape = [count, .. column.Shape];
        return column.Kind == ColumnKind.Float
            ? tensor(_floats.AsSpan(0, length).ToArray(), shape)
            : tensor(_integers.AsSpan(0, length).ToArray(), shape);
    }

    private static void Grow<T>(ref T[] values, int length)
    {
        if (values.Length < length)
            Array.Resize(ref values, Math.Max(length, values.Length * 2));
    }
}
