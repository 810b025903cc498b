using Edge.Dicom.Network;

namespace Edge.Dicom.Tests.Network;

public sealed class DicomAssociationTests
{
    private static readonly byte[] EchoResponse = Wire.Command(1, Wire.CommandSet(
        (0x0002, Wire.Uid(Wire.Verification)), (0x0100, Wire.Number(0x8030)), (0x0120, Wire.Number(1)), (0x0800, Wire.Number(0x0101)),
        (0x0900, Wire.Number(0))));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EchoAsync_OurOwnListener_IsSuccess()
    {
        await using var store = new ListeningStore();
        await using DicomAssociation association = await ConnectAsync(store.Port, ContextPlan.Verification, "127.0.0.1");
        Assert.Equal(DicomStatus.Success, await association.EchoAsync(Cancel));
        Assert.Equal(DicomStatus.Success, await association.EchoAsync(Cancel));
        await association.ReleaseAsync(Cancel);
        Assert.Equal(AssociationEnd.Released, (await store.NextReportAsync()).End);
    }

    /// <summary>4096 bytes of PDU hold 4090 of a fragment: sizes at and around its multiples, and none at all.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(4088)]
    [InlineData(4090)]
    [InlineData(4092)]
    [InlineData(8180)]
    [InlineData(100_000)]
    public async Task StoreAsync_AnySize_ArrivesByteForByteWithinThePeersLimit(int size)
    {
        await using var store = new ListeningStore(options => options with { MaxPduBytes = 4096 });
        byte[] dataSet = new byte[size];
        new Random(size).NextBytes(dataSet);
        StoreInstance instance = new(Wire.CtImage, "1.2.3.4", Wire.ExplicitLittle);
        await using DicomAssociation association = await ConnectAsync(store.Port, Plan(instance), "127.0.0.1");
        using var stream = new MemoryStream(dataSet);
        StoreResponse response = await association.StoreAsync(instance, stream, Cancel);
        await association.ReleaseAsync(Cancel);
        Assert.Equal(DicomStatus.Success, response.Status);
        StoredObject stored = Assert.Single(store.Store.Objects);
        Assert.Equal(Convert.ToHexString(dataSet), Convert.ToHexString(stored.DataSet.Span));
        Assert.Equal((Wire.CtImage, "1.2.3.4", Wire.ExplicitLittle), (stored.Request.SopClassUid, stored.Request.SopInstanceUid, stored.Request.TransferSyntax.Uid));
    }

    [Fact]
    public async Task StoreAsync_Refused_GivesStatusAndComment()
    {
        await using var store = new ListeningStore();
        store.Store.Outcome = new StoreOutcome(DicomStatus.OutOfResources, "Disk nearly full");
        StoreInstance instance = new(Wire.CtImage, "1.2.3.4", Wire.ExplicitLittle);
        await using DicomAssociation association = await ConnectAsync(store.Port, Plan(instance), "127.0.0.1");
        using var stream = new MemoryStream([1, 2]);
        Assert.Equal(new StoreResponse(DicomStatus.OutOfResources, "Disk nearly full"), await association.StoreAsync(instance, stream, Cancel));
    }

    [Fact]
    public async Task StoreAsync_ContextNotAccepted_IsRefusedHere()
    {
        await using var store = new ListeningStore();
        StoreInstance instance = new("1.2.3.4.5", "1.2.3.4", Wire.ExplicitLittle);
        await using DicomAssociation association = await ConnectAsync(store.Port, Plan(instance), "127.0.0.1");
        Assert.Equal(PresentationContextResult.AbstractSyntaxNotSupported, Assert.Single(association.Contexts).Result);
        using var stream = new MemoryStream([1, 2]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => association.StoreAsync(instance, stream, Cancel));
    }

    [Fact]
    public async Task ConnectAsync_Rejected_SaysWhyAndWhetherToTryAgain()
    {
        await using var store = new ListeningStore(options => options with
        {
            Decide = _ => AssociationDecision.Reject(AssociationRejection.TemporaryCongestion),
        });
        DicomAssociationException refused = await Assert.ThrowsAsync<DicomAssociationException>(
            () => ConnectAsync(store.Port, ContextPlan.Verification, "127.0.0.1"));
        Assert.Equal((AssociationFailure.Rejected, true), (refused.Failure, refused.IsTransient));
        Assert.Equal(AssociationRejection.TemporaryCongestion, refused.Rejection);
    }

    [Fact]
    public async Task ConnectAsync_NobodyThere_IsUnreachable()
    {
        int port;
        await using (var gone = new ListeningStore())
        {
            port = gone.Port;
        }

        DicomAssociationException refused = await Assert.ThrowsAsync<DicomAssociationException>(
            () => ConnectAsync(port, ContextPlan.Verification, "127.0.0.1"));
        Assert.Equal(AssociationFailure.Unreachable, refused.Failure);
    }

    [Fact]
    public async Task ConnectAsync_PeerNeverAnswers_TimesOut()
    {
        using var peer = new ScriptedPeer();
        Task<string> running = peer.RunAsync();
        DicomAssociationException late = await Assert.ThrowsAsync<DicomAssociationException>(
            () => ConnectAsync(peer.Port, ContextPlan.Verification, "::1", options => options with { ArtimTimeout = TimeSpan.FromMilliseconds(200) }));
        Assert.Equal(AssociationFailure.TimedOut, late.Failure);
        Assert.Equal("1 7", await running);
    }

    [Fact]
    public async Task EchoAsync_PeerNeverAnswers_TimesOutAndAborts()
    {
        using var peer = new ScriptedPeer();
        Task<string> running = peer.RunAsync(ScriptedPeer.Acceptance);
        await using (DicomAssociation association = await ConnectAsync(
            peer.Port, ContextPlan.Verification, "::1", options => options with { ResponseTimeout = TimeSpan.FromMilliseconds(200) }))
        {
            DicomAssociationException late = await Assert.ThrowsAsync<DicomAssociationException>(() => association.EchoAsync(Cancel));
            Assert.Equal(AssociationFailure.TimedOut, late.Failure);
        }

        Assert.Equal("1 4 7", await running);
    }

    [Fact]
    public async Task EchoAsync_PeerSendsGarbage_IsAProtocolError()
    {
        using var peer = new ScriptedPeer();
        Task<string> running = peer.RunAsync(ScriptedPeer.Acceptance, "HTTP/1.1 400"u8.ToArray());
        await using (DicomAssociation association = await ConnectAsync(peer.Port, ContextPlan.Verification, "::1"))
        {
            DicomAssociationException refused = await Assert.ThrowsAsync<DicomAssociationException>(() => association.EchoAsync(Cancel));
            Assert.Equal((AssociationFailure.ProtocolError, false), (refused.Failure, refused.IsTransient));
        }

        Assert.Equal("1 4 7", await running);
    }

    [Fact]
    public async Task EchoAsync_PeerAborts_SaysSo()
    {
        using var peer = new ScriptedPeer();
        Task<string> running = peer.RunAsync(ScriptedPeer.Acceptance, Wire.Pdu(7, 0, 0, 2, 1));
        await using (DicomAssociation association = await ConnectAsync(peer.Port, ContextPlan.Verification, "::1"))
        {
            DicomAssociationException ended = await Assert.ThrowsAsync<DicomAssociationException>(() => association.EchoAsync(Cancel));
            Assert.Equal(AssociationFailure.Aborted, ended.Failure);
            Assert.Contains("UnrecognizedPdu", ended.Message, StringComparison.Ordinal);
        }

        Assert.Equal("1 4", await running);
    }

    [Fact]
    public async Task ReleaseAsync_PeerAsksAtTheSameTime_BothAreAnswered()
    {
        using var peer = new ScriptedPeer();
        Task<string> running = peer.RunAsync(ScriptedPeer.Acceptance, EchoResponse, Wire.ReleaseRequest, Wire.Pdu(6, 0, 0, 0, 0));
        await using DicomAssociation association = await ConnectAsync(peer.Port, ContextPlan.Verification, "::1");
        Assert.True((await association.EchoAsync(Cancel)).IsSuccess);
        await association.ReleaseAsync(Cancel);
        Assert.Equal("1 4 5 6", await running);
    }

    [Fact]
    public async Task EchoAsync_PeerReleasesInstead_IsAnsweredAndSaysSo()
    {
        using var peer = new ScriptedPeer();
        Task<string> running = peer.RunAsync(ScriptedPeer.Acceptance, Wire.ReleaseRequest);
        await using (DicomAssociation association = await ConnectAsync(peer.Port, ContextPlan.Verification, "::1"))
        {
            DicomAssociationException ended = await Assert.ThrowsAsync<DicomAssociationException>(() => association.EchoAsync(Cancel));
            Assert.Equal(AssociationFailure.ReleasedByPeer, ended.Failure);
        }

        Assert.Equal("1 4 6", await running);
    }

    [Fact]
    public void For_MoreThan128Kinds_TakesSeveralAssociations()
    {
        StoreInstance[] instances = [.. Enumerable.Range(0, 300).Select(index => new StoreInstance($"1.2.{index % 150}", $"1.{index}", Wire.ExplicitLittle))];
        IReadOnlyList<PlannedAssociation<StoreInstance>> plan = ContextPlan.For(instances, instance => instance);
        Assert.Equal([128, 22], plan.Select(one => one.Contexts.Count));
        Assert.Equal([256, 44], plan.Select(one => one.Objects.Count));
        Assert.Equal(255, plan[0].Contexts[^1].Id);
    }

    private static IReadOnlyList<ProposedContext> Plan(StoreInstance instance) => ContextPlan.For([instance], one => one)[0].Contexts;

    private static Task<DicomAssociation> ConnectAsync(
        int port, IReadOnlyList<ProposedContext> contexts, string host, Func<DicomAssociationOptions, DicomAssociationOptions>? change = null)
    {
        var options = new DicomAssociationOptions { Host = host, Port = port, CalledAeTitle = "PEER", Contexts = contexts };
        return DicomAssociation.ConnectAsync(change?.Invoke(options) ?? options, TimeProvider.System, Cancel);
    }
}
