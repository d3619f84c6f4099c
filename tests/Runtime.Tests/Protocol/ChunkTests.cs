using MLSpec.Runtime.Protocol;

namespace MLSpec.Runtime.Tests.Protocol;

public sealed class ChunkTests
{
    [Theory]
    [InlineData(4096, 64L)]
    [InlineData(128, 256L, 256L)]
    [InlineData(32, 256L, 784L)]
    [InlineData(1, 1L << 40)]
    [InlineData(1, long.MaxValue, long.MaxValue)]
    [InlineData(4096, 0L)]
    public void The_largest_tensor_of_a_chunk_stays_below_32_MiB(int rows, params long[] dimensions) =>
        Assert.Equal(rows, Evaluation.ChunkOf(dimensions));
}
