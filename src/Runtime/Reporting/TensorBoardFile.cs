using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace MLSpec.Runtime.Reporting;

/// <summary>
/// Training curves as TensorBoard reads them: records of <c>tensorflow.Event</c> in the framing of TFRecord, which is the length, its checksum, the message, its checksum. The messages have
/// five fields in all, so that they are written by hand; a library for protocol buffers would be larger than what it writes.
/// </summary>
internal static class TensorBoardFile
{
    private const string Name = "events.out.tfevents.0.mlspec";
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Delimited = 2;
    private const int Fixed32 = 5;

    /// <summary>The files of a report by their paths: a folder for each training, in it one for each seed.</summary>
    public static IEnumerable<(string Path, byte[] Bytes)> Of(RunReport report) =>
        from curve in report.Curves
        group curve by (Training: Plain(LearningCurves.Name(curve, report.Curves)), curve.Seed) into same
        from file in same.Select((curve, i) => (curve, Folder: i == 0 ? same.Key.Training : string.Create(CultureInfo.InvariantCulture, $"{same.Key.Training}-{i + 1}")))
        select (Path.Combine(file.Folder, string.Create(CultureInfo.InvariantCulture, $"seed{same.Key.Seed}"), Name), Of(file.curve));

    /// <summary>The files that an earlier run left in a folder.</summary>
    public static IReadOnlyList<string> In(string folder) => Directory.Exists(folder) ? Directory.GetFiles(folder, Name, SearchOption.AllDirectories) : [];

    /// <summary>The events of one training: <c>loss</c> and <c>rate</c>, <c>loss/NAME</c> of each of several objectives, and <c>measure/NAME</c>. They carry no time, so that equal runs give equal files.</summary>
    public static byte[] Of(CurveResult curve)
    {
        var file = new MemoryStream();
        Record(file, Event(0, 3, "brain.Event:2"u8.ToArray()));
        foreach (var point in curve.Points)
        {
            Scalar(file, "loss", point.Step, point.Loss);
            Scalar(file, "rate", point.Step, point.Rate);
        }
        foreach (var (kind, measured) in curve.Objectives.Select(one => ("loss", one)).Concat(curve.Measures.Select(one => ("measure", one))))
            foreach (var point in measured.Points) Scalar(file, $"{kind}/{measured.Name}", point.Step, point.Value);
        return file.ToArray();
    }

    /// <summary>The checksum of TFRecord: CRC-32C, rotated by 15 bits and moved by a constant, so that checksums of data with checksums are no special case.</summary>
    public static uint MaskedCrc(ReadOnlySpan<byte> bytes)
    {
        var crc = Crc(bytes);
        return BitOperations.RotateRight(crc, 15) + 0xA282EAD8;
    }

    /// <summary>CRC-32C (Castagnoli) as in RFC 3720, section 12.1.</summary>
    public static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes) crc = BitOperations.Crc32C(crc, one);
        return ~crc;
    }

    private static void Scalar(MemoryStream file, string tag, long step, double value)
    {
        var inner = new MemoryStream();
        Field(inner, 1, Encoding.UTF8.GetBytes(tag));
        Tag(inner, 2, Fixed32);
        var number = new byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(number, (float)value);
        inner.Write(number);
        var summary = new MemoryStream();
        Field(summary, 1, inner.ToArray());
        Record(file, Event(step, 5, summary.ToArray()));
    }

    /// <summary>An event: <c>wall_time = 1</c>, <c>step = 2</c>, and what it says.</summary>
    private static byte[] Event(long step, int what, byte[] content)
    {
        var message = new MemoryStream();
        Tag(message, 1, Fixed64);
        message.Write(new byte[8]);
        if (step != 0)
        {
            Tag(message, 2, Varint);
            Number(message, (ulong)step);
        }
        Field(message, what, content);
        return message.ToArray();
    }

    private static void Record(MemoryStream file, byte[] message)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, message.Length);
        file.Write(length);
        Checksum(file, length);
        file.Write(message);
        Checksum(file, message);
    }

    private static void Checksum(MemoryStream file, byte[] bytes)
    {
        var crc = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(crc, MaskedCrc(bytes));
        file.Write(crc);
    }

    private static void Field(MemoryStream message, int number, byte[] content)
    {
        Tag(message, number, Delimited);
        Number(message, (ulong)content.Length);
        message.Write(content);
    }

    private static void Tag(MemoryStream message, int number, int kind) => Number(message, (ulong)((number << 3) | kind));

    /// <summary>Seven bits a byte, the low ones first.</summary>
    private static void Number(MemoryStream message, ulong value)
    {
        for (; value >= 0x80; value >>= 7) message.WriteByte((byte)(value | 0x80));
        message.WriteByte((byte)value);
    }

    /// <summary>Letters, digits and what no system minds in a folder's name.</summary>
    private static string Plain(string text) => string.Concat(text.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-' or '=' ? letter : '_'));
}
