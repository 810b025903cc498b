using System.Globalization;
using Edge.Dicom.Network;
using Edge.Dicom.Tests.Fuzzing;

namespace Edge.Dicom.Tests.Network;

/// <summary>Hostile streams of our own making: whatever comes, the listener answers or closes, keeps nothing half, and goes on.</summary>
public sealed class MutatedConversationTests
{
    private const int Conversations = 2000;
    private const int AtOnce = 50;
    private const int Seed = 20260;

    /// <summary>Made objects large enough for several fragments and small enough that most damage meets what is parsed.</summary>
    private const int PixelBytes = 600;

    [Fact]
    public async Task MutatedConversations_OfRealPeers_NeverHangOrFailTheListener()
    {
        byte[][] recorded = await RecordAsync();
        await using ListeningStore store = Listen();
        var mutator = new ConversationMutator(recorded, Seed);
        int accepted = 0;
        await Parallel.ForAsync(0, Conversations, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, cancellationToken) =>
        {
            int first = await HostilePeer.PlayAsync(store.Port, mutator.Make(number), ListeningStore.Patience, cancellationToken);
            Interlocked.Add(ref accepted, first == 2 ? 1 : 0);
        });

        Assert.InRange(accepted, 1, Conversations - 1);
        Assert.All(store.Reports, report => Assert.Null(report.Error));
        Assert.All(store.Store.Objects, stored => Assert.Matches("^[0-9A-Za-z._-]{1,64}$", stored.Request.SopInstanceUid));
        foreach (byte[] honest in recorded.Where(WasAccepted))
        {
            Assert.StartsWith("AC RSP 0000", await ConverseAsync(store, honest), StringComparison.Ordinal);
        }
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

    /// <summary>What echoscu, findscu and storescu send to such a listener.</summary>
    private static async Task<byte[][]> RecordAsync()
    {
        await using var store = new ListeningStore();
        using var folder = new TemporaryFolder();
        folder.WriteCtFile(1, PixelBytes);
        folder.WriteCtFile(2, PixelBytes);
        using var recorder = new ConversationRecorder(store.Port);
        string at = recorder.Port.ToString(CultureInfo.InvariantCulture);
        return
        [
            await recorder.RecordAsync(() => PeerProgram.RunAsync("echoscu", "127.0.0.1", at)),
            await recorder.RecordAsync(() => PeerProgram.RunAsync("findscu", "-S", "127.0.0.1", at, "-k", "QueryRetrieveLevel=STUDY")),
            await recorder.RecordAsync(() => PeerProgram.RunAsync("storescu", "+sd", "127.0.0.1", at, folder.Path)),
            await recorder.RecordAsync(() => PeerProgram.RunAsync("storescu", "-pdu", "4096", "--max-send-pdu", "4096", "127.0.0.1", at, Path.Combine(folder.Path, "00001.dcm"))),
        ];
    }

    private static bool WasAccepted(byte[] conversation) => WirePdu.ReadAll(conversation).Exists(pdu => pdu.Values.Count > 0);

    private static async Task<string> ConverseAsync(ListeningStore store, byte[] bytes)
    {
        using var peer = new RawPeer(store.Port);
        return await peer.ConverseAsync([bytes]);
    }
}
