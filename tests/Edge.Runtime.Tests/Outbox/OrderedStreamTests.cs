using Edge.Contracts;
using Edge.Runtime.Faults;
using Edge.Runtime.Outbox;

namespace Edge.Runtime.Tests.Outbox;

public sealed class OrderedStreamTests : IAsyncDisposable
{
    private const string Destination = OutboxDestination.MqttResults;

    private readonly ManualTime _time = new();
    private readonly List<string> _sent = [];
    private readonly List<long> _numbers = [];
    private readonly HashSet<string> _refused = [];
    private readonly OutboxBench _bench;

    public OrderedStreamTests() => _bench = new OutboxBench(_time);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TurnAsync_NothingWaits_LooksAgainLater()
    {
        Assert.Equal(OrderedStream.LongestWait, await Stream().TurnAsync(Cancelled));
    }

    [Fact]
    public async Task TurnAsync_AllTaken_DeliveredInTheOrderOfCommits()
    {
        _bench.Add(Destination, "a", "b", "c");
        Assert.Equal(TimeSpan.Zero, await Stream().TurnAsync(Cancelled));
        Assert.Equal(["a", "b", "c"], _sent);
        Assert.Equal("delivered delivered delivered", _bench.States());
        Assert.Equal(OrderedStream.LongestWait, await Stream().TurnAsync(Cancelled));
    }

    [Fact]
    public async Task TurnAsync_MoreThanAWindow_WindowAfterWindow()
    {
        string[] payloads = [.. Enumerable.Range(0, OrderedStream.Window + 3).Select(number => $"{number}")];
        _bench.Add(Destination, payloads);
        OrderedStream stream = Stream();
        await stream.TurnAsync(Cancelled);
        Assert.Equal(OrderedStream.Window, _sent.Count);
        await stream.TurnAsync(Cancelled);
        Assert.Equal(payloads, _sent);
    }

    [Fact]
    public async Task TurnAsync_SecondRefused_StopsTheStreamThere()
    {
        _bench.Add(Destination, "a", "b", "c");
        _refused.Add("b");
        TimeSpan wait = await Stream().TurnAsync(Cancelled);
        Assert.InRange(wait, DeliveryBackoff.First / 2, DeliveryBackoff.First);
        Assert.Equal("delivered waiting waiting", _bench.States());
        OutboxRowView refused = _bench.Table.List("waiting", 10)[^1];
        Assert.Equal((1, "no b"), (refused.Attempts, refused.Reason));
        FaultView fault = Assert.Single(_bench.Faults.Current);
        Assert.Equal(("broker-refuses", "no b"), (fault.Code, fault.Detail));
    }

    [Fact]
    public async Task TurnAsync_RefusedRowNotDue_SendsNothing()
    {
        _bench.Add(Destination, "a", "b");
        _refused.Add("a");
        OrderedStream stream = Stream();
        await stream.TurnAsync(Cancelled);
        _sent.Clear();
        TimeSpan wait = await stream.TurnAsync(Cancelled);
        Assert.InRange(wait, TimeSpan.FromMilliseconds(1), DeliveryBackoff.First);
        Assert.Empty(_sent);
    }

    [Fact]
    public async Task TurnAsync_RefusedRowTakenLater_GoesAloneThenTheRestAndClearsTheFault()
    {
        _bench.Add(Destination, "a", "b", "c");
        _refused.Add("a");
        OrderedStream stream = Stream();
        await stream.TurnAsync(Cancelled);
        _refused.Clear();
        _sent.Clear();
        _time.Advance(DeliveryBackoff.First);
        await stream.TurnAsync(Cancelled);
        Assert.Equal(["a"], _sent);
        Assert.Empty(_bench.Faults.Current);
        await stream.TurnAsync(Cancelled);
        Assert.Equal(["a", "b", "c"], _sent);
        Assert.Equal("delivered delivered delivered", _bench.States());
    }

    [Fact]
    public async Task TurnAsync_RefusedAgainAndAgain_WaitsLongerUpToTheLongest()
    {
        _bench.Add(Destination, "a");
        _refused.Add("a");
        OrderedStream stream = Stream();
        TimeSpan wait = TimeSpan.Zero;
        for (int attempt = 0; attempt < 12; attempt++)
        {
            wait = await stream.TurnAsync(Cancelled);
            _time.Advance(DeliveryBackoff.Longest);
        }

        Assert.InRange(wait, DeliveryBackoff.Longest / 2, DeliveryBackoff.Longest);
        Assert.Equal(12, _bench.Table.List(null, 1)[0].Attempts);
    }

    [Fact]
    public async Task TurnAsync_ClockSetBackByAYear_DoesNotWaitForIt()
    {
        _bench.Add(Destination, "a");
        _bench.SetDue(1, _time.GetUtcNow().AddYears(1));
        Assert.Equal(TimeSpan.Zero, await Stream().TurnAsync(Cancelled));
        Assert.Equal("delivered", _bench.States());
    }

    [Fact]
    public async Task TurnAsync_AfterARestart_GoesOnWhereItStopped()
    {
        _bench.Add(Destination, "a", "b");
        _refused.Add("b");
        await Stream().TurnAsync(Cancelled);
        await _bench.RestartAsync();
        _refused.Clear();
        _sent.Clear();
        _time.Advance(DeliveryBackoff.First);
        await Stream().TurnAsync(Cancelled);
        Assert.Equal(["b"], _sent);
        Assert.Equal("delivered delivered", _bench.States());
    }

    [Fact]
    public async Task TurnAsync_SendingFails_RowsStillWait()
    {
        _bench.Add(Destination, "a", "b");
        var stream = new OrderedStream(
            Destination, isAcknowledged: false, _bench.Streams, (_, token) => Task.FromCanceled<DeliveryOutcome>(new CancellationToken(canceled: true)), _bench.Get<DiskRetry>(), _bench.Faults, _time);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream.TurnAsync(Cancelled));
        Assert.Equal("waiting waiting", _bench.States());
    }

    [Fact]
    public async Task TurnAsync_RowsOfAnotherDestination_AreLeftAlone()
    {
        _bench.Add("pacs:archive", "x");
        _bench.Add(Destination, "a");
        await Stream().TurnAsync(Cancelled);
        Assert.Equal(["a"], _sent);
        Assert.Equal("waiting delivered", _bench.States());
    }

    [Fact]
    public async Task SendAgain_RowSetAside_IsSentInItsPlace()
    {
        _bench.Add(Destination, "a", "b");
        _bench.SetAside(1, "nobody knows whether it was delivered");
        await Stream().TurnAsync(Cancelled);
        Assert.Equal(["b"], _sent);
        OutboxRowView? again = _bench.Table.SendAgain(1);
        Assert.Equal(("waiting", null), (again?.State, again?.Reason));
        await Stream().TurnAsync(Cancelled);
        Assert.Equal(["b", "a"], _sent);
    }

    [Fact]
    public void SendAgain_UnknownRow_Null() => Assert.Null(_bench.Table.SendAgain(99));

    [Fact]
    public async Task Deliver_MoreThanAreKept_OldestDeliveredAreDeleted()
    {
        const int over = 5;
        _bench.Add(Destination, [.. Enumerable.Range(0, OutboxTable.DeliveredRowsKept + over).Select(number => $"{number}")]);
        OrderedStream stream = Stream();
        while (await stream.TurnAsync(Cancelled) == TimeSpan.Zero)
        {
        }

        IReadOnlyList<OutboxRowView> newest = _bench.Table.List(null, 1);
        Assert.Equal(OutboxTable.DeliveredRowsKept + over, newest[0].Id);
        Assert.Equal(OutboxTable.DeliveredRowsKept, _bench.Count());
    }

    [Fact]
    public async Task TurnAsync_Acknowledged_RowsStayUntilTheReceiverHasThem()
    {
        _bench.Add(Destination, "a", "b", "c");
        OrderedStream stream = Stream(isAcknowledged: true);
        Assert.Equal(TimeSpan.Zero, await stream.TurnAsync(Cancelled));
        Assert.Equal(OrderedStream.FirstResend, await stream.TurnAsync(Cancelled));
        Assert.Equal("waiting waiting waiting", _bench.States());
        await stream.AcknowledgeAsync(2, Cancelled);
        Assert.Equal("delivered delivered waiting", _bench.States());
        Assert.Equal(["a", "b", "c"], _sent);
    }

    [Fact]
    public async Task TurnAsync_NothingAcknowledgedForLong_SentAgainFromTheOldestWithAFault()
    {
        _bench.Add(Destination, "a", "b");
        OrderedStream stream = Stream(isAcknowledged: true);
        await stream.TurnAsync(Cancelled);
        await stream.AcknowledgeAsync(1, Cancelled);
        _time.Advance(OrderedStream.FirstResend);
        await stream.TurnAsync(Cancelled);
        Assert.Equal(["a", "b", "b"], _sent);
        Assert.Equal("results-unacknowledged", Assert.Single(_bench.Faults.Current).Code);
        await stream.AcknowledgeAsync(2, Cancelled);
        Assert.Empty(_bench.Faults.Current);
    }

    [Fact]
    public async Task Rewind_NewConnection_UnacknowledgedIsSentAgainWithItsNumbers()
    {
        _bench.Add(Destination, "a", "b");
        OrderedStream stream = Stream(isAcknowledged: true);
        await stream.TurnAsync(Cancelled);
        stream.Rewind();
        await stream.TurnAsync(Cancelled);
        Assert.Equal(["a", "b", "a", "b"], _sent);
        Assert.Equal([1, 2, 1, 2], _numbers);
    }

    [Fact]
    public async Task AcknowledgeAsync_NumberThatWasNeverGiven_ChangesNothing()
    {
        _bench.Add(Destination, "a", "b");
        OrderedStream stream = Stream(isAcknowledged: true);
        await stream.TurnAsync(Cancelled);
        await stream.AcknowledgeAsync(3, Cancelled);
        Assert.Equal("waiting waiting", _bench.States());
    }

    [Fact]
    public async Task TurnAsync_MuchUnacknowledged_StopsAhead()
    {
        _bench.Add(Destination, [.. Enumerable.Range(0, OrderedStream.MostAhead + 40).Select(number => $"{number}")]);
        OrderedStream stream = Stream(isAcknowledged: true);
        while (await stream.TurnAsync(Cancelled) == TimeSpan.Zero)
        {
        }

        Assert.Equal(OrderedStream.MostAhead, _sent.Count);
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    private OrderedStream Stream(bool isAcknowledged = false) => new(Destination, isAcknowledged, _bench.Streams, SendAsync, _bench.Get<DiskRetry>(), _bench.Faults, _time);

    private Task<DeliveryOutcome> SendAsync(OutboxRow row, CancellationToken cancellationToken)
    {
        _sent.Add(row.Payload);
        _numbers.Add(row.Sequence);
        return Task.FromResult(_refused.Contains(row.Payload) ? DeliveryOutcome.NotTaken($"no {row.Payload}", FaultCatalogue.BrokerRefuses) : DeliveryOutcome.Done);
    }
}
