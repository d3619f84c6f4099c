using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Google.Protobuf;
using MLSpec.Runtime.Reporting;
using Parquet;
using Parquet.Schema;

namespace MLSpec.Runtime.Tests.Reporting;

/// <summary>The files beside the page.</summary>
public sealed class ReportFileTests
{
    [Fact]
    public async Task Parquet_holds_the_rows_of_the_csv()
    {
        var report = SampleReport.Of();
        var lines = ReportFiles.Csv(report).TrimEnd('\n').Split('\n').Select(line => line.Split(',')).ToArray();
        var bytes = ParquetFile.Of(report);
        Assert.Equal(bytes, ParquetFile.Of(report));
        await using var reader = await ParquetReader.CreateAsync(new MemoryStream(bytes));
        Assert.Equal(lines[0], reader.Schema.DataFields.Select(field => field.Name));
        using var rows = reader.OpenRowGroupReader(0);
        for (var c = 0; c < lines[0].Length; c++)
        {
            var field = reader.Schema.DataFields[c];
            Assert.Equal(lines[0][c] is "eps" or "seed" or "value", field.ClrType == typeof(double));
            Assert.Equal(lines.Skip(1).Select(line => line[c]), await Column(rows, field, lines.Length - 1));
        }
    }

    private static async Task<string[]> Column(ParquetRowGroupReader rows, DataField field, int count)
    {
        if (field.ClrType != typeof(double))
        {
            var texts = new string?[count];
            await rows.ReadAsync(field, texts.AsMemory());
            return [.. texts.Select(text => text!)];
        }
        var numbers = new double?[count];
        if (field.IsNullable) await rows.ReadAsync<double>(field, numbers.AsMemory());
        else
        {
            var plain = new double[count];
            await rows.ReadAsync<double>(field, plain.AsMemory());
            numbers = [.. plain.Select(number => (double?)number)];
        }
        return [.. numbers.Select(number => number!.Value.ToString("R", CultureInfo.InvariantCulture))];
    }

    /// <summary>RFC 3720, section B.4, and the check value of the polynomial.</summary>
    [Fact]
    public void Checksums_are_those_that_are_published()
    {
        Assert.Equal(0xE3069283u, TensorBoardFile.Crc("123456789"u8));
        Assert.Equal(0x8A9136AAu, TensorBoardFile.Crc(new byte[32]));
        Assert.Equal(0x62A8AB43u, TensorBoardFile.Crc([.. Enumerable.Repeat((byte)0xFF, 32)]));
        Assert.Equal(0x46DD794Eu, TensorBoardFile.Crc([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
    }

    /// <summary>The file that every version of TensorFlow writes begins with the length 24 and its masked checksum a3 7f 4b 22.</summary>
    [Fact]
    public void An_event_file_begins_as_those_of_TensorFlow_do() => Assert.Equal(
        [0x18, 0, 0, 0, 0, 0, 0, 0, 0xA3, 0x7F, 0x4B, 0x22, 0x09],
        TensorBoardFile.Of(new CurveResult("plain", 1, [], []))[..13]);

    [Fact]
    public void Event_files_hold_every_point_of_every_curve()
    {
        var report = SampleReport.Of(seeds: 2);
        var files = TensorBoardFile.Of(report).ToDictionary(file => file.Path.Replace('\\', '/'), file => file.Bytes);
        Assert.Equal(
            ["hardened/seed1", "hardened/seed2", "plain/seed1", "plain/seed2"],
            files.Keys.Order(StringComparer.Ordinal).Select(path => path[..path.LastIndexOf('/')]));
        var events = Decoded(files["hardened/seed2/events.out.tfevents.0.mlspec"]).ToArray();
        var curve = report.Curves.Single(one => one is { Training: "hardened", Seed: 2 });
        void Same(string tag, IEnumerable<(long, float)> points) => Assert.Equal(points, events.Where(one => one.Tag == tag).Select(one => (one.Step, one.Value)));
        Same("loss", curve.Points.Select(point => ((long)point.Step, (float)point.Loss)));
        Same("rate", curve.Points.Select(point => ((long)point.Step, (float)point.Rate)));
        Same("loss/critic", curve.Objectives[0].Points.Select(point => ((long)point.Step, (float)point.Value)));
        Same("measure/held_out", curve.Measures[0].Points.Select(point => ((long)point.Step, (float)point.Value)));
        Assert.Equal(200 + 200 + 20 + 10, events.Length);
    }

    /// <summary>It is to take 5 s and 5 MB; the bound on the time leaves room for a machine that does twenty other things.</summary>
    [Fact]
    public void The_page_of_ten_thousand_cells_is_small_and_soon_made()
    {
        var report = SampleReport.Of(values: 100, seeds: 50);
        Assert.Equal(10_000, report.Protocols[0].Cells.Count);
        var clock = Stopwatch.StartNew();
        var page = HtmlReport.Render(report);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 30);
        Assert.InRange(Encoding.UTF8.GetByteCount(page), 640_000, 5_000_000);
    }

    /// <summary>Reads TFRecord and <c>tensorflow.Event</c> with the library of protocol buffers, and checks both sums of each record bit by bit.</summary>
    private static IEnumerable<(string Tag, long Step, float Value)> Decoded(byte[] file)
    {
        for (var at = 0; at < file.Length;)
        {
            var length = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at));
            Assert.Equal(Masked(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            var message = file[(at + 12)..(at + 12 + length)];
            Assert.Equal(Masked(message), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            at += 16 + length;
            var input = new CodedInputStream(message);
            var step = 0L;
            for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
            {
                if (tag == WireFormat.MakeTag(2, WireFormat.WireType.Varint)) step = input.ReadInt64();
                else if (tag == WireFormat.MakeTag(5, WireFormat.WireType.LengthDelimited)) yield return Scalar(input.ReadBytes(), step);
                else input.SkipLastField();
            }
        }
    }

    private static (string, long, float) Scalar(ByteString summary, long step)
    {
        var outer = summary.CreateCodedInput();
        Assert.Equal(WireFormat.MakeTag(1, WireFormat.WireType.LengthDelimited), outer.ReadTag());
        var value = outer.ReadBytes().CreateCodedInput();
        Assert.Equal(WireFormat.MakeTag(1, WireFormat.WireType.LengthDelimited), value.ReadTag());
        var tag = value.ReadString();
        Assert.Equal(WireFormat.MakeTag(2, WireFormat.WireType.Fixed32), value.ReadTag());
        return (tag, step, value.ReadFloat());
    }

    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }
        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xA282EAD8;
    }
}
