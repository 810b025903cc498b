using Edge.Contracts;
using Edge.Runtime.Store;

namespace Edge.Runtime.Tests.Store;

public sealed class SiteKeyTests : IDisposable
{
    private readonly DataDirectory _data = new(Directory.CreateTempSubdirectory("edge-key-").FullName);

    [Fact]
    public void LoadOrCreate_FirstStart_MakesAKeyThatOnlyItsOwnerReads()
    {
        SiteKey.LoadOrCreate(_data);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_data.SiteKey));
        Assert.Equal(32, new FileInfo(_data.SiteKey).Length);
    }

    [Fact]
    public void Pseudonym_AfterRestart_StaysTheSame() =>
        Assert.Equal(SiteKey.LoadOrCreate(_data).Pseudonym("1.2.3"), SiteKey.LoadOrCreate(_data).Pseudonym("1.2.3"));

    [Fact]
    public void Pseudonym_KnownKey_IsHmacSha256()
    {
        // openssl: printf 1.2.3 | openssl dgst -sha256 -mac HMAC -macopt hexkey:(32 times 0b)
        File.WriteAllBytes(_data.SiteKey, [.. Enumerable.Repeat((byte)0x0b, 32)]);
        Assert.Equal("f296fe95daddd81c84b2679265df6a9440d6ae79364326d88f84f8860157fa15", SiteKey.LoadOrCreate(_data).Pseudonym("1.2.3"));
    }

    [Fact]
    public void LoadOrCreate_DamagedKey_RefusesInsteadOfMakingAnother()
    {
        File.WriteAllBytes(_data.SiteKey, [1, 2, 3]);
        Assert.Contains("restore it from a backup", Assert.Throws<IOException>(() => SiteKey.LoadOrCreate(_data)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_data.Root, recursive: true);
}
