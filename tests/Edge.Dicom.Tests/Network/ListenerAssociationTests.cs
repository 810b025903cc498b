using Edge.Dicom.Network;

namespace Edge.Dicom.Tests.Network;

/// <summary>What becomes of an association request, and of the association at its end.</summary>
public sealed class ListenerAssociationTests
{
    private static readonly byte[] EchoContext = Wire.Context(1, Wire.Verification, Wire.ImplicitLittle);

    [Fact]
    public async Task Request_RejectedByTheOwner_GetsTheOwnersReason()
    {
        await using var store = new ListeningStore(options => options with
        {
            Decide = _ => AssociationDecision.Reject(AssociationRejection.TemporaryCongestion),
        });
        Assert.Equal("RJ 2/3/1 closed", await ConverseAsync(store, Wire.AssociateRequest(EchoContext)));
        AssociationReport report = await store.NextReportAsync();
        Assert.Equal((AssociationEnd.Rejected, "TEST", "EDGE"), (report.End, report.CallingAeTitle, report.CalledAeTitle));
    }

    [Fact]
    public async Task Request_OneTooMany_IsRejectedAsTransient()
    {
        await using var store = new ListeningStore(options => options with { MaxAssociations = 1 });
        using var first = new RawPeer(store.Port);
        first.Send(Wire.AssociateRequest(EchoContext));
        Assert.Equal(2, (await first.ReadPduAsync(TestContext.Current.CancellationToken))![0]);
        Assert.Equal("RJ 2/3/2 closed", await ConverseAsync(store, Wire.AssociateRequest(EchoContext)));
    }

    [Fact]
    public async Task Request_WhoseDecisionFails_CostsThatConnectionOnly()
    {
        int calls = 0;
        await using var store = new ListeningStore(options => options with
        {
            Decide = _ => ++calls == 1 ? throw new InvalidOperationException("a bug") : AssociationDecision.Accept,
        });
        Assert.Equal("closed", await ConverseAsync(store, Wire.AssociateRequest(EchoContext)));
        AssociationReport report = await store.NextReportAsync();
        Assert.Equal(AssociationEnd.Failed, report.End);
        Assert.IsType<InvalidOperationException>(report.Error);
        Assert.Equal("AC RP closed", await ConverseAsync(store, Wire.AssociateRequest(EchoContext), Wire.ReleaseRequest));
    }

    [Fact]
    public async Task Request_WithExtendedNegotiation_IsAnsweredPolitely()
    {
        UserIdentity? seen = null;
        await using var store = new ListeningStore(options => options with
        {
            Identify = request =>
            {
                seen = request.Identity;
                return AssociationDecision.Accept with { ConfirmsIdentity = true };
            },
        });
        using var peer = new RawPeer(store.Port);
        byte[] uid = [0, 25, .. System.Text.Encoding.ASCII.GetBytes(Wire.CtImage)];
        peer.Send(Wire.AssociateRequest(
            Wire.Context(1, Wire.CtImage, Wire.ImplicitLittle),
            [
                .. Wire.MaximumLength(16384), .. Wire.Item(0x52, "1.2.3"), .. Wire.Item(0x53, 0, 0, 0, 0), .. Wire.Item(0x54, [.. uid, 1, 1]),
                .. Wire.Item(0x56, [.. uid, 2, 0, 0, 0, 1, 0]), .. Wire.Item(0x57, [.. uid, 0, 0, 0, 0]), .. Wire.Item(0x58, [1, 1, 0, 2, .. "me"u8, 0, 0]),
            ]));
        byte[] answer = (await peer.ReadPduAsync(TestContext.Current.CancellationToken))!;
        string hex = Convert.ToHexString(answer);
        Assert.Contains("5300000400010001", hex, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexString(Wire.Item(0x54, [.. uid, 1, 0])), hex, StringComparison.Ordinal);
        Assert.Contains("590000020000", hex, StringComparison.Ordinal);
        Assert.Equal("me"u8, seen!.Primary.Span);
    }

    [Fact]
    public async Task Request_WhoseUserIsNotBelieved_IsRejectedForGood()
    {
        await using var store = new ListeningStore(options => options with
        {
            Identify = _ => AssociationDecision.Reject(AssociationRejection.NoReason, "the password is wrong"),
        });
        Assert.Equal("RJ 1/1/1 closed", await ConverseAsync(store, Wire.AssociateRequest(EchoContext)));
        AssociationReport report = await store.NextReportAsync();
        Assert.Equal((AssociationEnd.UserRefused, AssociationRejection.NoReason), (report.End, report.Rejection!.Value));
        Assert.Equal("rejected: no reason given; the password is wrong", report.Detail);
    }

    [Fact]
    public async Task Request_WhoseIdentityIsNotLookedAt_GetsNoConfirmation()
    {
        await using var store = new ListeningStore();
        using var peer = new RawPeer(store.Port);
        peer.Send(Wire.AssociateRequest(EchoContext, [.. Wire.MaximumLength(16384), .. Wire.Item(0x52, "1.2.3"), .. Wire.Item(0x58, [1, 1, 0, 2, .. "me"u8, 0, 0])]));
        byte[] answer = (await peer.ReadPduAsync(TestContext.Current.CancellationToken))!;
        Assert.DoesNotContain("59000002", Convert.ToHexString(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_With128ContextsOf40Syntaxes_IsAnsweredInFull()
    {
        await using var store = new ListeningStore();
        string[] syntaxes = [.. Enumerable.Range(1, 39).Select(number => $"1.2.3.4.5.6.7.8.9.{number}"), Wire.ExplicitLittle];
        byte[] contexts = [.. Enumerable.Range(0, 128).SelectMany(index => Wire.Context((byte)((2 * index) + 1), Wire.CtImage, syntaxes))];
        Assert.InRange(contexts.Length, 100 * 1024, 200 * 1024);
        using var peer = new RawPeer(store.Port);
        peer.Send(Wire.AssociateRequest(contexts));
        byte[] answer = (await peer.ReadPduAsync(TestContext.Current.CancellationToken))!;
        string accepted = Convert.ToHexString([0, 0, 0, 0, .. Wire.Item(0x40, Wire.ExplicitLittle)])[2..];
        Assert.Equal(2, answer[0]);
        Assert.Equal(128, Convert.ToHexString(answer).Split(accepted).Length - 1);
    }

    [Fact]
    public async Task Requests_ThatHoldTooManyBytesTogether_CloseTheOldest()
    {
        await using var store = new ListeningStore(options => options with { MaxPendingBytes = 256 * 1024 });
        byte[] half = [1, 0, 0, 3, 0, 0, .. new byte[150 * 1024]];
        using var first = new RawPeer(store.Port);
        first.Send(half);
        using var second = new RawPeer(store.Port);
        second.Send(half);
        Assert.Equal("closed", await first.ReadAllAsync(TestContext.Current.CancellationToken));
        Assert.Equal(AssociationEnd.Stopped, (await store.NextReportAsync()).End);
    }

    [Fact]
    public async Task DisposeAsync_Twice_IsDoneOnce()
    {
        var store = new ListeningStore();
        await store.Listener.DisposeAsync();
        await store.Listener.DisposeAsync();
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Request_NeverComplete_IsClosedByArtim()
    {
        await using var store = new ListeningStore(options => options with { ArtimTimeout = TimeSpan.FromMilliseconds(300) });
        Assert.Equal("closed", await ConverseAsync(store, Wire.AssociateRequest(EchoContext)[..50]));
        Assert.Equal(AssociationEnd.TimedOut, (await store.NextReportAsync()).End);
    }

    [Fact]
    public async Task Association_IdleForTooLong_IsAborted()
    {
        await using var store = new ListeningStore(options => options with { IdleTimeout = TimeSpan.FromMilliseconds(300) });
        Assert.Equal("AC AB 0/0 closed", await ConverseAsync(store, Wire.AssociateRequest(EchoContext)));
        Assert.Equal(AssociationEnd.TimedOut, (await store.NextReportAsync()).End);
    }

    [Fact]
    public async Task Association_StalledInsideAMessage_IsAbortedBeforeTheIdleTimeout()
    {
        await using var store = new ListeningStore(options => options with { StallTimeout = TimeSpan.FromMilliseconds(300) });
        Assert.Equal("AC AB 0/0 closed", await ConverseAsync(store, [.. Wire.AssociateRequest(EchoContext), 4, 0, 0]));
        Assert.Equal(AssociationEnd.TimedOut, (await store.NextReportAsync()).End);
    }

    [Fact]
    public async Task Peer_ThatTakesNoResponses_IsCutOff()
    {
        await using var store = new ListeningStore(options => options with { StallTimeout = TimeSpan.FromMilliseconds(500) });
        using var peer = new RawPeer(store.Port);
        peer.Send(Wire.AssociateRequest(EchoContext));
        byte[] echoes = [.. Enumerable.Repeat(Wire.Command(1, Wire.EchoRequest(1)), 500).SelectMany(echo => echo)];
        Task sending = Task.Run(
            () =>
            {
                try
                {
                    while (true)
                    {
                        peer.Send(echoes);
                    }
                }
                catch (IOException)
                {
                    // Cut off, as it should be.
                }
            },
            TestContext.Current.CancellationToken);
        Assert.Equal(AssociationEnd.TimedOut, (await store.NextReportAsync()).End);
        await sending.WaitAsync(ListeningStore.Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Connections_BeyondTheLimit_CloseTheOldestAndNotTheHonest()
    {
        await using var store = new ListeningStore(options => options with { MaxPendingConnections = 16 });
        RawPeer[] silent = [.. Enumerable.Range(0, 20).Select(_ => new RawPeer(store.Port))];
        Assert.Equal("AC RSP 0000 RP closed", await ConverseAsync(
            store, Wire.AssociateRequest(EchoContext), Wire.Command(1, Wire.EchoRequest(1)), Wire.ReleaseRequest));
        Assert.Equal("closed", await silent[0].ReadAllAsync(TestContext.Current.CancellationToken));
        Array.ForEach(silent, peer => peer.Dispose());
    }

    [Fact]
    public async Task StopAsync_IdleAssociation_IsAbortedAtOnce()
    {
        var store = new ListeningStore();
        await using (store)
        {
            using var peer = new RawPeer(store.Port);
            peer.Send(Wire.AssociateRequest(EchoContext));
            Assert.Equal(2, (await peer.ReadPduAsync(TestContext.Current.CancellationToken))![0]);
            await store.Listener.StopAsync(ListeningStore.Patience, TestContext.Current.CancellationToken);
            Assert.Equal("AB 0/0 closed", await peer.ReadAllAsync(TestContext.Current.CancellationToken));
            Assert.Equal(AssociationEnd.Stopped, (await store.NextReportAsync()).End);
            Assert.True(store.Listener.Completion.IsCompletedSuccessfully);
        }
    }

    [Fact]
    public async Task StopAsync_MessageInProgress_IsFinishedFirst()
    {
        await using var store = new ListeningStore();
        using var peer = new RawPeer(store.Port);
        peer.Send([
            .. Wire.AssociateRequest(Wire.Context(1, Wire.CtImage, Wire.ImplicitLittle)),
            .. Wire.Command(1, Wire.StoreRequest(1)), .. Wire.Pdu(4, Wire.Value(1, 0, 1, 2)),
        ]);
        Assert.Equal(2, (await peer.ReadPduAsync(TestContext.Current.CancellationToken))![0]);
        await store.Store.Began.WaitAsync(ListeningStore.Patience, TestContext.Current.CancellationToken);
        Task stopping = store.Listener.StopAsync(ListeningStore.Patience, TestContext.Current.CancellationToken);
        peer.Send(Wire.Data(1, [3, 4]));
        Assert.Equal("RSP 0000 AB 0/0 closed", await peer.ReadAllAsync(TestContext.Current.CancellationToken));
        await stopping;
        Assert.Equal("01020304", Convert.ToHexString(Assert.Single(store.Store.Objects).DataSet.Span));
    }

    [Fact]
    public async Task StopAsync_MessageThatNeverEnds_IsCutOffAtTheLimit()
    {
        await using var store = new ListeningStore();
        using var peer = new RawPeer(store.Port);
        peer.Send([
            .. Wire.AssociateRequest(Wire.Context(1, Wire.CtImage, Wire.ImplicitLittle)),
            .. Wire.Command(1, Wire.StoreRequest(1)), .. Wire.Pdu(4, Wire.Value(1, 0, 1, 2)),
        ]);
        await store.Store.Began.WaitAsync(ListeningStore.Patience, TestContext.Current.CancellationToken);
        await store.Listener.StopAsync(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        Assert.Equal(1, store.Store.AbortedCount);
        Assert.Empty(store.Store.Objects);
    }

    [Fact]
    public void Start_OptionsOutOfRange_NamesEveryOne()
    {
        var options = new DicomListenerOptions
        {
            Port = 70000,
            MaxAssociations = 0,
            Decide = _ => AssociationDecision.Accept,
            Receive = _ => StoreReceiver.Refuse(DicomStatus.OutOfResources),
        };
        ArgumentException refused = Assert.Throws<ArgumentException>(() => DicomListener.Start(options, TimeProvider.System));
        Assert.Contains("Port must be", refused.Message, StringComparison.Ordinal);
        Assert.Contains("MaxAssociations must be", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<string> ConverseAsync(ListeningStore store, params byte[][] parts)
    {
        using var peer = new RawPeer(store.Port);
        return await peer.ConverseAsync(parts.Select(part => new ReadOnlyMemory<byte>(part)));
    }
}
