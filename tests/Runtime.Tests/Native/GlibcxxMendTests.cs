using MLSpec.Runtime.Native;

namespace MLSpec.Runtime.Tests.Native;

public sealed class GlibcxxMendTests
{
    private static readonly string? _torchSharp = Find("libLibTorchSharp.so");

    [Fact]
    public void TheLibraryOfTorchSharpIsMendedInThreePlaces()
    {
        if (_torchSharp is null)
            return;
        var image = File.ReadAllBytes(_torchSharp);
        Assert.True(GlibcxxMend.TryApply(image, out var mended));
        Assert.Equal(image.Length, mended.Length);
        var changed = Enumerable.Range(0, image.Length).Where(i => image[i] != mended[i]).ToArray();
        Assert.InRange(changed.Length, 3, 2 + 2 + "_ZSt21ios_base_library_initv".Length);
        Assert.Equal(File.ReadAllBytes(_torchSharp), image);
    }

    [Fact]
    public void AMendedLibraryIsNotMendedAgain()
    {
        if (_torchSharp is null)
            return;
        Assert.True(GlibcxxMend.TryApply(File.ReadAllBytes(_torchSharp), out var mended));
        Assert.False(GlibcxxMend.TryApply(mended, out _));
    }

    [Fact]
    public void OtherFilesAreLeftAlone()
    {
        Assert.False(GlibcxxMend.TryApply([], out _));
        Assert.False(GlibcxxMend.TryApply("not an ELF file at all"u8.ToArray(), out _));
        if (Find("libc10.so") is { } other)
            Assert.False(GlibcxxMend.TryApply(File.ReadAllBytes(other), out _));
    }

    [Fact]
    public void ATruncatedLibraryIsLeftAlone()
    {
        if (_torchSharp is null)
            return;
        var image = File.ReadAllBytes(_torchSharp);
        for (var length = 0; length < 4096; length += 7)
            Assert.False(GlibcxxMend.TryApply(image[..length], out _));
        Assert.False(GlibcxxMend.TryApply(image[..(image.Length / 2)], out _));
    }

    private static string? Find(string name) =>
        Directory.EnumerateFiles(AppContext.BaseDirectory, name, SearchOption.AllDirectories).FirstOrDefault();
}
