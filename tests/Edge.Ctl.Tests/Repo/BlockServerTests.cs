using Edge.Ctl.Repo.Serve;
using Edge.Mqtt;
using Edge.Mqtt.Tests;
using Edge.Releases.Tests;

namespace Edge.Ctl.Tests.Repo;

public sealed class BlockServerTests
{
    [Fact]
    public async Task Requests_WithNothingForAName_AreCounted_AndOthersAreAnswered()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        using var files = new TestFolder();
        files.Write("metadata/timestamp.json", "signed");
        using var stop = new CancellationTokenSource();
        var link = new MqttLink(Links.Options(broker.Port));
        using var server = new BlockServer(link, files.Path, TimeProvider.System);
        Task subscribed = server.SubscribeAsync(stop.Token);
        Task running = link.RunAsync(stop.Token);
        await subscribed;
        Task answering = server.RunAsync(stop.Token);
        await using Peer device = await Peer.SubscribeAsync(broker.Port, "edge/v1/site/device/update/block");
        for (int number = 0; number < 5; number++)
        {
            // Each of another device: of one, those that wait give way to newer ones.
            await AskAsync(broker, $"null-{number}", "null");
            await AskAsync(broker, $"empty-{number}", "\"\"");
        }

        await AskAsync(broker, "device", "\"metadata\",\"timestamp.json\"");

        Assert.EndsWith("signed", await device.NextAsync(), StringComparison.Ordinal);
        Assert.False(answering.IsCompleted);
        Assert.Contains("10 requests that were none", server.Summary, StringComparison.Ordinal);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);
        await running;
    }

    private static Task AskAsync(MosquittoBroker broker, string device, string names) => Peer.PublishAsync(
        broker.Port,
        $"edge/v1/site/{device}/update/request",
        $$"""{"schemaVersion":1,"path":[{{names}}],"offset":0,"count":1}""",
        "-D", "publish", "correlation-data", "7");
}
