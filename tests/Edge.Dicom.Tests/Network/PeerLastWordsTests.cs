using Edge.Dicom.Network;

namespace Edge.Dicom.Tests.Network;

/// <summary>A peer that answers or aborts while we still send, and closes: what it said counts for more than the broken connection.</summary>
public sealed class PeerLastWordsTests
{
    /// <summary>More than the socket buffers of both sides take, so that sending must fail.</summary>
    private const int DataSetBytes = 64 << 20;

    private static readonly StoreInstance Instance = new(Wire.CtImage, "1.2.3.4", Wire.ImplicitLittle);

    private static readonly byte[] Abort = Wire.Pdu(7, 0, 0, 2, 6);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StoreAsync_PeerAbortsWhileWeSend_GivesItsReason()
    {
        DicomAssociationException ended = await Assert.ThrowsAsync<DicomAssociationException>(() => StoreAsync(Abort));
        Assert.Equal(AssociationFailure.Aborted, ended.Failure);
        Assert.Contains("InvalidPduParameter", ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StoreAsync_PeerRefusesWhileWeSend_GivesItsStatus() => Assert.Equal(
        (new StoreResponse(DicomStatus.OutOfResources, "Disk full."), false), await StoreAsync(Response(0xA700)));

    [Fact]
    public async Task StoreAsync_PeerRefusesAndAbortsWhileWeSend_GivesItsStatus() => Assert.Equal(
        (new StoreResponse(DicomStatus.OutOfResources, "Disk full."), false), await StoreAsync([.. Response(0xA700), .. Abort]));

    [Fact]
    public async Task StoreAsync_PeerClaimsSuccessBeforeItHasAll_IsNotBelieved()
    {
        DicomAssociationException ended = await Assert.ThrowsAsync<DicomAssociationException>(() => StoreAsync(Response(0x0000)));
        Assert.Equal(AssociationFailure.ConnectionLost, ended.Failure);
    }

    [Fact]
    public async Task StoreAsync_PeerSaysNothing_IsAConnectionLost()
    {
        DicomAssociationException ended = await Assert.ThrowsAsync<DicomAssociationException>(() => StoreAsync([]));
        Assert.Equal(AssociationFailure.ConnectionLost, ended.Failure);
    }

    [Fact]
    public async Task EchoAsync_ResponseInAnotherContext_IsAProtocolError()
    {
        byte[] response = Wire.Command(3, Wire.CommandSet(
            (0x0002, Wire.Uid(Wire.Verification)), (0x0100, Wire.Number(0x8030)), (0x0120, Wire.Number(1)), (0x0800, Wire.Number(0x0101)),
            (0x0900, Wire.Number(0))));
        using var peer = new ScriptedPeer();
        Task<string> running = peer.RunAsync(ScriptedPeer.Acceptance, response);
        await using (DicomAssociation association = await ConnectAsync(peer, ContextPlan.Verification))
        {
            DicomAssociationException refused = await Assert.ThrowsAsync<DicomAssociationException>(() => association.EchoAsync(Cancel));
            Assert.Equal(AssociationFailure.ProtocolError, refused.Failure);
        }

        Assert.Equal("1 4 7", await running);
    }

    [Fact]
    public async Task EchoAsync_PeerSendsMoreAfterItsAbort_IsStillTheAbort()
    {
        using var peer = new ScriptedPeer();
        Task<string> running = peer.RunAsync(ScriptedPeer.Acceptance, [.. Abort, .. Wire.ReleaseRequest]);
        await using (DicomAssociation association = await ConnectAsync(peer, ContextPlan.Verification))
        {
            DicomAssociationException ended = await Assert.ThrowsAsync<DicomAssociationException>(() => association.EchoAsync(Cancel));
            Assert.Equal(AssociationFailure.Aborted, ended.Failure);
        }

        Assert.Equal("1 4", await running);
    }

    /// <summary>C-STORE-RSP to message 1 (PS3.7 Table 9.3-2).</summary>
    private static byte[] Response(ushort status) => Wire.Command(1, Wire.CommandSet(
        (0x0002, Wire.Uid(Wire.CtImage)), (0x0100, Wire.Number(0x8001)), (0x0120, Wire.Number(1)), (0x0800, Wire.Number(0x0101)),
        (0x0900, Wire.Number(status)), (0x0902, "Disk full."u8.ToArray()), (0x1000, Wire.Uid("1.2.3.4"))));

    private static async Task<(StoreResponse Response, bool IsOpen)> StoreAsync(byte[] lastWords)
    {
        using var peer = new ScriptedPeer();
        Task running = peer.HangUpAsync(lastWords);
        await using DicomAssociation association = await ConnectAsync(peer, ContextPlan.For([Instance], one => one)[0].Contexts);
        using var dataSet = new MemoryStream(new byte[DataSetBytes]);
        try
        {
            return (await association.StoreAsync(Instance, dataSet, Cancel), association.IsOpen);
        }
        finally
        {
            await running;
        }
    }

    private static Task<DicomAssociation> ConnectAsync(ScriptedPeer peer, IReadOnlyList<ProposedContext> contexts) => DicomAssociation.ConnectAsync(
        new DicomAssociationOptions { Host = "::1", Port = peer.Port, CalledAeTitle = "PEER", Contexts = contexts }, TimeProvider.System, Cancel);
}
