using Edge.Releases.Sources;

namespace Edge.Releases.Tests.Sources;

public sealed class DirectorySourceTests
{
    [Fact]
    public async Task Open_AFile_GivesItsContent()
    {
        using var folder = new TestFolder();
        folder.Write("a/b.json", "content");
        await using SourceFile file = await new DirectorySource(folder.Path).OpenAsync(["a", "b.json"], SourcePosition.Start, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(file.Content);

        Assert.Equal("content", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(3, 3, "tent")]
    [InlineData(7, 7, "")]
    [InlineData(8, 0, "content")]
    public async Task Open_FromTheMiddle_GoesOnThereOrBeginsAnew(long from, long offset, string rest)
    {
        using var folder = new TestFolder();
        folder.Write("file", "content");
        await using SourceFile file = await new DirectorySource(folder.Path).OpenAsync(["file"], new SourcePosition(from, null), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(file.Content);

        Assert.Equal(offset, file.OffsetBytes);
        Assert.Equal(rest, await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("a/b.json")]
    [InlineData("a\0b")]
    public async Task Open_WhatIsNotThereOrIsNoName_IsNotFound(string name)
    {
        using var folder = new TestFolder();
        folder.Write("a/b.json", "content");

        Assert.Equal(TrustFailure.NotFound, await FailureAsync(folder.At(), name));
    }

    [Fact]
    public async Task Open_ALink_IsRefused()
    {
        using var folder = new TestFolder();
        File.CreateSymbolicLink(folder.At("link"), folder.Write("real", "content"));

        Assert.Equal(TrustFailure.Unreachable, await FailureAsync(folder.Path, "link"));
    }

    [Fact]
    public async Task Open_APipe_IsRefusedAndDoesNotBlock()
    {
        using var folder = new TestFolder();
        await Peer.RunAsync("/usr/bin/mkfifo", "", folder.At("pipe"));

        Assert.Equal(TrustFailure.Unreachable, await FailureAsync(folder.Path, "pipe"));
    }

    [Fact]
    public async Task Open_AFolder_IsRefused()
    {
        using var folder = new TestFolder();
        folder.Write("a/b.json", "content");

        Assert.Equal(TrustFailure.Unreachable, await FailureAsync(folder.Path, "a"));
    }

    private static async Task<TrustFailure> FailureAsync(string folder, string name) =>
        (await Assert.ThrowsAsync<TrustException>(() => new DirectorySource(folder).OpenAsync([name], SourcePosition.Start, TestContext.Current.CancellationToken))).Failure;
}
