using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace MLSpec.Runtime.Reporting;

/// <summary>The measured values as a Parquet file: the rows of <c>results.csv</c>, with numbers as numbers.</summary>
internal static class ParquetFile
{
    /// <summary>The bytes of the file: <c>protocol</c>, the axes (doubles where they hold numbers, else texts; null where the protocol has no such axis), <c>measure</c>, <c>unit</c>, <c>value</c>.</summary>
    public static byte[] Of(RunReport report)
    {
        var stream = new MemoryStream();
        WriteAsync(LongTable.Of(report), stream).GetAwaiter().GetResult();
        return stream.ToArray();
    }

    private static async Task WriteAsync(LongTable table, Stream stream)
    {
        var (protocol, measure, unit, value) = (Text("protocol"), Text("measure"), Text("unit"), new DataField("value", typeof(double), isNullable: false));
        DataField[] axes = [.. table.Axes.Select(axis => axis.IsNumber ? new DataField(axis.Name, typeof(double), isNullable: true) : new DataField(axis.Name, typeof(string), isNullable: true))];
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema([protocol, .. axes, measure, unit, value]), stream).ConfigureAwait(false);
        using var rows = writer.CreateRowGroup();
        await rows.WriteAsync(protocol, Column(row => row.Protocol)).ConfigureAwait(false);
        for (var a = 0; a < axes.Length; a++)
        {
            var axis = a;
            if (table.Axes[a].IsNumber) await rows.WriteAsync<double>(axes[a], table.Rows.Select(row => Number(row.At[axis])).ToArray().AsMemory()).ConfigureAwait(false);
            else await rows.WriteAsync(axes[a], Column(row => row.At[axis]!)).ConfigureAwait(false);
        }
        await rows.WriteAsync(measure, Column(row => row.Measure.Name)).ConfigureAwait(false);
        await rows.WriteAsync(unit, Column(row => row.Measure.Unit)).ConfigureAwait(false);
        await rows.WriteAsync<double>(value, table.Rows.Select(row => row.Value).ToArray().AsMemory()).ConfigureAwait(false);
        rows.CompleteValidate();

        string[] Column(Func<LongRow, string> of) => [.. table.Rows.Select(of)];
    }

    private static DataField Text(string name) => new(name, typeof(string), isNullable: false);

    private static double? Number(string? text) => text is null ? null : double.Parse(text, CultureInfo.InvariantCulture);
}
