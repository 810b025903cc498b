using System.Net.Sockets;
using Edge.Dicom.Network;
using Edge.Dicom.Tests.Fuzzing;

namespace Edge.Dicom.Tests.Network;

/// <summary>Peers that we connect to and that break the rules: the right failure each time, and never another exception.</summary>
public sealed class MisbehavingPeerTests
{
    private const int Cases = 200;
    private const int Seed = 20261;

    /// <summary>More than the socket buffers of both sides take, so that sending must fail.</summary>
    private const int LargeDataSetBytes = 64 << 20;

    private static readonly StoreInstance Instance = new(Wire.CtImage, "1.2.3.4", Wire.ImplicitLittle);
    private static readonly byte[] ReleaseResponse = Wire.Pdu(6, new byte[4]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StoreAsync_PeerReleasesWhileWeSend_SaysThatItReleased()
    {
        using var peer = new ScriptedPeer();
        Task running = peer.HangUpAsync(Wire.ReleaseRequest);
        await using DicomAssociation association = await ConnectAsync(peer);
        using var dataSet = new MemoryStream(new byte[LargeDataSetBytes]);
        DicomAssociationException ended = await Assert.ThrowsAsync<DicomAssociationException>(() => association.StoreAsync(Instance, dataSet, Cancel));
        Assert.Equal(AssociationFailure.ReleasedByPeer, ended.Failure);
        await running;
    }

    [Fact]
    public async Task StoreAsync_PeerReleasesInsteadOfAnswering_IsAnsweredAndSaysThatItReleased()
    {
        using var peer = new ScriptedPeer();
        Task<string> running = peer.RunAsync(ScriptedPeer.Acceptance, [], Wire.ReleaseRequest);
        await using (DicomAssociation association = await ConnectAsync(peer))
        {
            using var dataSet = new MemoryStream(new byte[100]);
            DicomAssociationException ended = await Assert.ThrowsAsync<DicomAssociationException>(() => association.StoreAsync(Instance, dataSet, Cancel));
            Assert.Equal(AssociationFailure.ReleasedByPeer, ended.Failure);
        }

        Assert.Equal("1 4 4 6", await running);
    }

    [Theory]
    [InlineData(2, 0x8001)]
    [InlineData(1, 0x8030)]
    [InlineData(1, 0x0001)]
    public async Task StoreAsync_AnswerToAnotherQuestion_IsAProtocolErrorAndAborted(ushort messageId, ushort field)
    {
        byte[] answer = Wire.Command(1, Wire.CommandSet(
            (0x0002, Wire.Uid(Wire.CtImage)), (0x0100, Wire.Number(field)), (0x0110, Wire.Number(messageId)), (0x0120, Wire.Number(messageId)),
            (0x0800, Wire.Number(0x0101)), (0x0900, Wire.Number(0))));
        using var peer = new ScriptedPeer();
        Task<string> running = peer.RunAsync(ScriptedPeer.Acceptance, [], answer);
        await using (DicomAssociation association = await ConnectAsync(peer))
        {
            using var dataSet = new MemoryStream(new byte[100]);
            DicomAssociationException ended = await Assert.ThrowsAsync<DicomAssociationException>(() => association.StoreAsync(Instance, dataSet, Cancel));
            Assert.Equal(AssociationFailure.ProtocolError, ended.Failure);
        }

        Assert.Equal("1 4 4 7", await running);
    }

    [Fact]
    public async Task StoreAsync_PeerNeverAnswers_IsATimeout()
    {
        using var peer = new ScriptedPeer();
        Task<string> running = peer.RunAsync(ScriptedPeer.Acceptance);
        await using (DicomAssociation association = await ConnectAsync(peer, TimeSpan.FromMilliseconds(100)))
        {
            using var dataSet = new MemoryStream(new byte[100]);
            DicomAssociationException ended = await Assert.ThrowsAsync<DicomAssociationException>(() => association.StoreAsync(Instance, dataSet, Cancel));
            Assert.Equal(AssociationFailure.TimedOut, ended.Failure);
        }

        Assert.Equal("1 4 4 7", await running);
    }

    /// <summary>Fragments without bytes keep a connection busy and never make an answer.</summary>
    [Fact]
    public async Task StoreAsync_PeerSendsEmptyFragmentsForEver_IsATimeout()
    {
        using var peer = new ScriptedPeer();
        Task running = peer.FloodAsync(Wire.Pdu(4, Wire.Value(1, 1)));
        await using (DicomAssociation association = await ConnectAsync(peer, TimeSpan.FromMilliseconds(100)))
        {
            using var dataSet = new MemoryStream(new byte[100]);
            DicomAssociationException ended = await Assert.ThrowsAsync<DicomAssociationException>(() => association.StoreAsync(Instance, dataSet, Cancel));
            Assert.Equal(AssociationFailure.TimedOut, ended.Failure);
        }

        await Assert.ThrowsAnyAsync<SocketException>(() => running);
    }

    [Fact]
    public async Task ReleaseAsync_PeerSendsMoreAfterItsResponse_IsReleased()
    {
        using var peer = new ScriptedPeer();
        Task<string> running = peer.RunAsync(ScriptedPeer.Acceptance, [.. ReleaseResponse, .. Wire.Data(1, [1, 2]), .. Wire.Pdu(7, 0, 0, 0, 0), .. ReleaseResponse]);
        await using DicomAssociation association = await ConnectAsync(peer);
        await association.ReleaseAsync(Cancel);
        Assert.False(association.IsOpen);
        Assert.Equal("1 5", await running);
    }

    [Fact]
    public async Task AnyOperation_DamagedAnswers_SucceedsOrGivesTheOneException()
    {
        byte[] store = Wire.Command(1, Wire.CommandSet(
            (0x0002, Wire.Uid(Wire.CtImage)), (0x0100, Wire.Number(0x8001)), (0x0120, Wire.Number(1)), (0x0800, Wire.Number(0x0101)),
            (0x0900, Wire.Number(0)), (0x1000, Wire.Uid("1.2.3.4"))));
        int good = 0;
        for (int index = 0; index < Cases; index++)
        {
            byte[][] script = [ScriptedPeer.Acceptance, [], store, ReleaseResponse];
            int damaged = index % 4;
            script[damaged] = new Mutator(Seed + index).Mutate(damaged == 1 ? [Wire.ReleaseRequest, store, ScriptedPeer.Acceptance] : [script[damaged]]);
            good += await ConverseAsync(script) ? 1 : 0;
        }

        Assert.InRange(good, 1, Cases - 1);
    }

    private static async Task<bool> ConverseAsync(byte[][] script)
    {
        using var peer = new ScriptedPeer();
        Task running = peer.RunDamagedAsync(script);
        try
        {
            await using DicomAssociation association = await ConnectAsync(peer, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(100));
            using var dataSet = new MemoryStream(new byte[100]);
            await association.StoreAsync(Instance, dataSet, Cancel);
            await association.ReleaseAsync(Cancel);
            return true;
        }
        catch (DicomAssociationException)
        {
            return false;
        }
        catch (InvalidOperationException refused) when (refused.Message.StartsWith("The peer accepted no context", StringComparison.Ordinal))
        {
            // The damage was to the answer to the context.
            return false;
        }
        finally
        {
            await running;
        }
    }

    // Only what a test is about has its short limit: a busy machine may take longer for the rest.
    private static Task<DicomAssociation> ConnectAsync(ScriptedPeer peer, TimeSpan? limit = null, TimeSpan? artim = null) => DicomAssociation.ConnectAsync(
        new DicomAssociationOptions
        {
            Host = "::1",
            Port = peer.Port,
            CalledAeTitle = "PEER",
            Contexts = ContextPlan.For([Instance], one => one)[0].Contexts,
            ArtimTimeout = artim ?? ListeningStore.Patience,
            ResponseTimeout = limit ?? ListeningStore.Patience,
        },
        TimeProvider.System,
        Cancel);
}
