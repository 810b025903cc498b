using Edge.Contracts;
using Edge.Runtime.Host;

namespace Edge.Runtime.Tests.Host;

public sealed class DataLockTests : IDisposable
{
    private readonly DataDirectory _data = new(Directory.CreateTempSubdirectory("edge-lock-").FullName);

    [Fact]
    public void Take_HeldByAnother_RefusesWithAdvice()
    {
        using DataLock held = DataLock.Take(_data);
        IOException refused = Assert.Throws<IOException>(() => DataLock.Take(_data));
        Assert.Contains("Stop it first", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Take_AfterRelease_Succeeds()
    {
        DataLock.Take(_data).Dispose();
        DataLock.Take(_data).Dispose();
        Assert.True(File.Exists(_data.LockFile));
    }

    public void Dispose() => Directory.Delete(_data.Root, recursive: true);
}
