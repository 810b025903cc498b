using Edge.Contracts;
using Edge.Releases.Offers;
using Edge.Updater.Journal;

namespace Edge.Updater.Tests.Broker;

/// <summary>An update whose metadata and files come by blocks over a broker, whatever becomes of either side.</summary>
public sealed class BrokerUpdateTests
{
    private const int NetworkSizeBytes = (40 * BlockRequest.BlockBytes) + 5;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static TheoryData<UpdateState> StatesBeforeTheEnd =>
        [UpdateState.Approved, UpdateState.Downloading, UpdateState.Verifying, UpdateState.Qualifying, UpdateState.Shadow, UpdateState.Activating, UpdateState.Probation];

    [Fact]
    public async Task Offer_OverTheBroker_Serves()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        await using BrokerFixture broker = await BrokerFixture.StartAsync(fixture.Operations.Tree);
        using Device device = OverBroker(fixture, broker);
        fixture.InstallFirst(device);
        OfferLarge(fixture);

        Assert.Null(await device.CheckAsync());

        Assert.Equal(UpdateState.Committed, (await device.RunAsync()).State);
        Assert.Equal("2.0.0", device.Serves());
    }

    [Fact]
    public async Task Download_Killed_RepeatsAtMostOneWindow()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        await using BrokerFixture broker = await BrokerFixture.StartAsync(fixture.Operations.Tree);
        OfferLarge(fixture);
        using var kill = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using (Device device = OverBroker(fixture, broker))
        {
            fixture.InstallFirst(device);
            await device.CheckAsync();
            broker.Server.Twist = (request, honest) =>
            {
                if (request.Offset >= 24 * BlockRequest.BlockBytes)
                {
                    kill.Cancel();
                }

                return honest;
            };
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => device.TurnAsync(kill.Token));
        }

        broker.Server.Twist = null;
        using Device again = OverBroker(fixture, broker);
        await again.CheckAsync();

        Assert.Equal(UpdateState.Committed, (await again.RunAsync()).State);
        long needed = Directory.GetFiles(Path.Combine(fixture.Operations.Tree, "targets"), "*", SearchOption.AllDirectories)
            .Sum(file => Math.Max(1, (new FileInfo(file).Length + BlockRequest.BlockBytes - 1) / BlockRequest.BlockBytes));
        Assert.InRange(broker.Server.TargetBlocks, needed, needed + BlockRequest.WindowBlocks);
    }

    [Fact]
    public async Task BitFlip_InABlock_NeverServes()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        await using BrokerFixture broker = await BrokerFixture.StartAsync(fixture.Operations.Tree);
        using Device device = OverBroker(fixture, broker);
        fixture.InstallFirst(device);
        OfferLarge(fixture);
        await device.CheckAsync();
        broker.Server.Twist = static (request, honest) => request.Path[^1].EndsWith("model.onnx", StringComparison.Ordinal) ? honest.Select(Flipped) : honest;

        UpdateRow update = await device.RunAsync();

        Assert.Equal(UpdateState.Rejected, update.State);
        Assert.Contains("failed 6 times", update.Reason, StringComparison.Ordinal);
        Assert.Equal("1.0.0", device.Serves());
    }

    [Fact]
    public async Task BitFlip_OnceInABlock_IsFetchedAgain()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        await using BrokerFixture broker = await BrokerFixture.StartAsync(fixture.Operations.Tree);
        using Device device = OverBroker(fixture, broker);
        fixture.InstallFirst(device);
        OfferLarge(fixture);
        await device.CheckAsync();
        bool flipped = false;
        broker.Server.Twist = (request, honest) =>
        {
            bool now = !flipped && request.Path[^1].EndsWith("model.onnx", StringComparison.Ordinal);
            flipped |= now;
            return now ? honest.Select(Flipped) : honest;
        };

        Assert.Equal(UpdateState.Committed, (await device.RunAsync()).State);
    }

    [Theory]
    [MemberData(nameof(StatesBeforeTheEnd))]
    public async Task Broker_KilledInAState_TheUpdateWaitsAndEnds(UpdateState state)
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        await using BrokerFixture broker = await BrokerFixture.StartAsync(fixture.Operations.Tree);
        fixture.Operations.Shadow = UpdateFixture.Plan;
        fixture.Runtime.Studies.AddRange([UpdateFixture.Same, UpdateFixture.Same]);
        OfferLarge(fixture);
        bool isKilled = false;
        using Device device = OverBroker(fixture, broker, point =>
        {
            if (point == $"after-move-{state}")
            {
                broker.KillBroker();
                isKilled = true;
            }
        });
        fixture.InstallFirst(device);
        await device.CheckAsync();

        // Comparing two studies takes a turn each.
        UpdateRow update = await device.RunAsync(8);
        Assert.True(isKilled);
        Assert.True(device.Serves() is "1.0.0" or "2.0.0");
        if (state <= UpdateState.Downloading)
        {
            Assert.Equal((UpdateState.Downloading, 0), (update.State, update.Attempts));
            Assert.Contains("The broker is not connected", update.Reason, StringComparison.Ordinal);
        }

        await broker.StartBrokerAgainAsync();
        Assert.Equal(UpdateState.Committed, (await device.RunAsync()).State);
    }

    [Fact]
    public async Task Rollout_OfferWaitsForItsTurn()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device(change: static config => config with { Approval = UpdateApproval.Rollout });
        fixture.InstallFirst(device);
        fixture.Operations.Offer("2.0.0");
        await device.CheckAsync();
        device.Turns.Set([new NotifiedRelease(Operations.Model, "1.9.0")]);

        UpdateRow update = await device.RunAsync(3);
        Assert.Equal(UpdateState.Offered, update.State);
        Assert.Contains("turn", update.Reason, StringComparison.Ordinal);

        device.Turns.Set([new NotifiedRelease(Operations.Model, "2.0.0")]);
        Assert.Equal(UpdateState.Committed, (await device.RunAsync()).State);
    }

    [Fact]
    public async Task Turn_SaidWhileTheOfferWaits_GoesOnAtOnce()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        using Device device = fixture.Device(change: static config => config with { Approval = UpdateApproval.Rollout });
        fixture.InstallFirst(device);
        fixture.Operations.Offer("2.0.0");
        await device.CheckAsync();
        await device.TurnAsync(TestContext.Current.CancellationToken);
        Assert.Equal(UpdateState.Offered, device.Journal.Last(1)[0].State);

        device.Turns.Set([new NotifiedRelease(Operations.Model, "2.0.0")]);
        device.Agent.Hasten(device.Turns.Releases);
        await device.TurnAsync(TestContext.Current.CancellationToken);

        Assert.Equal(UpdateState.Qualifying, device.Journal.Last(1)[0].State);
    }

    [Fact]
    public async Task Download_ThatDoesNotEnd_HoldsNothingElseUp()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        await using BrokerFixture broker = await BrokerFixture.StartAsync(fixture.Operations.Tree);
        using Device device = OverBroker(fixture, broker);
        fixture.InstallFirst(device);
        OfferLarge(fixture);
        var fetching = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        broker.Server.Twist = (request, honest) =>
        {
            bool isTarget = request.Path[0] == "targets";
            if (isTarget)
            {
                fetching.TrySetResult();
            }

            return isTarget ? [] : honest;
        };
        await device.CheckAsync();
        var approved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        device.Journal.Changed += () =>
        {
            if (device.Journal.Last(1)[0].State == UpdateState.Approved)
            {
                approved.TrySetResult();
            }
        };
        await device.Agent.StartAsync(TestContext.Current.CancellationToken);
        await fetching.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

        // Another model's update goes on, a look is answered, and the download itself can be called off.
        device.Journal.Begin(new ReleaseOffer("another", "1.0.0", 1, null, new Version(0, 0), "", ["site/*"], null), null, null, "Offered.");
        Assert.Null(device.Agent.Approve("another"));
        await approved.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Null(await device.CheckAsync().WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.Null(await device.Agent.RollBackAsync(Operations.Model, "User 1000", TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken));

        Assert.Equal(UpdateState.Cancelled, device.Journal.Find(Operations.Model, "2.0.0")!.State);
        Assert.False(Directory.Exists(device.Slots.StagingOf(Operations.Model, "2.0.0")));
        await device.Agent.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Download_ThatGaveWayToALook_GoesOn()
    {
        await using UpdateFixture fixture = await UpdateFixture.StartAsync();
        await using BrokerFixture broker = await BrokerFixture.StartAsync(fixture.Operations.Tree);
        using Device device = OverBroker(fixture, broker);
        fixture.InstallFirst(device);
        OfferLarge(fixture);
        var fetching = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        broker.Server.Twist = (request, honest) =>
        {
            if (request.Path[0] == "targets")
            {
                fetching.TrySetResult();
                return [];
            }

            return honest;
        };
        await device.CheckAsync();
        await device.Agent.StartAsync(TestContext.Current.CancellationToken);
        await fetching.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        broker.Server.Twist = null;

        Assert.Null(await device.CheckAsync().WaitAsync(Patience, TestContext.Current.CancellationToken));

        await fixture.Runtime.Asked.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(["2.0.0"], fixture.Runtime.Tried);
        await device.Agent.StopAsync(TestContext.Current.CancellationToken);
    }

    private static Answer Flipped(Answer answer)
    {
        byte[] bytes = [.. answer.Bytes];
        bytes[bytes.Length / 2] ^= 1;
        return answer with { Bytes = bytes };
    }

    private static Device OverBroker(UpdateFixture fixture, BrokerFixture broker, Action<string>? reached = null) =>
        fixture.Device(reached, static config => config with { Sources = [UpdatesConfig.BrokerSource] }, blocks: broker.Port);

    private static void OfferLarge(UpdateFixture fixture)
    {
        string folder = fixture.Operations.MakeRelease("2.0.0");
        byte[] network = new byte[NetworkSizeBytes];
        new Random(2).NextBytes(network);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), network);
        fixture.Operations.Sign(folder);
        fixture.Operations.Offer("2.0.0", folder);
    }
}
