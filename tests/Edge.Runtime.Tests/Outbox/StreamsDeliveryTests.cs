using System.Text.Json;
using Edge.Contracts;
using Edge.Mqtt.Tests;
using Edge.Runtime.Audit;
using Edge.Runtime.Faults;
using Edge.Runtime.Outbox;
using Edge.Runtime.Settings;
using Edge.Runtime.Telemetry;

namespace Edge.Runtime.Tests.Outbox;

public sealed class StreamsDeliveryTests
{
    [Fact]
    public async Task Start_RowsWaitAndSomeoneListens_ArriveInOrder()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using Peer operations = await Peer.SubscribeAsync(broker.Port, OutboxBench.ResultsTopic);
        await using var bench = new OutboxBench(brokerPort: broker.Port);
        bench.Add(OutboxDestination.MqttResults, "{\"number\":1}", "{\"number\":2}");
        await bench.StartAsync();
        Assert.Equal("{\"number\":1}", Body(await operations.NextAsync()));
        Assert.Equal("{\"number\":2}", Body(await operations.NextAsync()));
        bench.Add(OutboxDestination.MqttResults, "{\"number\":3}");
        bench.Signal();
        Assert.Equal("{\"number\":3}", Body(await operations.NextAsync()));
        await OutboxBench.UntilAsync(() => bench.States() == "delivered delivered delivered");
    }

    [Fact]
    public async Task Start_NobodyListens_RowWaitsUntilSomeoneDoes()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using var bench = new OutboxBench(brokerPort: broker.Port);
        bench.Add(OutboxDestination.MqttResults, "\"kept\"");
        await bench.StartAsync();
        await OutboxBench.UntilAsync(() => bench.Faults.Current.Any(fault => fault.Code == "results-unread"));
        OutboxRowView row = Assert.Single(bench.Table.List(null, 10));
        Assert.Equal(("waiting", $"nobody subscribes to {OutboxBench.ResultsTopic}"), (row.State, row.Reason));
        await using Peer operations = await Peer.SubscribeAsync(broker.Port, OutboxBench.ResultsTopic);
        Assert.Equal("\"kept\"", Body(await operations.NextAsync()));
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
        bench.Add(OutboxDestination.MqttResults, "\"denied\"");
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
        bench.Add(OutboxDestination.MqttResults, "\"before\"");
        await bench.StartAsync();
        Assert.Equal("\"before\"", Body(await operations.NextAsync()));
        await broker.KillAsync();
        await OutboxBench.UntilAsync(() => bench.Faults.Current.Any(fault => fault.Code == "broker-unreachable"));
        bench.Add(OutboxDestination.MqttResults, "\"meanwhile\"");
        bench.Signal();
        await broker.StartAgainAsync();
        // The receiver may come back after the appliance: then the first attempt finds nobody, and the row is sent again.
        Assert.Equal("\"meanwhile\"", Body(await operations.NextAsync()));
        await OutboxBench.UntilAsync(() => bench.States() == "delivered delivered" && bench.Faults.Current.Count == 0);
    }

    [Fact]
    public async Task Stop_RowsOnTheirWay_AreSentByTheNextStart()
    {
        await using MosquittoBroker broker = MosquittoBroker.Prepare();
        await using var bench = new OutboxBench(brokerPort: broker.Port);
        bench.Add(OutboxDestination.MqttResults, "\"a\"", "\"b\"");
        await bench.StartAsync();
        await OutboxBench.UntilAsync(() => bench.Faults.Current.Any(fault => fault.Code == "broker-unreachable"));
        await bench.RestartAsync();
        Assert.Equal("waiting waiting", bench.States());
        await broker.StartAgainAsync();
        await using Peer operations = await Peer.SubscribeAsync(broker.Port, OutboxBench.ResultsTopic);
        await bench.StartAsync();
        Assert.Equal("\"a\"", Body(await operations.NextAsync()));
        Assert.Equal("\"b\"", Body(await operations.NextAsync()));
    }

    [Fact]
    public async Task Start_Again_NumbersGoOnInTheSameEpoch()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using Peer operations = await Peer.SubscribeAsync(broker.Port, OutboxBench.ResultsTopic);
        await using var bench = new OutboxBench(brokerPort: broker.Port);
        bench.Add(OutboxDestination.MqttResults, "1", "2");
        await bench.StartAsync();
        StreamMessage first = Read(await operations.NextAsync());
        StreamMessage second = Read(await operations.NextAsync());
        await OutboxBench.UntilAsync(() => bench.States() == "delivered delivered");
        await bench.RestartAsync();
        bench.Add(OutboxDestination.MqttResults, "3");
        await bench.StartAsync();
        StreamMessage third = Read(await operations.NextAsync());
        Assert.Equal([1, 2, 3], [first.Sequence, second.Sequence, third.Sequence]);
        Assert.Equal((1, 3), (first.Oldest, third.Oldest));
        Assert.Equal(first.Epoch, third.Epoch);
    }

    [Fact]
    public async Task Start_DatabaseRestored_NewEpochBeginsAtOne()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using var bench = new OutboxBench(brokerPort: broker.Port);
        string before = bench.Get<StreamEpoch>().Current;
        bench.Add(OutboxDestination.MqttResults, "1", "2");
        Assert.Equal(2, bench.Streams.Number(OutboxDestination.MqttResults));
        File.Delete(Path.Combine(bench.Directory, "stream.epoch"));
        await bench.RestartAsync();
        await using Peer operations = await Peer.SubscribeAsync(broker.Port, OutboxBench.ResultsTopic);
        await bench.StartAsync();
        StreamMessage first = Read(await operations.NextAsync());
        Assert.Equal((1, "1"), (first.Sequence, first.Body.GetRawText()));
        Assert.NotEqual(before, first.Epoch);
        Assert.Equal(32, first.Epoch.Length);
    }

    [Fact]
    public async Task Ack_OfAnotherClient_DeliversUpToItsNumberAndNoFurther()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using Peer operations = await Peer.SubscribeAsync(broker.Port, OutboxBench.ResultsTopic);
        await using var bench = new OutboxBench(TimeProvider.System, new MqttConfig("127.0.0.1", broker.Port));
        bench.Add(OutboxDestination.MqttResults, "1", "2", "3");
        await bench.StartAsync();
        string epoch = Read(await operations.NextAsync()).Epoch;
        await operations.NextAsync();
        await operations.NextAsync();
        await Peer.PublishAsync(broker.Port, "edge/v1/site/device/ack", "no JSON", "-r");
        await Peer.PublishAsync(broker.Port, "edge/v1/site/device/ack", Ack(new string('0', 32), 3), "-r");
        await Peer.PublishAsync(broker.Port, "edge/v1/site/device/ack", Ack(epoch, 2), "-r");
        await OutboxBench.UntilAsync(() => bench.States() == "delivered delivered waiting");
        await Peer.PublishAsync(broker.Port, "edge/v1/site/device/ack", Ack(new string('0', 32), 99), "-r");
        await Peer.PublishAsync(broker.Port, "edge/v1/site/device/ack", Ack(epoch, 3), "-r");
        await OutboxBench.UntilAsync(() => bench.States() == "delivered delivered delivered");
    }

    [Fact]
    public async Task Ack_WithNothingForAnEntry_StopsNothing()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using Peer operations = await Peer.SubscribeAsync(broker.Port, OutboxBench.ResultsTopic);
        await using var bench = new OutboxBench(TimeProvider.System, new MqttConfig("127.0.0.1", broker.Port));
        bench.Add(OutboxDestination.MqttResults, "1");
        await bench.StartAsync();
        string epoch = Read(await operations.NextAsync()).Epoch;
        await Peer.PublishAsync(broker.Port, "edge/v1/site/device/ack", """{"schemaVersion":1,"receiver":"test","streams":[null]}""", "-r");
        await Peer.PublishAsync(broker.Port, "edge/v1/site/device/ack", Ack(epoch, 1), "-r");
        await OutboxBench.UntilAsync(() => bench.States() == "delivered");
    }

    [Fact]
    public async Task Ack_BeyondEveryNumberGiven_BeginsANewNumberingWithAFault()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using Peer operations = await Peer.SubscribeAsync(broker.Port, OutboxBench.ResultsTopic);
        await using Peer audit = await Peer.SubscribeAsync(broker.Port, "edge/v1/site/device/audit");
        await using var bench = new OutboxBench(TimeProvider.System, new MqttConfig("127.0.0.1", broker.Port));
        bench.Get<AuditLog>().Append(new AuditEvent(AuditKind.Login, "user:anna", "Signed in."));
        bench.Add(OutboxDestination.MqttResults, "1", "2");
        await bench.StartAsync();
        string before = Read(await operations.NextAsync()).Epoch;
        await operations.NextAsync();
        await audit.NextAsync();

        // A copy of the directory that was put back: the receiver has what was sent since.
        await Peer.PublishAsync(broker.Port, "edge/v1/site/device/ack", Ack(before, 99), "-r");

        StreamMessage first = Read(await operations.NextAsync());
        Assert.NotEqual(before, first.Epoch);
        Assert.Equal((1L, 1L, "1"), (first.Sequence, first.Oldest, first.Body.GetRawText()));
        StreamMessage entry = Read(await audit.NextAsync());
        Assert.Equal((first.Epoch, 1L, 1), (entry.Epoch, entry.Sequence, entry.Body.GetProperty("sequence").GetInt32()));
        Assert.Contains(bench.Faults.Current, fault => fault.Code == "numbers-went-back");
        Assert.Equal("waiting waiting", bench.States());

        // Such a message is not signed: another one has to wait.
        await Peer.PublishAsync(broker.Port, "edge/v1/site/device/ack", Ack(first.Epoch, 99), "-r");
        await Peer.PublishAsync(broker.Port, "edge/v1/site/device/ack", Ack(first.Epoch, 2), "-r");
        await OutboxBench.UntilAsync(() => bench.States() == "delivered delivered");
        Assert.Equal(first.Epoch, bench.Get<StreamEpoch>().Current);
    }

    [Fact]
    public async Task BeginAnew_AuditEntriesThatWait_ComeFromTheLogOnceEach()
    {
        await using var bench = new OutboxBench(brokerPort: 1);
        AuditLog log = bench.Get<AuditLog>();
        log.Append(new AuditEvent(AuditKind.Login, "user:anna", "Signed in."));
        string before = bench.Get<StreamEpoch>().Current;
        bench.Streams.Follow(OutboxDestination.MqttAudit, ["1"], 0, 1);

        Assert.NotEqual(before, bench.Get<StreamEpoch>().BeginAnew());

        Assert.Equal((0L, 0L), bench.Streams.Followed(OutboxDestination.MqttAudit));
        // Who read the log before goes by where the stream stood then.
        bench.Streams.Follow(OutboxDestination.MqttAudit, ["2"], 1, 2);
        Assert.Equal((0L, 0L), bench.Streams.Followed(OutboxDestination.MqttAudit));
    }

    [Fact]
    public async Task Audit_LogThatEndsBeforeWhatWasSent_IsSentFromItsBeginning()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using Peer audit = await Peer.SubscribeAsync(broker.Port, "edge/v1/site/device/audit");
        await using var bench = new OutboxBench(brokerPort: broker.Port);
        bench.Get<AuditLog>().Append(new AuditEvent(AuditKind.Login, "user:anna", "Signed in."));
        _ = bench.Get<StreamEpoch>().Current;
        bench.Streams.Follow(OutboxDestination.MqttAudit, [], 0, 1000);

        await bench.StartAsync();

        Assert.Equal(1, Read(await audit.NextAsync()).Body.GetProperty("sequence").GetInt32());
    }

    [Fact]
    public async Task AddWithin_MoreThanTheQuota_TheNewestStaysWithTheGap()
    {
        await using var bench = new OutboxBench();
        Assert.Equal(0, bench.Streams.AddWithin(OutboxDestination.MqttMetrics, "1", quotaBytes: 2));
        Assert.Equal(0, bench.Streams.AddWithin(OutboxDestination.MqttMetrics, "2", quotaBytes: 2));
        Assert.Equal(1, bench.Streams.AddWithin(OutboxDestination.MqttMetrics, "3", quotaBytes: 2));
        Assert.Equal((0L, 2L), bench.Streams.Followed(OutboxDestination.MqttMetrics));
    }

    [Fact]
    public async Task DropOverQuota_Metrics_OldestGoAndTheGapIsSent()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using var bench = new OutboxBench(brokerPort: broker.Port);
        bench.Add(OutboxDestination.MqttMetrics, "1", "2", "3", "4", "5");
        bench.Add(OutboxDestination.MqttResults, "6");
        Assert.Equal(2, bench.Streams.DropOverQuota(OutboxDestination.MqttMetrics, quotaBytes: 3));
        Assert.Equal(1, bench.Streams.DropOverQuota(OutboxDestination.MqttMetrics, quotaBytes: 2));
        await using Peer operations = await Peer.SubscribeAsync(broker.Port, "edge/v1/site/device/metrics");
        await bench.StartAsync();
        StreamMessage fourth = Read(await operations.NextAsync());
        StreamMessage fifth = Read(await operations.NextAsync());
        Assert.Equal(("4", 3), (fourth.Body.GetRawText(), fourth.Gap));
        Assert.Equal(("5", null), (fifth.Body.GetRawText(), fifth.Gap));
        Assert.Contains(bench.Streams.Depths(), depth => depth is { Destination: OutboxDestination.MqttMetrics, Dropped: 3 });
    }

    [Fact]
    public async Task Audit_EntriesAndFaults_LeaveInOrderOnceEach()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using Peer audit = await Peer.SubscribeAsync(broker.Port, "edge/v1/site/device/audit");
        await using Peer events = await Peer.SubscribeAsync(broker.Port, "edge/v1/site/device/events");
        await using var bench = new OutboxBench(brokerPort: broker.Port);
        AuditLog log = bench.Get<AuditLog>();
        log.Append(new AuditEvent(AuditKind.Login, "user:anna", "Signed in."));
        log.Append(new AuditEvent(AuditKind.Logout, "user:anna", "Signed out."));
        await bench.StartAsync();
        string[] written = [.. log.After(0, 10).Select(entry => JsonSerializer.Serialize(entry, EdgeJson.Default.AuditEntry))];
        Assert.Equal<IEnumerable<string>>(written, [Read(await audit.NextAsync()).Body.GetRawText(), Read(await audit.NextAsync()).Body.GetRawText()]);
        await bench.RestartAsync();
        await bench.StartAsync();
        bench.Get<AuditLog>().Append(new AuditEvent(AuditKind.Login, "user:bert", "Signed in."));
        StreamMessage third = Read(await audit.NextAsync());
        Assert.Equal((3, "user:bert"), (third.Sequence, third.Body.GetProperty("who").GetString()));

        bench.Faults.Raise(FaultCatalogue.JobsQuarantined, "secret detail");
        FaultNotice raised = Read(await events.NextAsync()).Body.Deserialize(EdgeJson.Default.FaultNotice)!;
        Assert.Equal((FaultChange.Raised, "jobs-quarantined"), (raised.Change, raised.Code));
        bench.Faults.Clear(FaultCatalogue.JobsQuarantined);
        string cleared = await events.NextAsync();
        Assert.Equal(FaultChange.Cleared, Read(cleared).Body.Deserialize(EdgeJson.Default.FaultNotice)!.Change);
        Assert.DoesNotContain("secret", cleared, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddTelemetryAndOutbox_NoBrokerConfigured_NothingRuns()
    {
        await using var bench = new OutboxBench();
        await bench.StartAsync();
        Assert.Null(bench.Get<BrokerServices>().Link);
        Assert.Empty(bench.Table.List(null, 10));
    }

    [Fact]
    public async Task Change_OfTheBroker_WhatWaitsGoesToTheNewOne()
    {
        await using MosquittoBroker before = await MosquittoBroker.StartAsync();
        await using MosquittoBroker after = await MosquittoBroker.StartAsync();
        await using Peer first = await Peer.SubscribeAsync(before.Port, OutboxBench.ResultsTopic);
        await using Peer second = await Peer.SubscribeAsync(after.Port, OutboxBench.ResultsTopic);
        await using var bench = new OutboxBench(brokerPort: before.Port);
        bench.Add(OutboxDestination.MqttResults, "{\"r\":1}");
        await bench.StartAsync();
        Assert.Equal("{\"r\":1}", Body(await first.NextAsync()));
        RunningConfig running = bench.Get<RunningConfig>();
        running.Take(running.Current with { Mqtt = null }, "none");
        await OutboxBench.UntilAsync(() => bench.Get<BrokerServices>().Link is null);
        bench.Add(OutboxDestination.MqttResults, "{\"r\":2}");
        bench.Signal();
        running.Take(running.Current with { Mqtt = new MqttConfig("127.0.0.1", after.Port, Acknowledge: false) }, "other");
        Assert.Equal("{\"r\":2}", Body(await second.NextAsync()));
    }

    private static string Ack(string epoch, long upTo) => JsonSerializer.Serialize(
        new StreamAck(StreamAck.CurrentSchemaVersion, "test", [new AcknowledgedPosition("results", epoch, upTo)]), EdgeJson.Default.StreamAck);

    private static string Body(string message)
    {
        Assert.StartsWith($"{OutboxBench.ResultsTopic} 1 0 ", message, StringComparison.Ordinal);
        return Read(message).Body.GetRawText();
    }

    private static StreamMessage Read(string message) =>
        JsonSerializer.Deserialize(message[message.IndexOf('{', StringComparison.Ordinal)..], EdgeJson.Default.StreamMessage)!;
}
