using Edge.Dicom.Network;

namespace Edge.Dicom.Tests.Network;

/// <summary>What a C-STORE is answered.</summary>
public sealed class ListenerStoreTests
{
    /// <summary>HResult of an IOException on Linux is the errno: 28 ENOSPC, 5 EIO.</summary>
    [Theory]
    [InlineData(28, "A700")]
    [InlineData(122, "A700")]
    [InlineData(5, "0110")]
    public async Task Store_DiskFails_IsRefusedAndTheAssociationGoesOn(int errno, string status)
    {
        await using var store = new ListeningStore();
        store.Store.WriteFailure = new IOException("failed", errno);
        Assert.Equal($"AC RSP {status} RSP {status} RP closed", await StoreAsync(store, 2));
        Assert.Equal(2, store.Store.AbortedCount);
        Assert.Equal(2, (await store.NextReportAsync()).RefusedCount);
    }

    [Theory]
    [InlineData(false, true, "0212")]
    [InlineData(true, false, "C000")]
    public async Task Store_RequestThatLacksAPart_IsRefusedAndTheAssociationGoesOn(bool hasInstance, bool hasDataSet, string status)
    {
        await using var store = new ListeningStore();
        (ushort, byte[])[] fields =
        [
            (0x0002, Wire.Uid(Wire.CtImage)), (0x0100, Wire.Number(1)), (0x0110, Wire.Number(7)), (0x0700, Wire.Number(0)),
            (0x0800, Wire.Number((ushort)(hasDataSet ? 0 : 0x0101))), .. hasInstance ? [((ushort)0x1000, Wire.Uid("1.2.3"))] : Array.Empty<(ushort, byte[])>(),
        ];
        using var peer = new RawPeer(store.Port);
        byte[] contexts = [.. Wire.Context(1, Wire.CtImage, Wire.ImplicitLittle), .. Wire.Context(3, Wire.Verification, Wire.ImplicitLittle)];
        ReadOnlyMemory<byte>[] parts =
        [
            Wire.AssociateRequest(contexts), Wire.Command(1, Wire.CommandSet(fields)), hasDataSet ? Wire.Data(1, [1, 2]) : Array.Empty<byte>(),
            Wire.Command(3, Wire.EchoRequest(8)), Wire.ReleaseRequest,
        ];
        Assert.Equal($"AC RSP {status} RSP 0000 RP closed", await peer.ConverseAsync(parts));
        Assert.Empty(store.Store.Objects);
    }

    [Fact]
    public async Task Store_MalformedToTheReceiver_IsC000()
    {
        await using var store = new ListeningStore();
        store.Store.WriteFailure = new DicomFormatException("no data set");
        Assert.Equal("AC RSP C000 RP closed", await StoreAsync(store, 1));
    }

    [Fact]
    public async Task Store_BugInTheReceiver_AbortsThisAssociationAndIsReported()
    {
        await using var store = new ListeningStore();
        store.Store.WriteFailure = new InvalidOperationException("a bug");
        Assert.Equal("AC AB 0/0 closed", await StoreAsync(store, 1));
        AssociationReport report = await store.NextReportAsync();
        Assert.Equal(AssociationEnd.Failed, report.End);
        Assert.IsType<InvalidOperationException>(report.Error);
        Assert.Equal(1, store.Store.AbortedCount);
        store.Store.WriteFailure = null;
        Assert.Equal("AC RSP 0000 RP closed", await StoreAsync(store, 1));
    }

    [Fact]
    public async Task Store_RefusedUpFront_LetsTheDataPassAndAnswers()
    {
        await using var store = new ListeningStore(options => options with
        {
            Receive = _ => StoreReceiver.Refuse(new DicomStatus(0xA710), "Disk nearly full"),
        });
        Assert.Equal("AC RSP A710 RP closed", await StoreAsync(store, 1));
    }

    [Fact]
    public async Task Store_LargerThanAllowed_IsRefusedAndLeavesNothing()
    {
        await using var store = new ListeningStore(options => options with { MaxObjectBytes = 1024 * 1024 });
        byte[] half = new byte[600 * 1024];
        Assert.Equal("AC RSP A700 RP closed", await ConverseAsync(
            store,
            Wire.AssociateRequest(Wire.Context(1, Wire.CtImage, Wire.ImplicitLittle)),
            [.. Wire.Command(1, Wire.StoreRequest(1)), .. Fragments(half), .. Fragments(half), .. Wire.Data(1, [1, 2])],
            Wire.ReleaseRequest));
        Assert.Equal(1, store.Store.AbortedCount);
    }

    [Fact]
    public async Task Store_CutOffByTheNetwork_IsAbandoned()
    {
        await using var store = new ListeningStore();
        using (var peer = new RawPeer(store.Port))
        {
            peer.Send([
                .. Wire.AssociateRequest(Wire.Context(1, Wire.CtImage, Wire.ImplicitLittle)),
                .. Wire.Command(1, Wire.StoreRequest(1)), .. Wire.Pdu(4, Wire.Value(1, 0, 1, 2)),
            ]);
            Assert.NotNull(await peer.ReadPduAsync(TestContext.Current.CancellationToken));
        }

        AssociationReport report = await store.NextReportAsync();
        Assert.Equal((AssociationEnd.ConnectionLost, 0, 1), (report.End, report.StoredCount, report.RefusedCount));
        Assert.Empty(store.Store.Objects);
        Assert.Equal(1, store.Store.AbortedCount);
    }

    [Fact]
    public async Task Response_ToAPeerThatTakesEightBytesAtATime_IsCutToFit()
    {
        await using var store = new ListeningStore();
        using var peer = new RawPeer(store.Port);
        peer.Send(Wire.AssociateRequest(
            Wire.Context(1, Wire.Verification, Wire.ImplicitLittle), [.. Wire.MaximumLength(8), .. Wire.Item(0x52, "1.2.3")]));
        peer.Send(Wire.Command(1, Wire.EchoRequest(5)));
        Assert.Equal(2, (await peer.ReadPduAsync(TestContext.Current.CancellationToken))![0]);
        var command = new List<byte>();
        byte control;
        do
        {
            byte[] pdu = (await peer.ReadPduAsync(TestContext.Current.CancellationToken))!;
            Assert.Equal(8 + 6, pdu.Length);
            command.AddRange(pdu[12..]);
            control = pdu[11];
        }
        while (control == 1);
        Assert.Equal(3, control);
        byte[] expected = Wire.CommandSet(
            (0x0002, Wire.Uid(Wire.Verification)), (0x0100, Wire.Number(0x8030)), (0x0120, Wire.Number(5)), (0x0800, Wire.Number(0x0101)),
            (0x0900, Wire.Number(0)));
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(command.ToArray()));
    }

    [Fact]
    public async Task Store_HundredMegabytes_AllocatesNothingOnTheWay()
    {
        var receiver = new AllocationMeter();
        await using var store = new ListeningStore(options => options with { Receive = _ => receiver });
        byte[] fragment = Wire.Pdu(4, Wire.Value(1, 0, new byte[131072 - 6]));
        using var peer = new RawPeer(store.Port);
        peer.Send(Wire.AssociateRequest(Wire.Context(1, Wire.CtImage, Wire.ImplicitLittle)));
        peer.Send(Wire.Command(1, Wire.StoreRequest(1)));
        for (int count = 0; count < 800; count++)
        {
            peer.Send(fragment);
        }

        peer.Send(Wire.Data(1, [1, 2]));
        peer.Send(Wire.ReleaseRequest);
        Assert.Equal("AC RSP 0000 RP closed", await peer.ReadAllAsync(TestContext.Current.CancellationToken));
        Assert.Equal((800 * (131072 - 6)) + 2, receiver.Count);
        // Fewer than 20 bytes for each PDU: what the runtime itself does on the thread, once.
        Assert.InRange(receiver.AllocatedBytes, 0, 800 * 20);
    }

    private static Task<string> StoreAsync(ListeningStore store, int count) => ConverseAsync(
        store,
        [
            Wire.AssociateRequest(Wire.Context(1, Wire.CtImage, Wire.ImplicitLittle)),
            .. Enumerable.Range(1, count).Select(id => (byte[])[.. Wire.Command(1, Wire.StoreRequest((ushort)id)), .. Wire.Data(1, [1, 2])]),
            Wire.ReleaseRequest,
        ]);

    private static async Task<string> ConverseAsync(ListeningStore store, params byte[][] parts)
    {
        using var peer = new RawPeer(store.Port);
        return await peer.ConverseAsync(parts.Select(part => new ReadOnlyMemory<byte>(part)));
    }

    private static byte[] Fragments(byte[] bytes) =>
        [.. bytes.Chunk(60_000).SelectMany(chunk => Wire.Pdu(4, Wire.Value(1, 0, chunk)))];

    /// <summary>Counts what the association's thread allocates from the first byte of an object to its last.</summary>
    private sealed class AllocationMeter : StoreReceiver
    {
        private long _before;

        public long Count { get; private set; }

        public long AllocatedBytes { get; private set; }

        public override void Write(ReadOnlySpan<byte> dataSet)
        {
            _before = Count == 0 ? GC.GetAllocatedBytesForCurrentThread() : _before;
            Count += dataSet.Length;
        }

        public override StoreOutcome Commit()
        {
            AllocatedBytes = GC.GetAllocatedBytesForCurrentThread() - _before;
            return StoreOutcome.Success;
        }

        public override void Abort()
        {
        }
    }
}
