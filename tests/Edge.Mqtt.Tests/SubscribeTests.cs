using System.Text;
using System.Threading.Channels;

namespace Edge.Mqtt.Tests;

public sealed class SubscribeTests
{
    private readonly Channel<MqttMessage> _received = Channel.CreateBounded<MqttMessage>(1000);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SubscribeAsync_PeerPublishes_ReceivesInOrder()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using RunningLink running = await RunningLink.ConnectAsync(RunningLink.Options(broker.Port));
        Assert.Equal(MqttReasonCode.GrantedQos1, await running.Link.SubscribeAsync("edge/+/ack", Receive, Cancelled));
        await Peer.PublishAsync(broker.Port, "edge/one/ack", "erste");
        await Peer.PublishAsync(broker.Port, "edge/one/other", "not ours");
        await Peer.PublishAsync(broker.Port, "edge/two/ack", "");
        Assert.Equal(("edge/one/ack", "erste", false), await NextAsync());
        Assert.Equal(("edge/two/ack", "", false), await NextAsync());
    }

    [Fact]
    public async Task SubscribeAsync_RetainedMessage_IsMarked()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await Peer.PublishAsync(broker.Port, "edge/ack", "kept", "-r");
        await using RunningLink running = await RunningLink.ConnectAsync(RunningLink.Options(broker.Port));
        await running.Link.SubscribeAsync("edge/ack", Receive, Cancelled);
        Assert.Equal(("edge/ack", "kept", true), await NextAsync());
    }

    [Fact]
    public async Task SubscribeAsync_ConnectionCut_IsAskedForAgain()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using var proxy = new CuttableProxy(broker.Port);
        // Session expiry 0: the broker forgets, so that only asking again helps.
        await using RunningLink running = await RunningLink.ConnectAsync(RunningLink.Options(proxy.Port) with { SessionExpiry = TimeSpan.Zero });
        await running.Link.SubscribeAsync("edge/ack", Receive, Cancelled);
        proxy.Cut();
        await running.UntilAsync(status => status is { State: MqttLinkState.Connected, Connects: 2 });
        await broker.LogLineAsync(line => line.Contains("Sending SUBACK", StringComparison.Ordinal));
        await broker.LogLineAsync(line => line.Contains("Sending SUBACK", StringComparison.Ordinal));
        await Peer.PublishAsync(broker.Port, "edge/ack", "after");
        Assert.Equal(("edge/ack", "after", false), await NextAsync());
    }

    [Fact]
    public async Task SubscribeAsync_BrokerRefuses_ReasonSurfacesAndNextConnectionAsksAgain()
    {
        using var broker = new ScriptedBroker();
        await using RunningLink running = RunningLink.Start(RunningLink.Options(broker.Port));
        Task<MqttReasonCode> subscribed = running.Link.SubscribeAsync("edge/ack", Receive, Cancelled);
        using (ScriptedBroker.Connection first = await broker.AcceptAsync(ScriptedBroker.ConnAck))
        {
            ScriptedBroker.Packet asked = await first.NextAsync();
            Assert.Equal(8, asked.Type);
            await first.SendAsync(0x90, 0x04, asked.Body[0], asked.Body[1], 0x00, (byte)MqttReasonCode.NotAuthorized);
            Assert.Equal(MqttReasonCode.NotAuthorized, await subscribed);
        }

        using ScriptedBroker.Connection second = await broker.AcceptAsync(ScriptedBroker.ConnAck);
        Assert.Equal(8, (await second.NextAsync()).Type);
    }

    [Fact]
    public async Task SubscribeAsync_HandlerThrows_LinkEndsWithThat()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using RunningLink running = await RunningLink.ConnectAsync(RunningLink.Options(broker.Port));
        await running.Link.SubscribeAsync("edge/ack", _ => throw new NotSupportedException("broken"), Cancelled);
        await Peer.PublishAsync(broker.Port, "edge/ack", "x");
        Assert.IsType<NotSupportedException>(await running.FaultAsync());
        Assert.Equal(MqttLinkState.Stopped, running.Link.Status.State);
        await Assert.ThrowsAsync<MqttException>(() => running.Link.SubscribeAsync("edge/late", Receive, Cancelled));
    }

    [Theory]
    [InlineData("")]
    [InlineData("edge/#/more")]
    [InlineData("edge/a+")]
    public async Task SubscribeAsync_MalformedFilter_Throws(string filter)
    {
        var link = new MqttLink(RunningLink.Options(1883));
        await Assert.ThrowsAsync<ArgumentException>(() => link.SubscribeAsync(filter, Receive, Cancelled));
    }

    private void Receive(MqttMessage message) => Assert.True(_received.Writer.TryWrite(message));

    private async Task<(string Topic, string Payload, bool Retain)> NextAsync()
    {
        MqttMessage message = await _received.Reader.ReadAsync(Cancelled).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancelled);
        return (message.Topic, Encoding.UTF8.GetString(message.Payload.Span), message.Retain);
    }
}
