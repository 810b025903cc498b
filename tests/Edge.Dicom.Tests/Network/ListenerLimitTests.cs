using System.Net;
using Edge.Dicom.Network;

namespace Edge.Dicom.Tests.Network;

/// <summary>What several listeners share, and what one address may have of it.</summary>
public sealed class ListenerLimitTests
{
    private static readonly byte[] EchoContext = Wire.Context(1, Wire.Verification, Wire.ImplicitLittle);

    [Fact]
    public async Task Quota_SharedByTwoListeners_HoldsForBothTogether()
    {
        var quota = new AssociationQuota(TimeProvider.System, 2, 2, null);
        await using var first = new ListeningStore(options => options with { Quota = quota });
        await using var second = new ListeningStore(options => options with { Quota = quota });
        using (RawPeer one = await OpenAsync(first), two = await OpenAsync(second))
        {
            Assert.Equal(2, quota.Open);
            Assert.Equal("RJ 2/3/2 closed", await ConverseAsync(first));
            AssociationReport report = await first.NextReportAsync();
            Assert.Equal(AssociationRejection.LocalLimitExceeded, report.Rejection);
            Assert.Contains("2 associations are open", report.Detail, StringComparison.Ordinal);
        }

        await first.NextReportAsync();
        await second.NextReportAsync();
        Assert.Equal("AC RP closed", await ConverseAsync(second));
    }

    [Fact]
    public async Task Quota_OfOneAddress_IsRejectedForNow()
    {
        await using var store = new ListeningStore(options => options with { Quota = new AssociationQuota(TimeProvider.System, 8, 1, null) });
        using RawPeer one = await OpenAsync(store);
        Assert.Equal("RJ 2/3/2 closed", await ConverseAsync(store));
        Assert.Contains("this address has 1", (await store.NextReportAsync()).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Quota_OneAddressIsFull_OthersAreNot()
    {
        var quota = new AssociationQuota(TimeProvider.System, 8, 1, null);
        AssociationPlace? first = quota.Enter(IPAddress.Parse("10.0.0.1"), out _);
        Assert.NotNull(first);
        Assert.Null(quota.Enter(IPAddress.Parse("::ffff:10.0.0.1"), out _));
        Assert.NotNull(quota.Enter(IPAddress.Parse("10.0.0.2"), out _));
        quota.Leave(first);
        Assert.NotNull(quota.Enter(IPAddress.Parse("10.0.0.1"), out _));
    }

    [Fact]
    public async Task Places_AllTaken_TheOneThatIsOnlyHeldGoesToWhoAsks()
    {
        var time = new SteppedTime();
        await using var store = new ListeningStore(options => options with { Quota = new AssociationQuota(time, 2, 2, null) });
        using RawPeer idle = await OpenAsync(store);
        using RawPeer dripping = await OpenAsync(store);
        dripping.Send(Wire.Command(1, Wire.EchoRequest(1)).AsSpan(0, 20));
        time.Advance(AssociationQuota.HeldIdle - TimeSpan.FromSeconds(1));
        Assert.Equal("RJ 2/3/2 closed", await ConverseAsync(store));
        Assert.Equal(AssociationEnd.Rejected, (await store.NextReportAsync()).End);

        time.Advance(TimeSpan.FromSeconds(1));
        using RawPeer third = await OpenAsync(store);
        AssociationReport first = await store.NextReportAsync();
        using RawPeer fourth = await OpenAsync(store);
        AssociationReport second = await store.NextReportAsync();
        Assert.Equal("RJ 2/3/2 closed", await ConverseAsync(store));

        Assert.All([first, second], report => Assert.Equal(AssociationEnd.Stopped, report.End));
        Assert.All([first, second], report => Assert.Contains("gave its place", report.Detail, StringComparison.Ordinal));
        Assert.Equal(7, (await idle.ReadPduAsync(TestContext.Current.CancellationToken))![0]);
    }

    [Fact]
    public async Task Places_AllTaken_WhoGetsOnKeepsHis()
    {
        var time = new SteppedTime();
        await using var store = new ListeningStore(options => options with { Quota = new AssociationQuota(time, 1, 1, null) });
        using RawPeer busy = await OpenAsync(store);
        time.Advance(AssociationQuota.HeldIdle);
        busy.Send(Wire.Command(1, Wire.EchoRequest(1)));
        Assert.Equal(4, (await busy.ReadPduAsync(TestContext.Current.CancellationToken))![0]);
        Assert.Equal("RJ 2/3/2 closed", await ConverseAsync(store));
    }

    [Theory]
    [InlineData(1, "10.0.0.2")]
    [InlineData(3, "10.0.0.1")]
    [InlineData(3, "10.0.0.2")]
    public void Places_AllTaken_TheAddressThatHoldsMostGivesWay(int hostile, string asks)
    {
        var time = new SteppedTime();
        var quota = new AssociationQuota(time, hostile + 1, hostile, null);
        var vacated = new List<string>();
        AssociationPlace honest = quota.Enter(IPAddress.Parse("10.0.0.9"), out _)!;
        honest.Vacate = _ => vacated.Add("honest");
        for (int index = 0; index < hostile; index++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            int number = index;
            quota.Enter(IPAddress.Parse("10.0.0.1"), out _)!.Vacate = _ => vacated.Add($"hostile {number}");
        }

        time.Advance(AssociationQuota.HeldIdle);
        Assert.NotNull(quota.Enter(IPAddress.Parse(asks), out _));
        Assert.Equal([hostile > 1 ? "hostile 0" : "honest"], vacated);
        Assert.Equal(hostile + 1, quota.Open);
        quota.Leave(honest);
        Assert.Equal(hostile > 1 ? hostile : hostile + 1, quota.Open);
    }

    [Fact]
    public async Task Address_ThatMayNotConnect_IsClosedUnheard()
    {
        await using var store = new ListeningStore(options => options with { Admits = _ => false });
        Assert.Equal("closed", await ConverseAsync(store));
        Assert.Equal(AssociationEnd.AddressRefused, (await store.NextReportAsync()).End);
    }

    [Fact]
    public void Allowance_TakenFasterThanPaid_TellsEachHowLongToWait()
    {
        var time = new SteppedTime();
        var allowance = new PeerAllowance(1000, time);
        Assert.Equal(TimeSpan.Zero, allowance.Take(250));
        Assert.Equal(TimeSpan.FromMilliseconds(100), allowance.Take(100));
        Assert.Equal(TimeSpan.FromMilliseconds(400), allowance.Take(300));
        time.Advance(TimeSpan.FromMilliseconds(400));
        Assert.Equal(TimeSpan.FromMilliseconds(50), allowance.Take(50));
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(TimeSpan.FromMilliseconds(750), allowance.Take(1000));
    }

    [Fact]
    public async Task Sender_FasterThanItsRate_IsSlowedAndLosesNothing()
    {
        var time = System.Diagnostics.Stopwatch.StartNew();
        await using var store = new ListeningStore(options => options with { Quota = new AssociationQuota(TimeProvider.System, 8, 8, 1024 * 1024) });
        byte[] data = [.. Enumerable.Range(0, 8).SelectMany(index => Wire.Pdu(4, Wire.Value(1, (byte)(index == 7 ? 2 : 0), new byte[128 * 1024])))];
        using var peer = new RawPeer(store.Port);
        Assert.Equal("AC RSP 0000 RP closed", await peer.ConverseAsync(
        [
            Wire.AssociateRequest(Wire.Context(1, Wire.CtImage, Wire.ImplicitLittle)), Wire.Command(1, Wire.StoreRequest(1)), data, Wire.ReleaseRequest,
        ]));
        Assert.Equal(1024 * 1024, Assert.Single(store.Store.Objects).DataSet.Length);

        // A quarter of a second's worth is free, and the last piece is not waited for.
        Assert.True(time.Elapsed > TimeSpan.FromSeconds(0.5), $"1 MiB took {time.Elapsed} at 1 MiB a second");
    }

    private static async Task<RawPeer> OpenAsync(ListeningStore store)
    {
        var peer = new RawPeer(store.Port);
        peer.Send(Wire.AssociateRequest(EchoContext));
        Assert.Equal(2, (await peer.ReadPduAsync(TestContext.Current.CancellationToken))![0]);
        return peer;
    }

    private static async Task<string> ConverseAsync(ListeningStore store)
    {
        using var peer = new RawPeer(store.Port);
        return await peer.ConverseAsync([Wire.AssociateRequest(EchoContext), Wire.ReleaseRequest]);
    }
}
