using Edge.Contracts;
using Edge.Updater.Journal;

namespace Edge.Updater.Tests.Broker;

/// <summary>An update whose metadata and files come by blocks over a broker, whatever becomes of either side.</summary>
public sealed class BrokerUpdateTests
{
    private const int NetworkSizeBytes = (40 * BlockRequest.BlockBytes) + 5;

    public static TheoryData<UpdateState> StatesBeforeTheEnd =>
        [UpdateState.Approved, UpdateState.Downloading, UpdateState.Verifying, UpdateState.Qualifying, UpdateState.Activating, UpdateState.Probation];

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
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => device.Machine.TurnAsync(kill.Token));
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
        OfferLarge(fixture);
        using Device device = OverBroker(fixture, broker, point =>
        {
            if (point == $"after-move-{state}")
            {
                broker.KillBroker();
            }
        });
        fixture.InstallFirst(device);
        await device.CheckAsync();

        UpdateRow update = await device.RunAsync(4);
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
