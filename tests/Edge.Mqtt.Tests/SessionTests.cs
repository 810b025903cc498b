using System.Text;
using System.Threading.Channels;

namespace Edge.Mqtt.Tests;

public sealed class SessionTests
{
    private static readonly MqttWill Will = new(RunningLink.Message("edge/state", "offline", retain: true), TimeSpan.Zero);

    private readonly Channel<string> _received = Channel.CreateBounded<string>(1000);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_SessionExpiryOfAnHour_WhatCameMeanwhileArrives()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        MqttLinkOptions options = RunningLink.Options(broker.Port) with { SessionExpiry = TimeSpan.FromHours(1) };
        await using (RunningLink first = await RunningLink.ConnectAsync(options))
        {
            await first.Link.SubscribeAsync("edge/command", _ => { }, Cancelled);
        }

        await Peer.PublishAsync(broker.Port, "edge/command", "while away");
        await using RunningLink second = RunningLink.Start(options, link => _ = link.SubscribeAsync("edge/command", Receive, Cancelled));
        MqttLinkStatus status = await second.UntilAsync(status => status.State == MqttLinkState.Connected);
        Assert.True(status.SessionPresent);
        Assert.Equal("while away", await _received.Reader.ReadAsync(Cancelled).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancelled));
    }

    [Fact]
    public async Task RunAsync_SessionExpiryZero_NothingIsKept()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        MqttLinkOptions options = RunningLink.Options(broker.Port) with { SessionExpiry = TimeSpan.Zero };
        await using (RunningLink first = await RunningLink.ConnectAsync(options))
        {
            await first.Link.SubscribeAsync("edge/command", _ => { }, Cancelled);
        }

        await using RunningLink second = await RunningLink.ConnectAsync(options);
        Assert.False(second.Link.Status.SessionPresent);
    }

    [Fact]
    public async Task RunAsync_SessionExpiryOfASecond_BrokerForgetsAfterIt()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        MqttLinkOptions options = RunningLink.Options(broker.Port) with { SessionExpiry = TimeSpan.FromSeconds(1) };
        await using (RunningLink first = await RunningLink.ConnectAsync(options))
        {
            await first.Link.SubscribeAsync("edge/command", _ => { }, Cancelled);
        }

        await broker.LogLineAsync(line => line.Contains("Expiring client", StringComparison.Ordinal) || line.Contains("Removing persistent client", StringComparison.Ordinal));
        await using RunningLink second = await RunningLink.ConnectAsync(options);
        Assert.False(second.Link.Status.SessionPresent);
    }

    [Fact]
    public async Task RunAsync_ConnectionDies_WillIsPublished()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using var proxy = new CuttableProxy(broker.Port);
        await using Peer operations = await Peer.SubscribeAsync(broker.Port, "edge/state");
        await using RunningLink running = await RunningLink.ConnectAsync(RunningLink.Options(proxy.Port) with { Will = Will });
        proxy.Close();
        Assert.Equal("edge/state 1 0 offline", await operations.NextAsync());
        await using Peer later = await Peer.SubscribeAsync(broker.Port, "edge/state");
        Assert.Equal("edge/state 1 1 offline", await later.NextAsync());
    }

    [Fact]
    public async Task RunAsync_WillDelayed_IsPublishedAfterTheDelay()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using var proxy = new CuttableProxy(broker.Port);
        await using Peer operations = await Peer.SubscribeAsync(broker.Port, "edge/#");
        await using RunningLink running = await RunningLink.ConnectAsync(RunningLink.Options(proxy.Port) with { Will = Will with { Delay = TimeSpan.FromSeconds(2) } });
        proxy.Close();
        await running.UntilAsync(status => status.State == MqttLinkState.Waiting);
        await Peer.PublishAsync(broker.Port, "edge/other", "published at once, after the cut");
        Assert.Equal("edge/other 1 0 published at once, after the cut", await operations.NextAsync());
        Assert.Equal("edge/state 1 0 offline", await operations.NextAsync());
    }

    [Fact]
    public async Task RunAsync_StoppedCleanly_WillIsDropped()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using Peer operations = await Peer.SubscribeAsync(broker.Port, "edge/#");
        await using RunningLink running = await RunningLink.ConnectAsync(RunningLink.Options(broker.Port) with { Will = Will });
        await running.StopAsync();
        await broker.LogLineAsync(line => line.Contains("Received DISCONNECT from test-", StringComparison.Ordinal));
        await Peer.PublishAsync(broker.Port, "edge/other", "next");
        Assert.Equal("edge/other 1 0 next", await operations.NextAsync());
    }

    private void Receive(MqttMessage message) => _received.Writer.TryWrite(Encoding.UTF8.GetString(message.Payload.Span));
}
