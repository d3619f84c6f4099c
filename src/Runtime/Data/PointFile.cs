using System.Globalization;
using System.Runtime.InteropServices;

namespace MLSpec.Runtime.Data;

/// <summary>A single point: a NumPy array in a <c>.npy</c> file, or numbers in a text, divided by white space, commas or
/// semicolons.</summary>
public static class PointFile
{
    private static readonly char[] _between = [' ', '\t', '\r', '\n', ',', ';'];

    /// <summary>All numbers of the file, row by row.</summary>
    /// <exception cref="UserError">The file is missing or holds something else.</exception>
    public static double[] Read(string path) => DataFile.Read(path, stream =>
        path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase) ? Numbers(Npy.Read(stream)) : Numbers(path, stream));

    private static double[] Numbers(RawArray array) => array.Type switch
    {
        ElementType.Bool or ElementType.UInt8 => Cast<byte>(array, static x => x),
        ElementType.Int8 => Cast<sbyte>(array, static x => x),
        ElementType.UInt16 => Cast<ushort>(array, static x => x),
        ElementType.Int16 => Cast<short>(array, static x => x),
        ElementType.UInt32 => Cast<uint>(array, static x => x),
        ElementType.Int32 => Cast<int>(array, static x => x),
        ElementType.Int64 => Cast<long>(array, static x => x),
        ElementType.Float16 => Cast<Half>(array, static x => (double)x),
        ElementType.Float32 => Cast<float>(array, static x => x),
        _ => Cast<double>(array, static x => x),
    };

    private static double[] Cast<T>(RawArray array, Func<T, double> convert)
        where T : unmanaged
    {
        var items = MemoryMarshal.Cast<byte, T>(array.Bytes);
        var numbers = new double[items.Length];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = convert(items[i]);
        return numbers;
    }

    private static double[] Numbers(string path, Stream stream)
    {
        using var reader = new StreamReader(stream);
        var words = reader.ReadToEnd().Split(_between, StringSplitOptions.RemoveEmptyEntries);
        return [.. words.Select(word => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new UserError($"{path}: '{(word.Length > 20 ? word[..20] + ".." : word)}' is no number."))];
    }
}
