using Edge.Inference.Pipeline.Loading;

namespace Edge.Inference.Tests.Pipeline;

/// <summary>PS3.5 8.1.1: of each word the bits up to High Bit count, as many as Bits Stored.</summary>
public sealed class StoredWordsTests
{
    [Theory]
    [InlineData(16, 16, 15, false, 0xFFFF, 65535)]
    [InlineData(16, 16, 15, true, 0xFFFF, -1)]
    [InlineData(16, 16, 15, true, 0x8000, -32768)]
    [InlineData(16, 12, 11, false, 0xF123, 0x123)]
    [InlineData(16, 12, 11, true, 0x0800, -2048)]
    [InlineData(16, 12, 11, true, 0xF7FF, 2047)]
    [InlineData(16, 12, 15, false, 0x123F, 0x123)]
    [InlineData(16, 12, 15, true, 0x800F, -2048)]
    [InlineData(16, 1, 0, false, 0xFFFF, 1)]
    [InlineData(8, 8, 7, false, 0xFF, 255)]
    [InlineData(8, 8, 7, true, 0xFF, -1)]
    [InlineData(8, 4, 5, false, 0x24, 9)]
    [InlineData(8, 4, 3, true, 0x08, -8)]
    public void ToSingle_Word_KeepsTheBitsThatCount(int allocated, int stored, int highBit, bool isSigned, int word, float expected)
    {
        // Enough equal words for the vector path and its remainder.
        const int Count = 67;
        byte[] pixels = new byte[Count * allocated / 8];
        for (int index = 0; index < Count; index++)
        {
            if (allocated == 8)
            {
                pixels[index] = (byte)word;
            }
            else
            {
                BitConverter.TryWriteBytes(pixels.AsSpan(2 * index), (ushort)word);
            }
        }

        float[] values = new float[Count];
        StoredWords.ToSingle(pixels, allocated / 8, allocated - 1 - highBit, allocated - stored, isSigned, values);
        Assert.All(values, value => Assert.Equal(expected, value));
    }
}
