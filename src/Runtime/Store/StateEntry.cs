using System.Collections.Immutable;
using System.Text;

namespace MLSpec.Runtime.Store;

/// <summary>One value of a checkpoint and its binary form: kind byte, then the value, little-endian.</summary>
internal abstract record StateEntry
{
    public abstract void Write(BinaryWriter to);

    public static StateEntry Read(BinaryReader from) => from.ReadByte() switch
    {
        0 => TensorEntry.ReadBody(from),
        1 => new NumberEntry(BitConverter.Int64BitsToDouble(from.ReadInt64())),
        2 => new IntegerEntry(from.ReadInt64()),
        3 => new TextEntry(Encoding.UTF8.GetString(from.ReadBytes(from.ReadInt32()))),
        var kind => throw new InvalidDataException($"unknown kind {kind} of value"),
    };
}

internal sealed record TensorEntry(int Type, ImmutableArray<long> Shape, byte[] Bytes) : StateEntry
{
    public override void Write(BinaryWriter to)
    {
        to.Write((byte)0);
        to.Write(Type);
        to.Write(Shape.Length);
        foreach (var size in Shape)
            to.Write(size);
        to.Write(Bytes.LongLength);
        to.Write(Bytes);
    }

    public static TensorEntry ReadBody(BinaryReader from)
    {
        var type = from.ReadInt32();
        var shape = new long[from.ReadInt32()];
        for (var i = 0; i < shape.Length; i++)
            shape[i] = from.ReadInt64();
        return new(type, [.. shape], from.ReadBytes(checked((int)from.ReadInt64())));
    }
}

internal sealed record NumberEntry(double Value) : StateEntry
{
    public override void Write(BinaryWriter to)
    {
        to.Write((byte)1);
        to.Write(BitConverter.DoubleToInt64Bits(Value));
    }
}

internal sealed record IntegerEntry(long Value) : StateEntry
{
    public override void Write(BinaryWriter to)
    {
        to.Write((byte)2);
        to.Write(Value);
    }
}

internal sealed record TextEntry(string Value) : StateEntry
{
    public override void Write(BinaryWriter to)
    {
        var bytes = Encoding.UTF8.GetBytes(Value);
        to.Write((byte)3);
        to.Write(bytes.Length);
        to.Write(bytes);
    }
}
