using MLSpec.Runtime.Data;
using MLSpec.Runtime.Hosting;

namespace MLSpec.Runtime.Tests.Data;

public sealed class DatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void DividedImagesAreScaledAndAPartIsKeptForValidation()
    {
        var splits = Idx.ReadSplits<Picture>(Files("train", 20), Files("test", 5), 0.1);
        Assert.Equal([18, 2, 5], [splits.Train.Count(), splits.Valid.Count(), splits.Test.Count()]);
        Assert.Equal([18, 1, 2, 2], splits.Train.Image.shape);
        Assert.Equal([0, 1 / 255f, 2 / 255f, 1], Close.Numbers(splits.Test.Image[0]));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (long)i % 10).Order(), splits.Train.Label.data<long>().Concat(splits.Valid.Label.data<long>()).Order());
        var again = Idx.ReadSplits<Picture>(Files("train", 20), Files("test", 5), 0.1);
        Assert.Equal(splits.ContentHash, again.ContentHash);
    }

    [Fact]
    public void WrongShapesAreRefused()
    {
        Close.Refused("'image' needs [rows, 1, 2, 2]", () => Idx.ReadSplits<Picture>([Images("odd", 3, 2, 3), Labels("l", 3)], Files("test", 5), 0.1));
        Close.Refused("has 4 rows, but", () => Idx.ReadSplits<Picture>([Images("i", 3, 2, 2), Labels("l", 4)], Files("test", 5), 0.1));
    }

    [Fact]
    public void ADataSetIsFoundInTheFolderOfTheDataThenWherePackagesInstallIt()
    {
        Directory.CreateDirectory(_folder["data"]);
        Directory.CreateDirectory(_folder["installed/mnist"]);
        Directory.CreateDirectory(_folder["data/mnist"]);
        var files = new DataFiles("", _folder["data"], _folder["installed"]);
        var message = Close.Message(() => files.Find("mnist/labels.gz"));
        Assert.Contains("the data set mnist is not there: labels.gz is not in ", message, StringComparison.Ordinal);
        Assert.Contains("--data DIR says where they are", message, StringComparison.Ordinal);
        Close.Refused("sudo apt install dataset-fashion-mnist", () => files.Find("fashion-mnist/labels.gz"));

        var installed = _folder.Write("installed/mnist/labels.gz", "i");
        Assert.Equal(installed, files.Find("mnist/labels.gz"));
        var flat = _folder.Write("data/labels.gz", "f");
        Assert.Equal(flat, files.Find("mnist/labels.gz"));
        var named = _folder.Write("data/mnist/labels.gz", "n");
        Assert.Equal(named, files.Find("mnist/labels.gz"));
        Close.Refused("data file other/rows.csv is not in", () => files.Find("other/rows.csv"));
    }

    [Fact]
    public void AFolderOfDataIsWhatItsFilesHold()
    {
        var files = new DataFiles("", _folder["data"]);
        Directory.CreateDirectory(_folder["data/walk/deeper"]);
        _folder.Write("data/walk/a.npy", "1");
        _folder.Write("data/walk/deeper/b.npy", "2");
        string Hash() => files.Hashes(["walk"]).Single().Value;
        var before = Hash();
        Assert.Equal(64, before.Length);
        Assert.Equal(before, Hash());
        File.Move(_folder["data/walk/a.npy"], _folder["data/walk/c.npy"]);
        Assert.NotEqual(before, Hash());
        File.Move(_folder["data/walk/c.npy"], _folder["data/walk/a.npy"]);
        Assert.Equal(before, Hash());
        _folder.Write("data/walk/deeper/b.npy", "3");
        Assert.NotEqual(before, Hash());
        Assert.Equal(_folder["data/walk"], files.Find("walk"));
    }

    private string[] Files(string name, int count) => [Images(name + "-images", count, 2, 2), Labels(name + "-labels", count)];

    private string Images(string name, int count, int height, int width) => _folder.Write(name, [
        0, 0, 8, 3, .. Word(count), .. Word(height), .. Word(width),
        .. Enumerable.Range(0, count).SelectMany(_ => Enumerable.Range(0, height * width).Select(i => (byte)(i == 3 ? 255 : i)))]);

    private string Labels(string name, int count) =>
        _folder.Write(name, [0, 0, 8, 1, .. Word(count), .. Enumerable.Range(0, count).Select(i => (byte)(i % 10))]);

    private static byte[] Word(int value) => [0, 0, 0, (byte)value];
}

/// <summary>An image of one channel and its label.</summary>
internal sealed record Picture(TorchSharp.torch.Tensor Image, TorchSharp.torch.Tensor Label) : IRows<Picture>
{
    public static System.Collections.Immutable.ImmutableArray<Column> Schema { get; } = [Column.Float("image", 1, 2, 2), Column.Class("label", 10)];

    public IReadOnlyList<TorchSharp.torch.Tensor> Columns => [Image, Label];

    public static Picture FromColumns(IReadOnlyList<TorchSharp.torch.Tensor> columns) => new(columns[0], columns[1]);
}
