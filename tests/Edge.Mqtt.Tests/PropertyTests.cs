using System.Text;

namespace Edge.Mqtt.Tests;

/// <summary>Properties as another client writes and reads them.</summary>
public sealed class PropertyTests
{
    [Fact]
    public async Task Publish_WithProperties_APeerReadsThem()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using Peer peer = await Peer.SubscribeAsync(broker.Port, "asked", "-F", "message %R|%D|%E|%P|%p");
        await using RunningLink running = await RunningLink.ConnectAsync(RunningLink.Options(broker.Port));
        var message = new MqttMessage("asked", "payload"u8.ToArray(), Retain: false)
        {
            Properties = new MqttProperties
            {
                ResponseTopic = "answers/größer",
                CorrelationData = "7f"u8.ToArray(),
                Expiry = TimeSpan.FromSeconds(90),
                User = [new("offset", "131072"), new("offset", "again"), new("", "")],
            },
        };
        Assert.Equal(MqttReasonCode.Success, await running.Link.PublishAsync(message, TestContext.Current.CancellationToken));

        string[] seen = (await peer.NextAsync()).Split('|');
        Assert.Equal(("answers/größer", "7f", "payload"), (seen[0], seen[1], seen[4]));
        Assert.InRange(int.Parse(seen[2], null), 80, 90);
        Assert.Equal("offset:131072 offset:again :", seen[3].Trim());
    }

    [Fact]
    public async Task Receive_WithProperties_GivesThem()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        var received = new TaskCompletionSource<MqttMessage>();
        await using RunningLink running = await RunningLink.ConnectAsync(RunningLink.Options(broker.Port));
        await running.Link.SubscribeAsync("asked", message => received.TrySetResult(message), TestContext.Current.CancellationToken);
        await Peer.PublishAsync(
            broker.Port, "asked", "payload", "-D", "PUBLISH", "response-topic", "answers", "-D", "PUBLISH", "correlation-data", "7f",
            "-D", "PUBLISH", "message-expiry-interval", "90", "-D", "PUBLISH", "user-property", "offset", "1", "-D", "PUBLISH", "user-property", "größe", "2");

        MqttProperties properties = (await received.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).Properties!;
        Assert.Equal(("answers", "7f"), (properties.ResponseTopic, Encoding.UTF8.GetString(properties.CorrelationData.Span)));
        Assert.InRange(properties.Expiry!.Value.TotalSeconds, 80, 90);
        Assert.Equal([new("offset", "1"), new("größe", "2")], properties.User);
        Assert.Equal("2", properties.Find("größe"));
        Assert.Null(properties.Find("size"));
    }

    [Fact]
    public async Task Receive_ManyUserProperties_KeepsTheFirst32()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        var received = new TaskCompletionSource<MqttMessage>();
        await using RunningLink running = await RunningLink.ConnectAsync(RunningLink.Options(broker.Port));
        await running.Link.SubscribeAsync("asked", message => received.TrySetResult(message), TestContext.Current.CancellationToken);
        KeyValuePair<string, string>[] user = [.. Enumerable.Range(0, 40).Select(number => new KeyValuePair<string, string>("n", $"{number}"))];
        await running.Link.PublishAsync(
            new MqttMessage("asked", default, Retain: false) { Properties = new MqttProperties { User = user } }, TestContext.Current.CancellationToken);

        MqttMessage message = await received.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal(user.Take(32), message.Properties!.User);
    }
}
