using Edge.Contracts;
using Edge.Mqtt.Tests;
using Edge.Runtime.Outbox;

namespace Edge.Runtime.Tests.Outbox;

public sealed class ResultsDeliveryTests
{
    [Fact]
    public async Task Start_RowsWaitAndSomeoneListens_ArriveInOrder()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using Peer operations = await Peer.SubscribeAsync(broker.Port, OutboxBench.ResultsTopic);
        await using var bench = new OutboxBench(brokerPort: broker.Port);
        bench.Add(OutboxDestination.MqttResults, "{\"number\":1}", "{\"number\":2}");
        await bench.StartAsync();
        Assert.Equal($"{OutboxBench.ResultsTopic} 1 0 {{\"number\":1}}", await operations.NextAsync());
        Assert.Equal($"{OutboxBench.ResultsTopic} 1 0 {{\"number\":2}}", await operations.NextAsync());
        bench.Add(OutboxDestination.MqttResults, "{\"number\":3}");
        bench.Signal();
        Assert.Equal($"{OutboxBench.ResultsTopic} 1 0 {{\"number\":3}}", await operations.NextAsync());
        await OutboxBench.UntilAsync(() => bench.States() == "delivered delivered delivered");
    }

    [Fact]
    public async Task Start_NobodyListens_RowWaitsUntilSomeoneDoes()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using var bench = new OutboxBench(brokerPort: broker.Port);
        bench.Add(OutboxDestination.MqttResults, "kept");
        await bench.StartAsync();
        await OutboxBench.UntilAsync(() => bench.Faults.Current.Any(fault => fault.Code == "results-unread"));
        OutboxRowView row = Assert.Single(bench.Table.List(null, 10));
        Assert.Equal(("waiting", $"nobody subscribes to {OutboxBench.ResultsTopic}"), (row.State, row.Reason));
        await using Peer operations = await Peer.SubscribeAsync(broker.Port, OutboxBench.ResultsTopic);
        Assert.Equal($"{OutboxBench.ResultsTopic} 1 0 kept", await operations.NextAsync());
        await OutboxBench.UntilAsync(() => bench.States() == "delivered");
        Assert.Empty(bench.Faults.Current);
    }

    [Fact]
    public async Task Start_AclDeniesTheTopic_RowWaitsWithTheReason()
    {
        await using MosquittoBroker broker = MosquittoBroker.Prepare();
        string acl = Path.Combine(broker.Folder, "acl");
        await File.WriteAllTextAsync(acl, "topic readwrite edge/v1/site/device/state\ntopic readwrite edge/v1/site/device/birth\n", TestContext.Current.CancellationToken);
        await broker.StartAgainAsync("allow_anonymous true", $"acl_file {acl}");
        await using var bench = new OutboxBench(brokerPort: broker.Port);
        bench.Add(OutboxDestination.MqttResults, "denied");
        await bench.StartAsync();
        await OutboxBench.UntilAsync(() => bench.Faults.Current.Any(fault => fault.Code == "broker-refuses"));
        OutboxRowView row = Assert.Single(bench.Table.List(null, 10));
        Assert.Equal(("waiting", "the broker refused it: 0x87 NotAuthorized"), (row.State, row.Reason));
    }

    [Fact]
    public async Task Start_BrokerKilledAndStartedAgain_NothingIsLost()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using Peer operations = await Peer.SubscribeAsync(broker.Port, OutboxBench.ResultsTopic);
        await using var bench = new OutboxBench(brokerPort: broker.Port);
        bench.Add(OutboxDestination.MqttResults, "before");
        await bench.StartAsync();
        Assert.Equal($"{OutboxBench.ResultsTopic} 1 0 before", await operations.NextAsync());
        await broker.KillAsync();
        await OutboxBench.UntilAsync(() => bench.Faults.Current.Any(fault => fault.Code == "broker-unreachable"));
        bench.Add(OutboxDestination.MqttResults, "meanwhile");
        bench.Signal();
        await broker.StartAgainAsync();
        // The receiver may come back after the appliance: then the first attempt finds nobody, and the row is sent again.
        Assert.Equal($"{OutboxBench.ResultsTopic} 1 0 meanwhile", await operations.NextAsync());
        await OutboxBench.UntilAsync(() => bench.States() == "delivered delivered" && bench.Faults.Current.Count == 0);
    }

    [Fact]
    public async Task Stop_RowsOnTheirWay_AreSentByTheNextStart()
    {
        await using MosquittoBroker broker = MosquittoBroker.Prepare();
        await using var bench = new OutboxBench(brokerPort: broker.Port);
        bench.Add(OutboxDestination.MqttResults, "a", "b");
        await bench.StartAsync();
        await OutboxBench.UntilAsync(() => bench.Faults.Current.Any(fault => fault.Code == "broker-unreachable"));
        await bench.RestartAsync();
        Assert.Equal("waiting waiting", bench.States());
        await broker.StartAgainAsync();
        await using Peer operations = await Peer.SubscribeAsync(broker.Port, OutboxBench.ResultsTopic);
        await bench.StartAsync();
        Assert.Equal($"{OutboxBench.ResultsTopic} 1 0 a", await operations.NextAsync());
        Assert.Equal($"{OutboxBench.ResultsTopic} 1 0 b", await operations.NextAsync());
    }

    [Fact]
    public async Task AddTelemetryAndOutbox_NoBrokerConfigured_NothingRuns()
    {
        await using var bench = new OutboxBench();
        Assert.Equal(0, bench.Workers);
        Assert.Empty(bench.Table.List(null, 10));
    }
}
