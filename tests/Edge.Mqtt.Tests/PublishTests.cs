namespace Edge.Mqtt.Tests;

public sealed class PublishTests
{
    [Fact]
    public async Task PublishAsync_Subscriber_ReceivesItAndSucceeds()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using Peer subscriber = await Peer.SubscribeAsync(broker.Port, "edge/#");
        await using RunningLink running = await RunningLink.ConnectAsync(RunningLink.Options(broker.Port));
        Assert.Equal(MqttReasonCode.Success, await running.PublishAsync("edge/v1/ward/one/results", "größer"));
        Assert.Equal("edge/v1/ward/one/results 1 0 größer", await subscriber.NextAsync());
    }

    [Fact]
    public async Task PublishAsync_NobodySubscribed_SaysSo()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using RunningLink running = await RunningLink.ConnectAsync(RunningLink.Options(broker.Port));
        Assert.Equal(MqttReasonCode.NoMatchingSubscribers, await running.PublishAsync("edge/v1/ward/one/results", "lost"));
    }

    [Fact]
    public async Task PublishAsync_Retained_LaterSubscriberReceivesIt()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using RunningLink running = await RunningLink.ConnectAsync(RunningLink.Options(broker.Port));
        await running.PublishAsync("edge/state", "online", retain: true);
        await using Peer subscriber = await Peer.SubscribeAsync(broker.Port, "edge/state");
        Assert.Equal("edge/state 1 1 online", await subscriber.NextAsync());
    }

    [Fact]
    public async Task PublishAsync_AclDenies_NotAuthorizedAndLinkStays()
    {
        await using MosquittoBroker broker = MosquittoBroker.Prepare();
        string acl = Path.Combine(broker.Folder, "acl");
        await File.WriteAllTextAsync(acl, "topic readwrite edge/allowed\n", TestContext.Current.CancellationToken);
        await broker.StartAgainAsync("allow_anonymous true", $"acl_file {acl}");
        await using RunningLink running = await RunningLink.ConnectAsync(RunningLink.Options(broker.Port));
        Assert.Equal(MqttReasonCode.NotAuthorized, await running.PublishAsync("edge/denied", "x"));
        Assert.Equal(MqttReasonCode.NoMatchingSubscribers, await running.PublishAsync("edge/allowed", "x"));
        Assert.Equal(1, running.Link.Status.Connects);
    }

    [Fact]
    public async Task PublishAsync_ThousandAtOnce_ArriveInOrder()
    {
        const int count = 1000;
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using Peer subscriber = await Peer.SubscribeAsync(broker.Port, "edge/sequence");
        await using RunningLink running = await RunningLink.ConnectAsync(RunningLink.Options(broker.Port) with { QueueLimit = count });
        Task<MqttReasonCode>[] sent = [.. Enumerable.Range(0, count).Select(number => running.PublishAsync("edge/sequence", $"{number}"))];
        Assert.All(await Task.WhenAll(sent), reason => Assert.Equal(MqttReasonCode.Success, reason));
        for (int number = 0; number < count; number++)
        {
            Assert.Equal($"edge/sequence 1 0 {number}", await subscriber.NextAsync());
        }
    }

    [Fact]
    public async Task PublishAsync_EmptyAndLargePayload_ArriveWhole()
    {
        const int largeBytes = 300_000;
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using Peer subscriber = await Peer.SubscribeAsync(broker.Port, "edge/size");
        await using RunningLink running = await RunningLink.ConnectAsync(RunningLink.Options(broker.Port));
        await running.PublishAsync("edge/size", "");
        await running.PublishAsync("edge/size", new string('x', largeBytes));
        Assert.Equal("edge/size 1 0 ", await subscriber.NextAsync());
        Assert.Equal("edge/size 1 0 ".Length + largeBytes, (await subscriber.NextAsync()).Length);
    }

    [Theory]
    [InlineData("edge/+/results")]
    [InlineData("edge/#")]
    [InlineData("")]
    public async Task PublishAsync_TopicWithWildcardOrEmpty_Refused(string topic)
    {
        using var broker = new ScriptedBroker();
        await using RunningLink running = RunningLink.Start(RunningLink.Options(broker.Port));
        using ScriptedBroker.Connection connection = await broker.AcceptAsync(ScriptedBroker.ConnAck);
        Assert.Equal(MqttReasonCode.TopicNameInvalid, await running.PublishAsync(topic, "x"));
    }

    [Fact]
    public async Task PublishAsync_LargerThanTheBrokerTakes_PacketTooLarge()
    {
        using var broker = new ScriptedBroker();
        await using RunningLink running = RunningLink.Start(RunningLink.Options(broker.Port));
        // CONNACK with Maximum Packet Size 100 (MQTT 5 §3.2.2.3.6).
        using ScriptedBroker.Connection connection = await broker.AcceptAsync(0x20, 0x08, 0x00, 0x00, 0x05, 0x27, 0x00, 0x00, 0x00, 0x64);
        Assert.Equal(MqttReasonCode.PacketTooLarge, await running.PublishAsync("edge/x", new string('x', 200)));
    }

    [Fact]
    public async Task PublishAsync_BrokerRefusesWithQuota_ReasonSurfaces()
    {
        using var broker = new ScriptedBroker();
        await using RunningLink running = RunningLink.Start(RunningLink.Options(broker.Port));
        using ScriptedBroker.Connection connection = await broker.AcceptAsync(ScriptedBroker.ConnAck);
        Task<MqttReasonCode> sent = running.PublishAsync("edge/x", "1");
        await connection.AcknowledgeAsync(await connection.NextAsync(), MqttReasonCode.QuotaExceeded);
        Assert.Equal(MqttReasonCode.QuotaExceeded, await sent);
    }

    [Fact]
    public async Task PublishAsync_ReceiveMaximumOfTwo_NeverThreeInFlight()
    {
        using var broker = new ScriptedBroker();
        await using RunningLink running = RunningLink.Start(RunningLink.Options(broker.Port));
        // CONNACK with Receive Maximum 2 (MQTT 5 §3.2.2.3.3).
        using ScriptedBroker.Connection connection = await broker.AcceptAsync(0x20, 0x06, 0x00, 0x00, 0x03, 0x21, 0x00, 0x02);
        Task<MqttReasonCode>[] sent = [.. Enumerable.Range(0, 5).Select(number => running.PublishAsync("edge/x", $"{number}"))];
        ScriptedBroker.Packet first = await connection.NextAsync();
        ScriptedBroker.Packet second = await connection.NextAsync();
        for (int acknowledged = 2; acknowledged < sent.Length; acknowledged++)
        {
            Assert.False(connection.HasMore, "a third message was sent while two were unacknowledged");
            await connection.AcknowledgeAsync(first);
            first = second;
            second = await connection.NextAsync();
        }

        await connection.AcknowledgeAsync(first);
        await connection.AcknowledgeAsync(second);
        Assert.All(await Task.WhenAll(sent), reason => Assert.Equal(MqttReasonCode.Success, reason));
    }

    [Fact]
    public async Task PublishAsync_QueueFull_WaitsForRoomAndLosesNothing()
    {
        using var broker = new ScriptedBroker();
        await using RunningLink running = RunningLink.Start(RunningLink.Options(broker.Port) with { SendWindow = 1, QueueLimit = 1 });
        using ScriptedBroker.Connection connection = await broker.AcceptAsync(ScriptedBroker.ConnAck);
        Task<MqttReasonCode>[] sent = [.. Enumerable.Range(0, 4).Select(number => running.PublishAsync("edge/x", $"{number}"))];
        for (int number = 0; number < sent.Length; number++)
        {
            ScriptedBroker.Packet publish = await connection.NextAsync();
            Assert.Equal((byte)('0' + number), publish.Body[^1]);
            await connection.AcknowledgeAsync(publish);
        }

        Assert.All(await Task.WhenAll(sent), reason => Assert.Equal(MqttReasonCode.Success, reason));
    }

    [Fact]
    public async Task PublishAsync_CancelledBeforeItWasSent_IsNotSent()
    {
        using var broker = new ScriptedBroker();
        var link = new MqttLink(RunningLink.Options(broker.Port));
        using var giveUp = new CancellationTokenSource();
        Task<MqttReasonCode> cancelled = link.PublishAsync(RunningLink.Message("edge/x", "cancelled"), giveUp.Token);
        Task<MqttReasonCode> kept = link.PublishAsync(RunningLink.Message("edge/x", "kept"), TestContext.Current.CancellationToken);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        using var stop = new CancellationTokenSource();
        Task run = link.RunAsync(stop.Token);
        using (ScriptedBroker.Connection connection = await broker.AcceptAsync(ScriptedBroker.ConnAck))
        {
            ScriptedBroker.Packet first = await connection.NextAsync();
            Assert.Equal("kept"u8, first.Body.AsSpan(^4..));
            await connection.AcknowledgeAsync(first);
            Assert.Equal(MqttReasonCode.Success, await kept);
        }

        await stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task PublishAsync_LinkStopped_FailsInsteadOfWaitingForEver()
    {
        using var broker = new ScriptedBroker();
        await using RunningLink running = RunningLink.Start(RunningLink.Options(broker.Port));
        using ScriptedBroker.Connection connection = await broker.AcceptAsync(ScriptedBroker.ConnAck);
        Task<MqttReasonCode> unanswered = running.PublishAsync("edge/x", "1");
        await connection.NextAsync();
        await running.StopAsync();
        await Assert.ThrowsAsync<MqttException>(() => unanswered);
        await Assert.ThrowsAsync<MqttException>(() => running.PublishAsync("edge/x", "2"));
    }
}
