using Edge.Ctl.Fleet;
using Edge.Ctl.Fleet.Collector;
using Edge.Mqtt.Tests;
using Edge.Releases.Tests;

namespace Edge.Ctl.Tests.Fleet;

public sealed class FleetCollectorTests
{
    private const string Results = "edge/v1/site/device/results";
    private const string First = """{"epoch":"11111111111111111111111111111111","sequence":1,"oldest":1,"gap":null,"body":1}""";

    [Fact]
    public async Task RunAsync_FolderCannotBeMade_EndsWithTheReason()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        using var files = new TestFolder();
        using var said = new SaidLines();
        await using var session = new BrokerSession(Links.Options(broker.Port));
        using var collector = new FleetCollector(session.Link, files.Path, TimeProvider.System, said);
        Task subscribed = Task.WhenAll(collector.Subscribe(TestContext.Current.CancellationToken));
        await session.ConnectAsync(TestContext.Current.CancellationToken);
        Task collecting = collector.RunAsync(TestContext.Current.CancellationToken);
        await subscribed;
        files.Write("site", "a file where a folder belongs");

        await Peer.PublishAsync(broker.Port, Results, First);

        await Assert.ThrowsAnyAsync<IOException>(() => collecting.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task RunAsync_AcknowledgementsRefused_AreSaidOnce_AndTheMessagesAreKept()
    {
        await using MosquittoBroker broker = MosquittoBroker.Prepare();
        string acl = Path.Combine(broker.Folder, "acl");
        await File.WriteAllTextAsync(acl, "topic read edge/v1/#\ntopic write edge/v1/+/+/results\n", TestContext.Current.CancellationToken);
        await broker.StartAgainAsync("allow_anonymous true", $"acl_file {acl}");
        using var files = new TestFolder();
        using var said = new SaidLines();
        using var stop = new CancellationTokenSource();
        await using var session = new BrokerSession(Links.Options(broker.Port));
        using var collector = new FleetCollector(session.Link, files.Path, TimeProvider.System, said);
        Task subscribed = Task.WhenAll(collector.Subscribe(TestContext.Current.CancellationToken));
        await session.ConnectAsync(TestContext.Current.CancellationToken);
        Task collecting = collector.RunAsync(stop.Token);
        await subscribed;
        await Peer.PublishAsync(broker.Port, Results, First);

        string line = await said.NextAsync();

        Assert.Contains("edge/v1/site/device/ack", line, StringComparison.Ordinal);
        Assert.Contains("0x87 NotAuthorized", line, StringComparison.Ordinal);
        await Peer.PublishAsync(broker.Port, Results, First.Replace("\"sequence\":1", "\"sequence\":2", StringComparison.Ordinal));
        await Peer.PublishAsync(broker.Port, Results, "no JSON");
        while (collector.Malformed == 0)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => collecting);
        Assert.Equal(2, (await File.ReadAllLinesAsync(files.At("site", "device", "results.ndjson"), TestContext.Current.CancellationToken)).Length);
        Assert.Equal(0, said.Waiting);
    }
}
