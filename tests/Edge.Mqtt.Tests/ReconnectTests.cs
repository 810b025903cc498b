namespace Edge.Mqtt.Tests;

public sealed class ReconnectTests
{
    [Fact]
    public async Task RunAsync_BrokerAbsentAtStart_ConnectsWhenItComes()
    {
        await using MosquittoBroker broker = MosquittoBroker.Prepare();
        await using RunningLink running = RunningLink.Start(RunningLink.Options(broker.Port));
        Task<MqttReasonCode> early = running.PublishAsync("edge/state", "early", retain: true);
        MqttLinkStatus waiting = await running.UntilAsync(status => status.State == MqttLinkState.Waiting);
        Assert.Equal("Connection refused", waiting.Reason);
        await broker.StartAgainAsync();
        await running.UntilAsync(status => status.State == MqttLinkState.Connected);
        Assert.Equal(MqttReasonCode.NoMatchingSubscribers, await early);
    }

    [Fact]
    public async Task RunAsync_BrokerKilledAndStartedAgain_ReconnectsAndDelivers()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using RunningLink running = await RunningLink.ConnectAsync(RunningLink.Options(broker.Port));
        await broker.KillAsync();
        await running.UntilAsync(status => status is { State: MqttLinkState.Waiting, Connects: 1 });
        Task<MqttReasonCode> pending = running.PublishAsync("edge/state", "kept", retain: true);
        Assert.False(pending.IsCompleted);
        await broker.StartAgainAsync();
        Assert.Equal(MqttReasonCode.NoMatchingSubscribers, await pending);
        await using Peer later = await Peer.SubscribeAsync(broker.Port, "edge/state");
        Assert.Equal("edge/state 1 1 kept", await later.NextAsync());
    }

    [Fact]
    public async Task RunAsync_CutManyTimesUnderLoad_EverythingArrivesInOrder()
    {
        const int count = 300;
        const int messagesPerCut = 20;
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using var proxy = new CuttableProxy(broker.Port);
        await using Peer subscriber = await Peer.SubscribeAsync(broker.Port, "edge/sequence");
        await using RunningLink running = await RunningLink.ConnectAsync(RunningLink.Options(proxy.Port) with { QueueLimit = count });
        List<Task<MqttReasonCode>> sent = [];
        for (int number = 0; number < count; number++)
        {
            sent.Add(running.PublishAsync("edge/sequence", $"{number}"));
            if (number % messagesPerCut == 0)
            {
                proxy.Cut();
            }
        }

        Assert.All(await Task.WhenAll(sent), reason => Assert.Equal(MqttReasonCode.Success, reason));
        int next = 0;
        while (next < count)
        {
            int number = int.Parse((await subscriber.NextAsync()).Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture);
            // A message sent again may arrive twice, and then what followed it may too; none is left out.
            Assert.InRange(number, 0, next);
            next = Math.Max(next, number + 1);
        }
    }

    [Fact]
    public async Task RunAsync_CutBeforePuback_SendsAgainWithDupAndTheSameIdentifier()
    {
        using var broker = new ScriptedBroker();
        await using RunningLink running = RunningLink.Start(RunningLink.Options(broker.Port));
        ScriptedBroker.Packet before;
        Task<MqttReasonCode> sent;
        using (ScriptedBroker.Connection first = await broker.AcceptAsync(ScriptedBroker.ConnAck))
        {
            sent = running.PublishAsync("edge/x", "1");
            before = await first.NextAsync();
            Assert.False(before.IsDuplicate);
        }

        // CONNACK with Session Present: MQTT 5 §4.4 asks for the same packet again.
        using ScriptedBroker.Connection second = await broker.AcceptAsync(0x20, 0x03, 0x01, 0x00, 0x00);
        ScriptedBroker.Packet again = await second.NextAsync();
        Assert.True(again.IsDuplicate);
        Assert.Equal(before.PublishId, again.PublishId);
        await second.AcknowledgeAsync(again);
        Assert.Equal(MqttReasonCode.Success, await sent);
    }

    [Fact]
    public async Task RunAsync_BrokerAcknowledgesNothing_ConnectsAnew()
    {
        using var broker = new ScriptedBroker();
        await using RunningLink running = RunningLink.Start(RunningLink.Options(broker.Port) with { AckTimeout = TimeSpan.FromSeconds(1) });
        using ScriptedBroker.Connection first = await broker.AcceptAsync(ScriptedBroker.ConnAck);
        Task<MqttReasonCode> sent = running.PublishAsync("edge/x", "1");
        await first.NextAsync();
        using ScriptedBroker.Connection second = await broker.AcceptAsync(ScriptedBroker.ConnAck);
        await second.AcknowledgeAsync(await second.NextAsync());
        Assert.Equal(MqttReasonCode.Success, await sent);
        MqttLinkStatus lost = await running.UntilAsync(status => status.State == MqttLinkState.Waiting);
        Assert.Equal("the broker acknowledged nothing for 1 s", lost.Reason);
    }

    [Fact]
    public async Task RunAsync_BrokerNeverAnswersConnect_GivesUpAndTriesAgain()
    {
        using var broker = new ScriptedBroker();
        await using RunningLink running = RunningLink.Start(RunningLink.Options(broker.Port) with { ConnectTimeout = TimeSpan.FromMilliseconds(200) });
        using ScriptedBroker.Connection first = await broker.AcceptAsync();
        MqttLinkStatus lost = await running.UntilAsync(status => status.State == MqttLinkState.Waiting);
        Assert.Equal("no answer from the broker within 0.2 s", lost.Reason);
        using ScriptedBroker.Connection second = await broker.AcceptAsync(ScriptedBroker.ConnAck);
        await running.UntilAsync(status => status.State == MqttLinkState.Connected);
    }

    [Theory]
    [InlineData(MqttReasonCode.ServerShuttingDown)]
    [InlineData(MqttReasonCode.SessionTakenOver)]
    public async Task RunAsync_BrokerDisconnectsWithReason_ReasonSurfaces(MqttReasonCode reason)
    {
        using var broker = new ScriptedBroker();
        await using RunningLink running = RunningLink.Start(RunningLink.Options(broker.Port));
        using ScriptedBroker.Connection first = await broker.AcceptAsync(ScriptedBroker.ConnAck);
        await running.UntilAsync(status => status.State == MqttLinkState.Connected);
        await first.SendAsync(0xE0, 0x02, (byte)reason, 0x00);
        MqttLinkStatus lost = await running.UntilAsync(status => status.State == MqttLinkState.Waiting);
        Assert.Equal(reason, lost.Refusal);
    }

    [Fact]
    public async Task RunAsync_PeerSpeaksHttp_TriesAgainAndStaysUp()
    {
        using var broker = new ScriptedBroker();
        await using RunningLink running = RunningLink.Start(RunningLink.Options(broker.Port) with { ConnectTimeout = TimeSpan.FromMilliseconds(500) });
        using (ScriptedBroker.Connection first = await broker.AcceptAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray()))
        {
            await running.UntilAsync(status => status.State == MqttLinkState.Waiting);
        }

        using ScriptedBroker.Connection second = await broker.AcceptAsync(ScriptedBroker.ConnAck);
        await running.UntilAsync(status => status.State == MqttLinkState.Connected);
    }

    [Fact]
    public async Task RunAsync_PasswordRefused_SaysSoAndConnectsOnceItIsAccepted()
    {
        await using MosquittoBroker broker = MosquittoBroker.Prepare();
        string passwords = Path.Combine(broker.Folder, "passwords");
        await File.WriteAllTextAsync(passwords, "device:right\n", TestContext.Current.CancellationToken);
        using (var hashing = System.Diagnostics.Process.Start(Peer.Find("mosquitto_passwd", "mosquitto"), ["-U", passwords]))
        {
            await hashing.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await broker.StartAgainAsync("allow_anonymous false", $"password_file {passwords}");
        await using (RunningLink wrong = RunningLink.Start(RunningLink.Options(broker.Port) with { Credentials = new MqttCredentials("device", "wrong") }))
        {
            MqttLinkStatus refused = await wrong.UntilAsync(status => status.State == MqttLinkState.Waiting);
            Assert.Equal(MqttReasonCode.NotAuthorized, refused.Refusal);
            Assert.Equal("the broker said 0x87 NotAuthorized", refused.Reason);
        }

        await using RunningLink right = await RunningLink.ConnectAsync(RunningLink.Options(broker.Port) with { Credentials = new MqttCredentials("device", "right") });
    }

    [Fact]
    public async Task RunAsync_NameDoesNotResolve_SaysSoAndTriesAgain()
    {
        await using RunningLink running = RunningLink.Start(RunningLink.Options(1883) with { Host = "no-such-host.invalid" });
        MqttLinkStatus waiting = await running.UntilAsync(status => status.State == MqttLinkState.Waiting);
        Assert.Equal("the name no-such-host.invalid was not resolved", waiting.Reason);
    }

    [Fact]
    public async Task RunAsync_SettingsOutsideTheirRange_AllNamedAtOnce()
    {
        var link = new MqttLink(RunningLink.Options(0) with { KeepAlive = TimeSpan.FromSeconds(1), SessionExpiry = TimeSpan.FromMilliseconds(1500) });
        MqttException refused = await Assert.ThrowsAsync<MqttException>(() => link.RunAsync(TestContext.Current.CancellationToken));
        Assert.Contains("Port is 0", refused.Message, StringComparison.Ordinal);
        Assert.Contains("KeepAlive is 1", refused.Message, StringComparison.Ordinal);
        Assert.Contains("SessionExpiry", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<MqttException>(() => link.PublishAsync(RunningLink.Message("edge/x", "never sent"), TestContext.Current.CancellationToken));
    }
}
