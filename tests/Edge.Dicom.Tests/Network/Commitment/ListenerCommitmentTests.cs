using Edge.Dicom.Network;

namespace Edge.Dicom.Tests.Network;

/// <summary>Storage commitment at the listener, against bytes made by hand and against our own user.</summary>
public sealed class ListenerCommitmentTests
{
    private const string Ct = Wire.CtImage;
    private static readonly byte[] Request = CommitmentBytes.DataSet(CommitmentBytes.Transaction, [(Ct, "1.2.3")]);

    private static readonly CommitmentResult Result = new()
    {
        TransactionUid = CommitmentBytes.Transaction,
        RetrieveAeTitle = "ARCHIVE",
        Committed = [new SopReference(Ct, "1.2.3")],
        Failed = [new CommitmentFailure(new SopReference(Ct, "1.2.4"), CommitmentReason.NoSuchObjectInstance)],
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.2.840.10008.1.20.2", CommitmentBytes.PushInstance, 1, 0, "0118")]
    [InlineData(CommitmentBytes.Push, "1.2.3", 1, 0, "0112")]
    [InlineData(CommitmentBytes.Push, CommitmentBytes.PushInstance, 2, 0, "0123")]
    [InlineData(CommitmentBytes.Push, CommitmentBytes.PushInstance, 1, 0x0101, "0212")]
    [InlineData(CommitmentBytes.Push, CommitmentBytes.PushInstance, 1, 0, "0000")]
    public async Task Action_IsAnsweredWithItsStatus(string sopClass, string sopInstance, ushort type, ushort dataSetType, string status)
    {
        var desk = new MemoryDesk();
        await using var store = new ListeningStore(options => options with { Commitment = desk.Desk });
        using var peer = new RawPeer(store.Port);
        byte[] data = dataSetType == 0 ? Wire.Data(1, Request) : [];
        Assert.Equal($"AC RSP {status} RP closed", await peer.ConverseAsync(
            [CommitmentBytes.Associate(), Wire.Command(1, CommitmentBytes.Action(1, sopClass, sopInstance, type, dataSetType)), data, Wire.ReleaseRequest]));
        Assert.Equal(status == "0000" ? 1 : 0, desk.RequestCount);
    }

    [Fact]
    public async Task Store_InTheContextOfCommitment_Is0122_AndNothingIsKept()
    {
        await using var store = new ListeningStore(options => options with { Commitment = new MemoryDesk().Desk });
        using var peer = new RawPeer(store.Port);
        Assert.Equal("AC RSP 0122 RP closed", await peer.ConverseAsync(
            [CommitmentBytes.Associate(), Wire.Command(1, Wire.StoreRequest(1, CommitmentBytes.Push)), Wire.Data(1, Request), Wire.ReleaseRequest]));
        Assert.Empty(store.Store.Objects);
    }

    [Fact]
    public async Task Action_DataSetTooLarge_Is0213_AndTheAssociationGoesOn()
    {
        var desk = new MemoryDesk();
        await using var store = new ListeningStore(options => options with { Commitment = desk.Desk });
        using var peer = new RawPeer(store.Port);
        byte[] piece = Wire.Pdu(4, Wire.Value(1, 0, new byte[128 * 1024]));
        IEnumerable<ReadOnlyMemory<byte>> pieces = Enumerable.Repeat<ReadOnlyMemory<byte>>(piece, (StorageCommitment.MaxDataSetBytes / (128 * 1024)) + 1);
        Assert.Equal("AC RSP 0213 RSP 0000 RP closed", await peer.ConverseAsync(
            [
                CommitmentBytes.Associate(), Wire.Command(1, CommitmentBytes.Action(1)), .. pieces, Wire.Data(1, []),
                Wire.Command(1, CommitmentBytes.Action(2)), Wire.Data(1, Request), Wire.ReleaseRequest,
            ]));
    }

    [Fact]
    public async Task Action_MoreAtOnceThanAreGathered_Is0213()
    {
        var desk = new MemoryDesk();
        await using var store = new ListeningStore(options => options with { Commitment = desk.Desk });
        RawPeer[] begun = [.. Enumerable.Range(0, CommitmentDesk.MaxMessagesAtOnce).Select(_ => new RawPeer(store.Port))];
        foreach (RawPeer peer in begun)
        {
            peer.Send([.. CommitmentBytes.Associate(), .. Wire.Command(1, CommitmentBytes.Action(1)), .. Wire.Pdu(4, Wire.Value(1, 0, Request))]);
            Assert.Equal(2, (await peer.ReadPduAsync(Cancel))![0]);
        }

        using var last = new RawPeer(store.Port);
        string answer = "";
        using var patience = new CancellationTokenSource(ListeningStore.Patience);
        while (!answer.Contains("0213", StringComparison.Ordinal) && !patience.IsCancellationRequested)
        {
            // The others have sent their halves, but may not all have been read yet.
            using var peer = new RawPeer(store.Port);
            answer = await peer.ConverseAsync([CommitmentBytes.Associate(), Wire.Command(1, CommitmentBytes.Action(1)), Wire.Data(1, Request), Wire.ReleaseRequest]);
        }

        Assert.Equal("AC RSP 0213 RP closed", answer);
        foreach (RawPeer peer in begun)
        {
            Assert.Equal("RSP 0000 RP closed", await peer.ConverseAsync([Wire.Data(1, []), Wire.ReleaseRequest]));
            peer.Dispose();
        }
    }

    [Theory]
    [InlineData(CommitmentRoles.None, null, null, "AC RP closed", 3)]
    [InlineData(CommitmentRoles.Request, null, null, "AC RSP 0000 RP closed", 0)]
    [InlineData(CommitmentRoles.Report, null, null, "AC RSP 0124 RP closed", 0)]
    [InlineData(CommitmentRoles.Request, false, true, "AC RP closed", 3)]
    [InlineData(CommitmentRoles.Report, true, false, "AC RP closed", 3)]
    [InlineData(CommitmentRoles.Report, false, true, "AC RSP 0124 RP closed", 0)]
    public async Task Context_IsAcceptedForWhatThePeerMayDo(CommitmentRoles roles, bool? scu, bool? scp, string conversation, byte result)
    {
        var desk = new MemoryDesk { Roles = roles };
        await using var store = new ListeningStore(options => options with { Commitment = desk.Desk });
        using (var peer = new RawPeer(store.Port))
        {
            peer.Send(CommitmentBytes.Associate(scu, scp));
            byte[] accept = (await peer.ReadPduAsync(Cancel))!;
            Assert.Equal(result, accept[accept.AsSpan().IndexOf("\x21\0"u8) + 6]);
        }

        using var other = new RawPeer(store.Port);
        byte[] action = result == 0 ? [.. Wire.Command(1, CommitmentBytes.Action(1)), .. Wire.Data(1, Request)] : [];
        Assert.Equal(conversation, await other.ConverseAsync([CommitmentBytes.Associate(scu, scp), action, Wire.ReleaseRequest]));
    }

    [Fact]
    public async Task Event_OnAnAssociationOfThePeer_IsTaken()
    {
        var desk = new MemoryDesk { Roles = CommitmentRoles.Report };
        await using var store = new ListeningStore(options => options with { Commitment = desk.Desk });
        using var peer = new RawPeer(store.Port);
        Assert.Equal("AC RSP 0000 RSP 0113 RSP 0112 RSP 0115 RP closed", await peer.ConverseAsync(
            [
                CommitmentBytes.Associate(scu: false, scp: true),
                Wire.Command(1, CommitmentBytes.Event(1, 2)), Wire.Data(1, CommitmentBytes.DataSet(CommitmentBytes.Transaction, [(Ct, "1.2.3")], (Ct, "1.2.4", 0x0112))),
                Wire.Command(1, CommitmentBytes.Event(2, 3)), Wire.Data(1, Request),
                Wire.Command(1, CommitmentBytes.Event(3, 1, "1.2.3")), Wire.Data(1, Request),
                Wire.Command(1, CommitmentBytes.Event(4, 1)), Wire.Data(1, [1, 2, 3, 4]),
                Wire.ReleaseRequest,
            ]));
        Assert.Equal(new CommitmentFailure(new SopReference(Ct, "1.2.4"), 0x0112), Assert.Single(Assert.Single(desk.Reports).Failed));
    }

    [Fact]
    public async Task Response_ToNothingThatWasAsked_Aborts()
    {
        await using var store = new ListeningStore(options => options with { Commitment = new MemoryDesk().Desk });
        using var peer = new RawPeer(store.Port);
        Assert.Equal("AC AB 0/0 closed", await peer.ConverseAsync([CommitmentBytes.Associate(), Wire.Command(1, CommitmentBytes.EventResponse(1, 0))]));
    }

    [Fact]
    public async Task ReportAsync_OnTheAssociationOfTheRequest_ReachesOurUser()
    {
        var desk = new MemoryDesk();
        await using var store = new ListeningStore(options => options with { Commitment = desk.Desk });
        await using DicomAssociation association = await ConnectAsync(store.Port);
        var request = new CommitmentRequest(CommitmentBytes.Transaction, [new SopReference(Ct, "1.2.3"), new SopReference(Ct, "1.2.4")]);
        Assert.Equal(DimseAnswer.Success, await association.RequestCommitmentAsync(request, Cancel));
        CommitmentIndication asked = await desk.NextRequestAsync();
        Assert.Equal(request.References, asked.Request.References);
        Task<DimseAnswer?> reporting = asked.Channel.ReportAsync(Result, ListeningStore.Patience, TimeProvider.System, Cancel);
        CommitmentResult? got = null;
        Assert.True(await association.ReceiveReportAsync(
            ListeningStore.Patience,
            result =>
            {
                got = result;
                return DimseAnswer.Success;
            },
            Cancel));
        Assert.Equal(DicomStatus.Success, (await reporting)!.Value.Status);
        Assert.Equal(Result.Committed, got!.Committed);
        Assert.Equal(Result.Failed, got.Failed);
        await association.ReleaseAsync(Cancel);
        Assert.Equal(AssociationEnd.Released, (await store.NextReportAsync()).End);
        Assert.False(asked.Channel.IsOpen);
        Assert.Null(await asked.Channel.ReportAsync(Result, ListeningStore.Patience, TimeProvider.System, Cancel));
    }

    [Fact]
    public async Task ReceiveReportAsync_NothingComes_LeavesTheAssociationAsItWas()
    {
        var desk = new MemoryDesk();
        await using var store = new ListeningStore(options => options with { Commitment = desk.Desk });
        await using DicomAssociation association = await ConnectAsync(store.Port);
        Assert.False(await association.ReceiveReportAsync(TimeSpan.FromMilliseconds(20), _ => DimseAnswer.Success, Cancel));
        await association.RequestCommitmentAsync(new CommitmentRequest("2.25.1", [new SopReference(Ct, "1.2.3")]), Cancel);
        Assert.False(await association.ReceiveReportAsync(TimeSpan.Zero, _ => DimseAnswer.Success, Cancel));
        await association.ReleaseAsync(Cancel);
        Assert.Equal(AssociationEnd.Released, (await store.NextReportAsync()).End);
    }

    [Fact]
    public async Task ReportAsync_PeerAnswersOrGoes_IsToldOnce()
    {
        var desk = new MemoryDesk();
        await using var store = new ListeningStore(options => options with { Commitment = desk.Desk });
        using var peer = new RawPeer(store.Port);
        peer.Send([.. CommitmentBytes.Associate(maximum: 8), .. Wire.Command(1, CommitmentBytes.Action(1)), .. Wire.Data(1, Request)]);
        CommitmentIndication asked = await desk.NextRequestAsync();
        Task<DimseAnswer?> first = asked.Channel.ReportAsync(Result, ListeningStore.Patience, TimeProvider.System, Cancel);
        byte[] pdu;
        do
        {
            pdu = (await peer.ReadPduAsync(Cancel))!;
        }
        while (pdu is not [4, _, _, _, _, _, _, _, _, _, _, 2, ..]);

        peer.Send(Wire.Command(1, CommitmentBytes.EventResponse(1, 0x0110)));
        Assert.Equal(0x0110, (await first)!.Value.Status.Code);
        Task<DimseAnswer?> second = asked.Channel.ReportAsync(Result, ListeningStore.Patience, TimeProvider.System, Cancel);
        peer.Send(Wire.Pdu(7, 0, 0, 0, 0));
        Assert.Null(await second);
    }

    [Fact]
    public async Task ReportCommitmentAsync_OnANewAssociation_ProposesTheRoleOfTheProvider()
    {
        var desk = new MemoryDesk { Roles = CommitmentRoles.Report };
        await using var store = new ListeningStore(options => options with { Commitment = desk.Desk });
        await using DicomAssociation association = await ConnectAsync(store.Port, StorageCommitment.ReporterRole);
        Assert.Equal(StorageCommitment.ReporterRole, Assert.Single(association.Roles));
        Assert.Equal(DimseAnswer.Success, await association.ReportCommitmentAsync(Result, Cancel));
        await association.ReleaseAsync(Cancel);
        Assert.Equal(CommitmentBytes.Transaction, Assert.Single(desk.Reports).TransactionUid);
    }

    [Fact]
    public async Task ReportCommitmentAsync_RoleDenied_IsRefusedHere()
    {
        var desk = new MemoryDesk { Roles = CommitmentRoles.Request };
        await using var store = new ListeningStore(options => options with { Commitment = desk.Desk });
        await using DicomAssociation association = await ConnectAsync(store.Port, new RoleSelection(StorageCommitment.SopClassUid, Scu: true, Scp: true));
        Assert.Equal(new RoleSelection(StorageCommitment.SopClassUid, Scu: true, Scp: false), Assert.Single(association.Roles));
        await Assert.ThrowsAsync<InvalidOperationException>(() => association.ReportCommitmentAsync(Result, Cancel));
    }

    private static Task<DicomAssociation> ConnectAsync(int port, params IReadOnlyList<RoleSelection> roles) => DicomAssociation.ConnectAsync(
        new DicomAssociationOptions
        {
            Host = "127.0.0.1",
            Port = port,
            CalledAeTitle = "EDGE",
            Contexts = StorageCommitment.Contexts,
            Roles = roles,
        },
        TimeProvider.System,
        Cancel);
}
