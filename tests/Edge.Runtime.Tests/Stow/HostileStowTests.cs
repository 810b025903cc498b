using System.Net.Sockets;
using System.Text;
using Edge.Runtime.Tests.Inbox;

namespace Edge.Runtime.Tests.Stow;

/// <summary>Senders that lie, stop, or flood.</summary>
public sealed class HostileStowTests
{
    private static readonly byte[] End = "\r\n--a-boundary--\r\n"u8.ToArray();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Store_NoParts_IsBadRequest()
    {
        await using StowBench bench = await new StowBench().StartAsync();
        Assert.Equal(400, (await bench.SendAsync(StowBench.Raw(End))).Status);
        Assert.Equal(400, (await bench.SendAsync(StowBench.Raw([]))).Status);
        Assert.Equal(400, (await bench.SendAsync(StowBench.Raw(new byte[100_000]))).Status);
    }

    [Fact]
    public async Task Store_LastPartWithoutEnd_KeepsTheWholeOnes()
    {
        await using StowBench bench = await new StowBench().StartAsync();
        StowAnswer answer = await bench.SendAsync(StowBench.Raw(
            [.. StowBench.Part(StowBench.File(Objects.Ct("1.1"))), .. StowBench.Part(StowBench.File(Objects.Ct("1.2")))]));
        Assert.Equal(202, answer.Status);
        Assert.Equal(["272"], answer.Items("00081198", "00081197"));
        Assert.Equal(["1.1 from SENDER"], bench.Stored());
        Assert.Empty(bench.Parts());
    }

    [Fact]
    public async Task Store_OnlyPartWithoutEnd_IsBadRequest()
    {
        await using StowBench bench = await new StowBench().StartAsync();
        Assert.Equal(400, (await bench.SendAsync(StowBench.Raw(StowBench.Part(StowBench.File(Objects.Ct("1.1")))))).Status);
        Assert.Empty(bench.Stored());
        Assert.Empty(bench.Parts());
    }

    [Theory]
    [InlineData(1, 20_000)]
    [InlineData(100, 10)]
    public async Task Store_HeadersOfAPartTooLarge_IsBadRequest(int headers, int length)
    {
        await using StowBench bench = await new StowBench().StartAsync();
        var text = new StringBuilder("\r\n--a-boundary\r\n");
        for (int index = 0; index < headers; index++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"X-{index}: {new string('x', length)}\r\n");
        }

        byte[] body = [.. Encoding.ASCII.GetBytes(text + "\r\n"), .. StowBench.File(Objects.Ct("1.1")), .. End];
        Assert.Equal(400, (await bench.SendAsync(StowBench.Raw(body))).Status);
    }

    [Fact]
    public async Task Store_MultipartWithinAPart_IsNotLookedInto()
    {
        await using StowBench bench = await new StowBench().StartAsync();
        byte[] nested = [.. "\r\n--inner\r\nContent-Type: application/dicom\r\n\r\n"u8, .. StowBench.File(Objects.Ct("1.1")), .. "\r\n--inner--\r\n"u8];
        byte[] body =
        [
            .. "\r\n--a-boundary\r\nContent-Type: multipart/related; type=\"application/dicom\"; boundary=inner\r\n\r\n"u8, .. nested,
            .. StowBench.Part(StowBench.File(Objects.Ct("1.2"))), .. End,
        ];
        StowAnswer answer = await bench.SendAsync(StowBench.Raw(body));
        Assert.Equal(202, answer.Status);
        Assert.Equal(["1.2 from SENDER"], bench.Stored());
    }

    [Fact]
    public async Task Store_TooManyParts_KeepsThoseBefore()
    {
        await using StowBench bench = await new StowBench().StartAsync();
        StowAnswer answer = await bench.SendAsync([.. Enumerable.Range(1, 6).Select(index => StowBench.File(Objects.Ct($"1.{index}")))]);
        Assert.Equal(413, answer.Status);
        Assert.Equal(4, bench.Stored().Count);
        Assert.Equal(4, answer.Items("00081199", "00081155").Count);
    }

    [Fact]
    public async Task Store_AnnouncesMoreThanIsTaken_IsRefusedBeforeTheBody()
    {
        await using StowBench bench = await new StowBench().StartAsync();
        string head = await AskAsync(bench, $"Content-Length: {2 << 20}\r\nExpect: 100-continue\r\n");
        Assert.StartsWith("HTTP/1.1 413", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_SendsMoreThanIsTaken_IsCutOff()
    {
        await using StowBench bench = await new StowBench("web.stow.maxRequests=1").StartAsync();
        using StreamContent endless = new(new EndlessPart(StowBench.Part(StowBench.File(Objects.Ct("1.1")))));
        endless.Headers.TryAddWithoutValidation("Content-Type", StowBench.ContentType);
        try
        {
            Assert.Equal(413, (await bench.SendAsync(endless)).Status);
        }
        catch (HttpRequestException)
        {
            // The connection is closed on who goes on sending; the answer may be lost with it.
        }

        await SendUntilLetInAsync(bench, StowBench.File(Objects.Ct("1.2")));
        Assert.Equal(["1.2 from SENDER"], bench.Stored());
        Assert.Empty(bench.Parts());
    }

    [Fact]
    public async Task Store_MoreAtOnceThanAreTaken_IsUnavailable()
    {
        await using StowBench bench = await new StowBench().StartAsync();
        using TcpClient first = await OpenAsync(bench, "Content-Length: 100000\r\nExpect: 100-continue\r\n");
        using TcpClient second = await OpenAsync(bench, "Content-Length: 100000\r\nExpect: 100-continue\r\n");
        Assert.StartsWith("HTTP/1.1 100", await ReadAsync(first), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 100", await ReadAsync(second), StringComparison.Ordinal);
        StowAnswer answer = await bench.SendAsync(StowBench.File(Objects.Ct("1.1")));
        Assert.Equal(503, answer.Status);
        Assert.Equal(TimeSpan.FromSeconds(5), answer.RetryAfter);
    }

    [Fact]
    public async Task Store_SenderGone_LeavesNothingAndLetsTheNextIn()
    {
        await using StowBench bench = await new StowBench("web.stow.maxRequests=1").StartAsync();
        using (TcpClient gone = await OpenAsync(bench, "Content-Length: 100000\r\n"))
        {
            await gone.GetStream().WriteAsync(StowBench.Part(StowBench.File(Objects.Ct("1.1"))).AsMemory(0, 2000), Cancellation);
        }

        await SendUntilLetInAsync(bench, StowBench.File(Objects.Ct("1.2")));
        Assert.Equal(["1.2 from SENDER"], bench.Stored());
        Assert.Empty(bench.Parts());
    }

    [Fact]
    public async Task Store_TakesLongerThanIsAllowed_IsTimedOut()
    {
        await using StowBench bench = await new StowBench("web.stow.maxRequestSeconds=1").StartAsync();
        using TcpClient slow = await OpenAsync(bench, "Transfer-Encoding: chunked\r\n");
        await slow.GetStream().WriteAsync("10\r\n\r\n--a-boundary\r\n"u8.ToArray(), Cancellation);
        Assert.StartsWith("HTTP/1.1 408", await ReadAsync(slow), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_WithoutTokenOrWithAWrongOne_IsUnauthorizedBeforeTheBody()
    {
        await using StowBench bench = await new StowBench().StartAsync();
        Assert.Equal(401, (await bench.SendAsync(StowBench.Body(StowBench.File(Objects.Ct("1.1"))), token: "wrong")).Status);
        using var client = new TcpClient("127.0.0.1", bench.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /dicom-web/studies HTTP/1.1\r\nHost: edge.example\r\nContent-Type: {StowBench.ContentType}\r\nContent-Length: 100000\r\n\r\n"), Cancellation);
        string head = await ReadAsync(client);
        Assert.StartsWith("HTTP/1.1 401", head, StringComparison.Ordinal);
        Assert.Contains("WWW-Authenticate: Bearer", head, StringComparison.Ordinal);
        Assert.Empty(bench.Stored());
    }

    [Fact]
    public async Task Page_StaysAsItWas()
    {
        await using StowBench bench = await new StowBench().StartAsync();
        using var page = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{bench.Port}") };
        Assert.Equal(System.Net.HttpStatusCode.OK, (await page.GetAsync(new Uri("/", UriKind.Relative), Cancellation)).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.MethodNotAllowed, (await page.GetAsync(new Uri("/dicom-web/studies", UriKind.Relative), Cancellation)).StatusCode);
        Assert.Equal(
            System.Net.HttpStatusCode.MethodNotAllowed, (await page.PostAsync(new Uri("/v1/stow/tokens/X", UriKind.Relative), null, Cancellation)).StatusCode);
    }

    // The server notices the end of a connection when it may.
    private static async Task SendUntilLetInAsync(StowBench bench, byte[] file)
    {
        StowAnswer answer;
        do
        {
            answer = await bench.SendAsync(file);
        }
        while (answer.Status == 503);
        Assert.Equal(200, answer.Status);
    }

    private static async Task<TcpClient> OpenAsync(StowBench bench, string headers)
    {
        var client = new TcpClient("127.0.0.1", bench.Port);
        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /dicom-web/studies HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {bench.Token}\r\nContent-Type: {StowBench.ContentType}\r\n{headers}\r\n"),
            Cancellation);
        return client;
    }

    private static async Task<string> AskAsync(StowBench bench, string headers)
    {
        using TcpClient client = await OpenAsync(bench, headers);
        return await ReadAsync(client);
    }

    private static async Task<string> ReadAsync(TcpClient client)
    {
        byte[] buffer = new byte[4096];
        int count = await client.GetStream().ReadAsync(buffer, Cancellation);
        return Encoding.ASCII.GetString(buffer, 0, count);
    }

    /// <summary>A part that never ends.</summary>
    private sealed class EndlessPart(byte[] front) : Stream
    {
        private int _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int taken = Math.Min(count, front.Length - _position);
            front.AsSpan(_position, taken).CopyTo(buffer.AsSpan(offset));
            _position += taken;
            buffer.AsSpan(offset + taken, count - taken).Clear();
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
