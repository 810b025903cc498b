using Edge.Contracts;
using Edge.Inference.Pipeline;

namespace Edge.Inference.Tests.Pipeline;

public sealed class ReleaseGateTests
{
    [Fact]
    public void Open_SampleRelease_IsRead()
    {
        using ReleaseCopy copy = new();
        Assert.NotNull(ReleaseGate.Open(copy.Directory, ReleaseDigest.Compute(copy.Directory), out ModelIdentity identity, out string? refusal));
        Assert.Null(refusal);
        Assert.Equal("phantom-radiograph", identity.Name);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Open_ManifestThatIsMissingOrLargerThanItMayBe_IsRefusedAndNotRead(bool isLarge)
    {
        using ReleaseCopy copy = new();
        string manifest = Path.Combine(copy.Directory, ModelManifest.FileName);
        File.Delete(manifest);
        if (isLarge)
        {
            using FileStream file = File.Create(manifest);
            file.SetLength(ManifestFile.MaxBytes + 1);
        }

        Assert.Null(ReleaseGate.Open(copy.Directory, ReleaseDigest.Compute(copy.Directory), out _, out string? refusal));
        Assert.Equal("The model has no manifest.json of at most 4194304 bytes. Install the release again.", refusal);
    }

    private sealed class ReleaseCopy : IDisposable
    {
        private readonly TemporaryFolder _folder = TestFolders.CreateTemporary();

        public ReleaseCopy() => Releases.Copy(Releases.Radiograph, Directory);

        public string Directory => Path.Combine(_folder.Path, "phantom-radiograph", "1.0.0");

        public void Dispose() => _folder.Dispose();
    }
}
