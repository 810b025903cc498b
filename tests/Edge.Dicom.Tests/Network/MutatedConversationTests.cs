using Edge.Dicom.Network;

namespace Edge.Dicom.Tests.Network;

/// <summary>Hostile streams of our own making: whatever comes, the listener answers or closes, keeps nothing half, and goes on.</summary>
public sealed class MutatedConversationTests
{
    private const int Conversations = 400;
    private const int AtOnce = 50;
    private const int Seed = 20260;

    private static readonly byte[] Honest =
    [
        .. Wire.AssociateRequest(
            [.. Wire.Context(1, Wire.Verification, Wire.ImplicitLittle), .. Wire.Context(3, Wire.CtImage, Wire.ExplicitLittle, Wire.ImplicitLittle)],
            [.. Wire.MaximumLength(16384), .. Wire.Item(0x52, "1.2.3"), .. Wire.Item(0x53, 0, 1, 0, 1), .. Wire.Item(0x55, "V")]),
        .. Wire.Command(1, Wire.EchoRequest(1)),
        .. Wire.Command(3, Wire.StoreRequest(2)),
        .. Wire.Pdu(4, [.. Wire.Value(3, 0, [.. Enumerable.Repeat((byte)7, 64)]), .. Wire.Value(3, 2, 1, 2)]),
        .. Wire.ReleaseRequest,
    ];

    [Fact]
    public async Task MutatedConversations_NeverHangOrFailTheListener()
    {
        await using ListeningStore store = Listen();
        for (int first = 0; first < Conversations; first += AtOnce)
        {
            string[] answers = await Task.WhenAll(Enumerable.Range(first, AtOnce).Select(number => ConverseAsync(store, Mutate(new Random(Seed + number)))));
            Assert.All(answers, answer => Assert.EndsWith("closed", answer, StringComparison.Ordinal));
        }

        Assert.All(store.Reports, report => Assert.Null(report.Error));
        Assert.Equal("AC RSP 0000 RSP 0000 RP closed", await ConverseAsync(store, Honest));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: edge\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\u0001\u0000")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000")]
    public async Task OtherProtocols_AreAborted_WithOneReport(string greeting)
    {
        await using ListeningStore store = Listen();
        Assert.Equal("AB 0/0 closed", await ConverseAsync(store, System.Text.Encoding.Latin1.GetBytes(greeting)));
        Assert.Equal(AssociationEnd.ProtocolError, (await store.NextReportAsync()).End);
        Assert.Empty(store.Reports);
    }

    private static ListeningStore Listen() => new(options => options with
    {
        MaxAssociations = 2 * AtOnce,
        ArtimTimeout = TimeSpan.FromMilliseconds(200),
        IdleTimeout = TimeSpan.FromMilliseconds(200),
        StallTimeout = TimeSpan.FromMilliseconds(200),
    });

    /// <summary>One to four changes: bits turned, bytes replaced, left out or put in, the end cut off, or a piece said twice.</summary>
    private static byte[] Mutate(Random random)
    {
        var bytes = new List<byte>(Honest);
        for (int change = random.Next(1, 5); change > 0; change--)
        {
            int at = random.Next(bytes.Count - 1);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at - 1));
                    break;
                case 3:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 4:
                    bytes.RemoveRange(at + 1, bytes.Count - at - 1);
                    return [.. bytes];
                default:
                    bytes.AddRange(bytes.GetRange(at, Math.Min(100, bytes.Count - at)));
                    break;
            }
        }

        return [.. bytes];
    }

    private static async Task<string> ConverseAsync(ListeningStore store, byte[] bytes)
    {
        using var peer = new RawPeer(store.Port);
        return await peer.ConverseAsync([bytes]);
    }
}
