using Edge.Contracts;
using Edge.Releases;
using Edge.Releases.Sources;
using Edge.Updater.Broker;

namespace Edge.Updater.Tests.Broker;

/// <summary>Files by blocks over a broker, whatever the other side does with the blocks.</summary>
public sealed class BlockTests
{
    private const int SizeBytes = (20 * BlockRequest.BlockBytes) + 777;
    private const long Second = BlockRequest.BlockBytes;

    [Theory]
    [InlineData("as it is")]
    [InlineData("out of order")]
    [InlineData("repeated")]
    [InlineData("once truncated")]
    [InlineData("once longer")]
    [InlineData("once never sent")]
    [InlineData("once from another place")]
    [InlineData("with others that were not asked for")]
    [InlineData("with an answer to somebody else")]
    public async Task Read_Blocks_GiveTheFile(string how)
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        byte[] content = Content(fixture, SizeBytes);
        bool done = false;
        fixture.Server.Twist = (_, honest) => Twisted(how, honest, ref done);

        Assert.Equal(content, await ReadAsync(fixture, 0));
        Assert.All(fixture.Server.Asked, request => Assert.InRange(request.Count, 1, BlockRequest.WindowBlocks));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(BlockRequest.BlockBytes)]
    [InlineData(4 * BlockRequest.BlockBytes)]
    public async Task Read_AnySize_GivesTheFile(int sizeBytes)
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        byte[] content = Content(fixture, sizeBytes);

        Assert.Equal(content, await ReadAsync(fixture, 0));
    }

    [Fact]
    public async Task Read_FromTheMiddle_GivesTheRestAndAsksForNothingBefore()
    {
        const int from = (7 * BlockRequest.BlockBytes) + 100;
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        byte[] content = Content(fixture, SizeBytes);

        Assert.Equal(content[from..], await ReadAsync(fixture, from));
        Assert.All(fixture.Server.Asked, request => Assert.True(request.Offset >= 7 * BlockRequest.BlockBytes));
    }

    [Fact]
    public async Task Read_BlockThatNeverComes_EndsAfterThreeRequestsForIt()
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        Content(fixture, SizeBytes);
        fixture.Server.Twist = static (_, honest) => honest.Where(answer => answer.Offset != Second);

        IOException given = await Assert.ThrowsAsync<IOException>(() => ReadAsync(fixture, 0));

        Assert.Contains("asked for 3 times", given.Message, StringComparison.Ordinal);
        Assert.Equal(3, fixture.Server.Asked.Count(request => request.Offset <= Second && request.Offset + (request.Count * BlockRequest.BlockBytes) > Second));
    }

    [Fact]
    public async Task Read_FileThatChangesMeanwhile_Ends()
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        Content(fixture, SizeBytes);
        fixture.Server.Twist = static (request, honest) => request.Offset == 0 ? honest : honest.Select(answer => answer with { Size = SizeBytes + 5 });

        Assert.Contains("has", (await Assert.ThrowsAsync<IOException>(() => ReadAsync(fixture, 0))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_FileThatIsNotThere_IsNotFound()
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();

        Assert.Equal(TrustFailure.NotFound, (await Assert.ThrowsAsync<TrustException>(() => ReadAsync(fixture, 0))).Failure);
    }

    [Fact]
    public async Task Open_NobodyAnswers_SaysWhatToDo()
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        await fixture.Server.DisposeAsync();

        TrustException refused = await Assert.ThrowsAsync<TrustException>(() => ReadAsync(fixture, 0));

        Assert.Equal(TrustFailure.Unreachable, refused.Failure);
        Assert.Contains("edgectl repo serve", refused.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<Answer> Twisted(string how, IReadOnlyList<Answer> honest, ref bool done)
    {
        bool first = !done && honest.Any(answer => answer.Offset == Second);
        done |= first;
        Answer? second = honest.FirstOrDefault(answer => answer.Offset == Second);
        return how switch
        {
            "out of order" => honest.Reverse(),
            "repeated" => honest.Concat(honest),
            "once truncated" when first => honest.Select(answer => answer == second ? answer with { Bytes = answer.Bytes[..^1] } : answer),
            "once longer" when first => honest.Select(answer => answer == second ? answer with { Bytes = [.. answer.Bytes, 0] } : answer),
            "once never sent" when first => honest.Where(answer => answer != second),
            "once from another place" when first => honest.Select(answer => answer == second ? answer with { Offset = Second + 1 } : answer),
            "with others that were not asked for" when first => honest.Append(new Answer(0, SizeBytes, new byte[BlockRequest.BlockBytes])).Append(new Answer(19 * Second, SizeBytes, new byte[BlockRequest.BlockBytes])),
            "with an answer to somebody else" => honest.Select(answer => answer with { Bytes = new byte[answer.Bytes.Length], Correlation = [1, 2, 3] }).Concat(honest),
            _ => honest,
        };
    }

    private static byte[] Content(BrokerFixture fixture, int sizeBytes)
    {
        byte[] content = new byte[sizeBytes];
        new Random(sizeBytes).NextBytes(content);
        Directory.CreateDirectory(fixture.Files.At("targets"));
        File.WriteAllBytes(fixture.Files.At("targets/file"), content);
        return content;
    }

    private static async Task<byte[]> ReadAsync(BrokerFixture fixture, long from)
    {
        var source = new BrokerSource(fixture.Port, "targets", new HastyClock());
        await using SourceFile file = await source.OpenAsync(["file"], new SourcePosition(from, null), TestContext.Current.CancellationToken);
        Assert.Equal(from, file.OffsetBytes);
        using var content = new MemoryStream();
        await file.Content.CopyToAsync(content, TestContext.Current.CancellationToken);
        return content.ToArray();
    }
}
