using System.Text.Json;
using Edge.Contracts;
using Edge.Ctl.Fleet;
using Edge.Mqtt.Tests;

namespace Edge.Ctl.Tests.Fleet;

public sealed class RolloutNoticesTests
{
    private const string Topic = "edge/v1/site/device/update/notify";

    private static readonly NotifiedRelease Others = new("chest", "3.0.0");
    private static readonly NotifiedRelease Mine = new("wrist", "2.0.0");

    [Fact]
    public async Task Give_TurnOfAnotherRelease_Stays_AndIsNotTakenBackWithMine()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await Peer.PublishAsync(broker.Port, Topic, """{"schemaVersion":1,"at":"2026-01-02T03:04:05Z","releases":[{"model":"chest","version":"3.0.0"},null,{"model":"wrist","version":"1.0.0"}]}""", "-r");
        await using var session = new BrokerSession(Links.Options(broker.Port));
        var notices = new RolloutNotices(session, TimeProvider.System);
        Task heard = notices.HearAsync(TestContext.Current.CancellationToken);
        var marked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task marking = session.Link.SubscribeAsync("marker", _ => marked.TrySetResult(), TestContext.Current.CancellationToken);
        await session.ConnectAsync(TestContext.Current.CancellationToken);
        await heard;
        await marking;

        // What is retained comes before what is published later.
        await Peer.PublishAsync(broker.Port, "marker", "x");
        await marked.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await using Peer device = await Peer.SubscribeAsync(broker.Port, Topic);
        await device.NextAsync();

        await notices.GiveAsync(Topic, Mine, TestContext.Current.CancellationToken);
        Assert.Equal([Others, Mine], Read(await device.NextAsync()));

        await notices.TakeBackAsync(Topic, Mine, TestContext.Current.CancellationToken);
        Assert.Equal([Others], Read(await device.NextAsync()));
    }

    [Fact]
    public void WatchedDevice_ListWithNothingInIt_ChangesNothing()
    {
        var device = new WatchedDevice("site/device");
        device.Take("birth", """{"schemaVersion":1,"bootId":"b","startedAt":"2026-01-02T03:04:05Z","kind":"workstation","runtimeVersion":"1","configDigest":"c","models":[]}"""u8.ToArray());

        device.Take("birth", """{"schemaVersion":1,"bootId":"b","startedAt":"2026-01-02T03:04:05Z","kind":"other","runtimeVersion":"1","configDigest":"c","models":[null]}"""u8.ToArray());

        Assert.Equal("workstation", device.Birth?.Kind);
    }

    private static IReadOnlyList<NotifiedRelease> Read(string message) =>
        JsonSerializer.Deserialize(message[message.IndexOf('{', StringComparison.Ordinal)..], EdgeJson.Default.UpdateNotify)!.Releases;
}
