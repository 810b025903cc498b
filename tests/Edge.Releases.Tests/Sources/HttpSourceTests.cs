using System.Text;
using Edge.Releases.Sources;
using Edge.Releases.Tests.Tuf;
using Edge.Releases.Tuf;

namespace Edge.Releases.Tests.Sources;

public sealed class HttpSourceTests : IDisposable
{
    private readonly ScriptedServer _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Open_AFile_GivesItsContentAndAsksForItsNameEncodedOnce()
    {
        _server.Answer("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\ncontent");

        Assert.Equal("content", await ReadAsync("a b", "1...%/x?#.json"));
        Assert.StartsWith("GET /repo/a%20b/1...%25%2Fx%3F%23.json HTTP/1.1\r\n", _server.Asked, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("404 Not Found", TrustFailure.NotFound)]
    [InlineData("403 Forbidden", TrustFailure.NotFound)]
    [InlineData("500 Internal Server Error", TrustFailure.Unreachable)]
    [InlineData("302 Found\r\nLocation: http://127.0.0.1:1/", TrustFailure.Unreachable)]
    [InlineData("206 Partial Content", TrustFailure.Unreachable)]
    public async Task Open_AnotherStatus_IsRefused(string status, TrustFailure failure)
    {
        _server.Answer($"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(failure, await FailureAsync());
    }

    [Theory]
    [InlineData("garbage\r\n\r\n")]
    [InlineData("")]
    public async Task Open_WhatIsNoHttp_IsRefused(string answer)
    {
        _server.Answer(answer);
        Assert.Equal(TrustFailure.Unreachable, await FailureAsync());
    }

    [Fact]
    public async Task Open_HeadersWithoutEnd_AreCutAtTheLimit()
    {
        _server.Answer("HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Range(0, 2000).Select(number => $"X-{number}: {new string('x', 100)}\r\n")));
        Assert.Equal(TrustFailure.Unreachable, await FailureAsync());
    }

    [Fact]
    public async Task Read_ABodyThatBreaksOff_IsRefused()
    {
        _server.Answer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ncontent");
        var download = new BoundedDownload(TufLimits.Default, TimeProvider.System);
        using var source = new HttpSource(_server.Address);

        TrustException refused = await Assert.ThrowsAsync<TrustException>(() => download.ReadAsync(source, ["file"], 1000, TestContext.Current.CancellationToken));
        Assert.Equal(TrustFailure.Unreachable, refused.Failure);
    }

    [Fact]
    public async Task Read_ABodyThatNeverComes_EndsAtTheStallTime()
    {
        _server.AnswerAndWait("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
        var clock = new ManualClock();
        var download = new BoundedDownload(TufLimits.Default, clock);
        using var source = new HttpSource(_server.Address);
        Task<byte[]> reading = download.ReadAsync(source, ["file"], 1000, TestContext.Current.CancellationToken);
        await _server.Answered;
        clock.Advance(TimeSpan.FromSeconds(21));

        Assert.Equal(TrustFailure.TooSlow, (await Assert.ThrowsAsync<TrustException>(() => reading)).Failure);
    }

    [Fact]
    public async Task Open_NobodyListens_IsRefused()
    {
        Uri address;
        using (var gone = new ScriptedServer())
        {
            address = gone.Address;
        }

        using var source = new HttpSource(address);
        TrustException refused = await Assert.ThrowsAsync<TrustException>(() => source.OpenAsync(["file"], SourcePosition.Start, TestContext.Current.CancellationToken));
        Assert.Equal(TrustFailure.Unreachable, refused.Failure);
    }

    [Fact]
    public async Task Refresh_ARepositoryOverHttp_EndsTrusted()
    {
        var repository = new ForgedRepository();
        using var client = new ForgedClient(repository);
        _server.Serve(name => repository.Files.GetValueOrDefault(name.Replace("repo/", "", StringComparison.Ordinal)));
        using var source = new HttpSource(_server.Address);
        using MetadataStore store = MetadataStore.Open(client.Trusted + "-http");
        store.Initialize(repository.Files["1.root.json"]);
        await new TufClient(store, source, source, TufLimits.Default, new ManualClock()).RefreshAsync(TestContext.Current.CancellationToken);

        Assert.True(File.Exists(Path.Combine(client.Trusted + "-http", "targets.json")));
    }

    [Fact]
    public async Task Open_FromTheMiddle_AsksForTheRangeOfTheSameFile()
    {
        _server.Answer("HTTP/1.1 206 Partial Content\r\nETag: \"b\"\r\nContent-Range: bytes 3-6/7\r\nContent-Length: 4\r\n\r\ntent");
        using var source = new HttpSource(_server.Address);
        await using SourceFile file = await source.OpenAsync(["file"], new SourcePosition(3, "\"a\""), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(file.Content, Encoding.UTF8);

        Assert.Equal((3, "\"b\""), (file.OffsetBytes, file.Validator));
        Assert.Equal("tent", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Contains("Range: bytes=3-\r\n", _server.Asked, StringComparison.Ordinal);
        Assert.Contains("If-Range: \"a\"\r\n", _server.Asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_FromTheMiddleOfAFileThatHasChanged_BeginsAnew()
    {
        _server.Answer("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\ncontent");
        using var source = new HttpSource(_server.Address);
        await using SourceFile file = await source.OpenAsync(["file"], new SourcePosition(3, "\"a\""), TestContext.Current.CancellationToken);

        Assert.Equal(0, file.OffsetBytes);
    }

    [Theory]
    [InlineData("206 Partial Content\r\nContent-Range: bytes 2-6/7")]
    [InlineData("416 Range Not Satisfiable\r\nContent-Range: bytes */2")]
    public async Task Open_FromTheMiddleAnsweredWithAnotherPart_IsAMismatch(string status)
    {
        _server.Answer($"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
        using var source = new HttpSource(_server.Address);
        TrustException refused = await Assert.ThrowsAsync<TrustException>(() => source.OpenAsync(["file"], new SourcePosition(3, null), TestContext.Current.CancellationToken));

        Assert.Equal(TrustFailure.Mismatch, refused.Failure);
    }

    private async Task<string> ReadAsync(params string[] path)
    {
        using var source = new HttpSource(_server.Address);
        await using SourceFile file = await source.OpenAsync(path, SourcePosition.Start, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(file.Content, Encoding.UTF8);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private async Task<TrustFailure> FailureAsync() => (await Assert.ThrowsAsync<TrustException>(() => ReadAsync("file"))).Failure;
}
