using System.Text;
using Edge.Releases.Sources;
using Edge.Releases.Tuf;

namespace Edge.Releases.Tests.Tuf;

/// <summary>A download that breaks off goes on where it was, and trusts nothing of what it finds there.</summary>
public sealed class ResumeTests : IDisposable
{
    private const string Content = "the whole content";

    private readonly ForgedRepository _repository = new();
    private readonly TestFolder _folder = new();
    private readonly ForgedClient _client;

    public ResumeTests()
    {
        _repository.AddTarget("targets", "model", Content);
        _repository.PublishAll();
        _client = new ForgedClient(_repository);
    }

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Download_BrokenOff_GoesOnAtTheByteWhereItWas()
    {
        var source = new BreakingSource(Content) { BreakAt = 5 };
        TrustException broken = await Assert.ThrowsAsync<TrustException>(() => DownloadAsync(source));
        Assert.Equal(TrustFailure.Unreachable, broken.Failure);
        Assert.Equal("the w", await ReadAsync("model.part"));

        source.BreakAt = null;
        await DownloadAsync(source);

        Assert.Equal([new SourcePosition(0, null), new SourcePosition(5, "\"one\"")], source.Asked);
        Assert.Equal(Content, await ReadAsync("model"));
        Assert.Equal(["model"], Names());
    }

    [Fact]
    public async Task Download_WhatHadComeIsNotOfTheFile_IsRefusedAndThenFetchedWhole()
    {
        _folder.Write("model.part", "not it");
        var source = new BreakingSource(Content);

        Assert.Equal(TrustFailure.Mismatch, (await Assert.ThrowsAsync<TrustException>(() => DownloadAsync(source))).Failure);
        Assert.Empty(Names());

        await DownloadAsync(source);
        Assert.Equal(Content, await ReadAsync("model"));
    }

    [Fact]
    public async Task Download_SourceBeginsAnew_IsFollowed()
    {
        _folder.Write("model.part", "the w");
        await DownloadAsync(new BreakingSource(Content) { BeginsAnew = true });

        Assert.Equal(Content, await ReadAsync("model"));
    }

    [Fact]
    public async Task Download_AllHadCome_AsksForNothing()
    {
        _folder.Write("model.part", Content);
        _folder.Write("model.part.tag", "\"one\"");
        var source = new BreakingSource(Content);
        await DownloadAsync(source);

        Assert.Empty(source.Asked);
        Assert.Equal(["model"], Names());
    }

    [Fact]
    public async Task Download_MoreHadComeThanThereIs_BeginsAnew()
    {
        _folder.Write("model.part", Content + " and more");
        var source = new BreakingSource(Content);
        await DownloadAsync(source);

        Assert.Equal([SourcePosition.Start], source.Asked);
        Assert.Equal(Content, await ReadAsync("model"));
    }

    [Fact]
    public async Task Download_PartIsALink_DoesNotFollowIt()
    {
        string other = _folder.Write("other/file", "the w");
        File.CreateSymbolicLink(_folder.At("model.part"), other);
        await DownloadAsync(new BreakingSource(Content));

        Assert.Equal("the w", await File.ReadAllTextAsync(other, TestContext.Current.CancellationToken));
        Assert.Equal(Content, await ReadAsync("model"));
    }

    private async Task DownloadAsync(IReleaseSource source)
    {
        using MetadataStore store = MetadataStore.Open(_folder.At("trusted"));
        store.Initialize(_repository.Files["1.root.json"]);
        var client = new TufClient(store, _repository, source, TufLimits.Default, new ManualClock());
        TargetFile target = (await client.FindAsync("model", TestContext.Current.CancellationToken))!;
        try
        {
            await client.DownloadAsync(target, _folder.At("model"), keepPartial: true, TestContext.Current.CancellationToken);
        }
        finally
        {
            store.Dispose();
            Directory.Delete(_folder.At("trusted"), recursive: true);
        }
    }

    private Task<string> ReadAsync(string name) => File.ReadAllTextAsync(_folder.At(name), TestContext.Current.CancellationToken);

    private IEnumerable<string?> Names() => Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order();

    /// <summary>Gives a file, with ranges, and may break off.</summary>
    private sealed class BreakingSource(string content) : IReleaseSource
    {
        public int? BreakAt { get; set; }

        public bool BeginsAnew { get; init; }

        public List<SourcePosition> Asked { get; } = [];

        public Task<SourceFile> OpenAsync(IReadOnlyList<string> path, SourcePosition from, CancellationToken cancellation)
        {
            Asked.Add(from);
            long offset = BeginsAnew ? 0 : from.OffsetBytes;
            byte[] rest = Encoding.UTF8.GetBytes(content[(int)offset..(BreakAt ?? content.Length)]);
            return Task.FromResult(new SourceFile(BreakAt is null ? new MemoryStream(rest) : new BrokenStream(rest), offset, "\"one\""));
        }
    }

    private sealed class BrokenStream(byte[] content) : MemoryStream(content)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = await base.ReadAsync(buffer, cancellationToken);
            return count > 0 ? count : throw new IOException("the line broke");
        }
    }
}
