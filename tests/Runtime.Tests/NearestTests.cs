namespace MLSpec.Runtime.Tests;

public class NearestTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "abc", 0)]
    [InlineData("abc", "acb", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "ab", 2)]
    public void EditsAreCounted(string a, string b, int edits) => Assert.Equal(edits, Nearest.Edits(a, b));

    [Fact]
    public void NearNamesComeNearestFirst() =>
        Assert.Equal(["radius", "radios"], Nearest.To("radiu", ["width", "radios", "radius", "rate"]));

    [Fact]
    public void FarNamesAreNotSuggested() => Assert.Equal("", Nearest.Hint("banana", ["width", "rate"]));

    [Fact]
    public void TheHashSeparatesItsParts()
    {
        Assert.NotEqual(StableHash.Hex("ab", "c"), StableHash.Hex("a", "bc"));
        Assert.Equal("df3f619804a92fdb4057192dc43dd748ea778adc52bc498ce80524c014b81119", StableHash.Hex(""));
    }
}
