using System.Globalization;
using System.IO.Compression;
using System.Text;
using MLSpec.Runtime.Data;

namespace MLSpec.Runtime.Tests.Data;

public sealed class CsvTests : IDisposable
{
    private const string _header = "image0,image1,image2,image3,weight,label\n";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ColumnsComeInAnyOrderAndTensorsHaveTheirShapes()
    {
        var rows = Csv.Read<Digit>(_folder.Write("a.csv", "label,image3,image2,image1,image0,weight\n"
            + "7,4,3,2,1,0.5\n\n0,-4,\"-3\", -2 ,-1e-3,1e3\n"));
        Assert.Equal([2, 2, 2], rows.Image.shape);
        Assert.Equal([2], rows.Label.shape);
        Assert.Equal([1, 2, 3, 4, -1e-3f, -2, -3, -4], Close.Numbers(rows.Image));
        Assert.Equal([0.5f, 1000], Close.Numbers(rows.Weight));
        Assert.Equal([7, 0], rows.Label.data<long>().ToArray());
    }

    [Theory]
    [InlineData("\uFEFF", "\r\n")]
    [InlineData("", "\n")]
    public void LineEndsAndByteOrderMarksDoNotMatter(string mark, string end) =>
        Assert.Equal(1, Csv.Read<Tally>(_folder.Write("a.csv", $"{mark}count{end}9007199254740993")).Count());

    [Fact]
    public void WholeNumbersAreExact() =>
        Assert.Equal(9007199254740993, Csv.Read<Tally>(_folder.Write("a.csv", "count\n9007199254740993\n")).Count.item<long>());

    [Fact]
    public void GzipIsUnpacked()
    {
        using (var file = new GZipStream(File.Create(_folder["a.csv.gz"]), CompressionLevel.Fastest))
            file.Write(Encoding.UTF8.GetBytes("count\n1\n2\n"));
        Assert.Equal(2, Csv.Read<Tally>(_folder["a.csv.gz"]).Count());
        var packed = File.ReadAllBytes(_folder["a.csv.gz"]);
        Close.Refused("Cannot read", () => Csv.Read<Tally>(_folder.Write("b.csv.gz", "count\n1\n")));
        Assert.Throws<UserError>(() => Csv.Read<Tally>(_folder.Write("c.csv.gz", packed[..(packed.Length / 2)])));
    }

    [Fact]
    public void AnotherCultureReadsTheSame()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            Assert.Equal([0.5f], Close.Numbers(Csv.Read<Digit>(_folder.Write("a.csv", _header + "1,2,3,4,0.5,1\n")).Weight));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData(_header, "has a header line but no rows")]
    [InlineData("image0,image1,image2,image3,wieght,label\n1,2,3,4,5,6\n",
        "has no column 'weight'. Did you mean 'wieght'? The columns are image0, image1, image2, image3, wieght, label.")]
    [InlineData("image0,weight,label\n1,2,3\n", "has no column 'image1' (3 such columns in all).")]
    [InlineData("image0,image1,image2,image3,weight,label,id\n1,2,3,4,5,6,7\n", "has a column 'id' that the row type lacks.")]
    [InlineData("image0,image1,image2,image3,weight,label,label\n1,2,3,4,5,6,7\n", "names column 'label' 2 times")]
    [InlineData(_header + "1,2,3,4,5,6\n1,2,3,4,5\n", "line 3: 5 values, but the header names 6 columns")]
    [InlineData(_header + "1,2,3,4,5,6\n\n1,2,x,4,5,6\n", "line 4, column 'image2': 'x' is not a finite number")]
    [InlineData(_header + "1,2,NaN,4,5,6\n", "line 2, column 'image2': 'NaN' is not a finite number")]
    [InlineData(_header + "1,2,3,4,-inf,6\n", "line 2, column 'weight': '-inf' is not a finite number")]
    [InlineData(_header + "1,2,3,4,1e99,6\n", "line 2, column 'weight': '1e99' is not a finite number")]
    [InlineData(_header + "1,2,3,4,,6\n", "line 2, column 'weight': the value is missing")]
    [InlineData(_header + "1,2,3,4,1,10\n", "line 2, column 'label': 10 is not a class label from 0 to 9")]
    [InlineData(_header + "1,2,3,4,1,-1\n", "line 2, column 'label': -1 is not a class label from 0 to 9")]
    [InlineData(_header + "1,2,3,4,1,1.0\n", "line 2, column 'label': '1.0' is not a class label from 0 to 9")]
    [InlineData(_header + "1,2,3,4,1,a\"b\n", "a quote inside an unquoted field")]
    public void WhatIsWrongIsSaidWithItsPlace(string text, string expected)
    {
        var message = Close.Message(() => Csv.Read<Digit>(_folder.Write("a.csv", text)));
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains("a.csv", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void FieldsThatReadTheSameColumnAreRefused() =>
        Close.Refused("Two fields of the row type read the column 'x1'", () => Csv.Read<Clash>(_folder.Write("a.csv", "x0,x1\n1,2\n")));

    [Fact]
    public void AMissingFileIsSaidWithTheNearest()
    {
        _folder.Write("digits.csv", "");
        Close.Refused("Did you mean 'digits.csv'?", () => Csv.Read<Digit>(_folder["digit.csv"]));
        Close.Refused("the folder", () => Csv.Read<Digit>(_folder["nowhere/digit.csv"]));
    }
}
