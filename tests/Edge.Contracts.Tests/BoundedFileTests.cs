namespace Edge.Contracts.Tests;

public sealed class BoundedFileTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"bounded-{Guid.NewGuid():N}");

    [Theory]
    [InlineData(1)]
    [InlineData(65536)]
    [InlineData(200_000)]
    public void Read_AtItsLimit_IsTheWholeFileAndOneLessIsNone(int bytes)
    {
        byte[] content = [.. Enumerable.Range(0, bytes).Select(static at => (byte)at)];
        File.WriteAllBytes(_file, content);
        Assert.Equal(content, BoundedFile.Read(_file, bytes));
        Assert.Null(BoundedFile.Read(_file, bytes - 1));
        Assert.Contains($"larger than {bytes - 1} bytes", Assert.Throws<IOException>(() => BoundedFile.Require(_file, bytes - 1)).Message, StringComparison.Ordinal);
    }

    /// <summary>A device says that it holds nothing, and never ends.</summary>
    [Fact]
    public void Read_FileWithoutEnd_EndsAtTheLimit()
    {
        File.CreateSymbolicLink(_file, "/dev/zero");
        Assert.Null(BoundedFile.Read(_file, 1_000_000));
    }

    public void Dispose() => File.Delete(_file);
}
