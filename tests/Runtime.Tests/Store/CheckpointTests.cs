using MLSpec.Runtime.Store;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Store;

public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder["run.checkpoint"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EveryValueComesBackToTheBit()
    {
        var odd = new State(tensor(new[] { float.NaN, -0f, float.Epsilon, float.NegativeInfinity }),
            tensor(new[,] { { long.MinValue, 3 } }), BitConverter.Int64BitsToDouble(0x7FF8000000000123), -5, "Wärme \0 λ");
        Checkpoint.Save(Path, "me", odd);
        var back = new State(zeros(4), zeros([1, 2], ScalarType.Int64), 0, 0, "");
        Checkpoint.Restore(Path, "me", back);
        Assert.Equal(odd.Floats.bytes.ToArray(), back.Floats.bytes.ToArray());
        Assert.Equal(odd.Integers.bytes.ToArray(), back.Integers.bytes.ToArray());
        Assert.Equal(BitConverter.DoubleToInt64Bits(odd.Number), BitConverter.DoubleToInt64Bits(back.Number));
        Assert.Equal((odd.Integer, odd.Text), (back.Integer, back.Text));
    }

    [Fact]
    public void TheSameStateGivesTheSameFile()
    {
        Checkpoint.Save(Path, "me", Some(1));
        Checkpoint.Save(_folder["again"], "me", Some(1));
        Assert.Equal(File.ReadAllBytes(Path), File.ReadAllBytes(_folder["again"]));
    }

    [Fact]
    public void ANewerCheckpointReplacesAnOlder()
    {
        Checkpoint.Save(Path, "me", Some(1));
        Checkpoint.Save(Path, "me", Some(2));
        var back = Some(0);
        Checkpoint.Restore(Path, "me", back);
        Assert.Equal(2, back.Number);
        Assert.Equal([Path], Directory.GetFiles(System.IO.Path.GetDirectoryName(Path)!));
    }

    [Fact]
    public void EveryTruncationIsRefusedAndKept()
    {
        Checkpoint.Save(Path, "me", Some(1));
        var whole = File.ReadAllBytes(Path);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(Path, whole[..length]);
            Close.Refused("truncated", () => Checkpoint.Restore(Path, "me", Some(0)));
            Close.Message(() => Checkpoint.Save(Path, "me", Some(2)));
            Assert.Equal(whole[..length], File.ReadAllBytes(Path));
        }
    }

    [Fact]
    public void EveryChangedByteIsRefused()
    {
        Checkpoint.Save(Path, "me", Some(1));
        var whole = File.ReadAllBytes(Path);
        for (var place = 0; place < whole.Length; place++)
        {
            var damaged = whole.ToArray();
            damaged[place] ^= 0x40;
            File.WriteAllBytes(Path, damaged);
            Assert.False(Checkpoint.IsOwn(Path, "me", out var reason));
            Assert.NotEqual("", reason);
        }
        File.WriteAllBytes(Path, whole);
        Assert.True(Checkpoint.IsOwn(Path, "me", out _));
    }

    [Theory]
    [InlineData("you", "belongs to another run")]
    [InlineData("me", "")]
    public void AnotherIdentityIsRefusedAndKept(string identity, string reason)
    {
        Checkpoint.Save(Path, "me", Some(1));
        var before = File.ReadAllBytes(Path);
        if (reason.Length == 0)
        {
            Checkpoint.Restore(Path, identity, Some(0));
            return;
        }
        Assert.Contains(reason, Close.Message(() => Checkpoint.Restore(Path, identity, Some(0))), StringComparison.Ordinal);
        Assert.Contains(reason, Close.Message(() => Checkpoint.Save(Path, identity, Some(2))), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path));
    }

    [Fact]
    public void AForeignFileIsRefusedAndKept()
    {
        File.WriteAllText(Path, "my only copy of the thesis");
        Close.Refused("not a checkpoint", () => Checkpoint.Save(Path, "me", Some(1)));
        Close.Refused("not a checkpoint", () => Checkpoint.Restore(Path, "me", Some(1)));
        Assert.Equal("my only copy of the thesis", File.ReadAllText(Path));
    }

    [Fact]
    public void AMissingFileIsSaidSo() => Close.Refused("There is no checkpoint", () => Checkpoint.Restore(Path, "me", Some(1)));

    [Fact]
    public void AnotherShapeIsNamed()
    {
        Checkpoint.Save(Path, "me", Some(1));
        var other = new State(zeros(5), zeros([1, 2], ScalarType.Int64), 0, 0, "");
        Close.Refused("'part/floats' as Float32[4], but this run needs Float32[5]", () => Checkpoint.Restore(Path, "me", other));
    }

    /// <summary>/dev/full answers every write as a full disk does.</summary>
    [Fact]
    public void AFullDiskLeavesTheOldCheckpoint()
    {
        if (!File.Exists("/dev/full"))
            return;
        Checkpoint.Save(Path, "me", Some(1));
        File.CreateSymbolicLink(Path + ".tmp", "/dev/full");
        Close.Refused("No space left", () => Checkpoint.Save(Path, "me", Some(2)));
        var back = Some(0);
        Checkpoint.Restore(Path, "me", back);
        Assert.Equal(1, back.Number);
    }

    [Fact]
    public void ANameIsUsedOnce() => Assert.Throws<ArgumentException>(() => Checkpoint.Save(Path, "me", new Twice()));

    private static State Some(double number) => new(arange(4, ScalarType.Float32), ones([1, 2], ScalarType.Int64), number, 7, "text");

    private sealed class Twice : ICheckpointed
    {
        public void Save(StateWriter state)
        {
            state.Integer("a", 1);
            state.Integer("a", 2);
        }

        public void Restore(StateReader state)
        {
        }
    }

    private sealed class State(Tensor floats, Tensor integers, double number, long integer, string text) : ICheckpointed
    {
        public Tensor Floats => floats;
        public Tensor Integers => integers;
        public double Number { get; private set; } = number;
        public long Integer { get; private set; } = integer;
        public string Text { get; private set; } = text;

        public void Save(StateWriter state)
        {
            state.Part("part", new Inner(floats));
            state.Tensor("integers", integers);
            state.Number("number", Number);
            state.Integer("integer", Integer);
            state.Text("text", Text);
        }

        public void Restore(StateReader state)
        {
            state.Part("part", new Inner(floats));
            state.Tensor("integers", integers);
            (Number, Integer, Text) = (state.Number("number"), state.Integer("integer"), state.Text("text"));
        }
    }

    private sealed class Inner(Tensor floats) : ICheckpointed
    {
        public void Save(StateWriter state) => state.Tensor("floats", floats);
        public void Restore(StateReader state) => state.Tensor("floats", floats);
    }
}
