using Edge.Ctl.Fleet;
using Edge.Mqtt;
using Edge.Mqtt.Tests;
using Spectre.Console;

namespace Edge.Ctl.Tests.Fleet;

public sealed class FleetViewTests
{
    private const string Health = """{"faults":[FAULTS],"clock":{"synchronised":true,"maximumErrorMs":1},"audit":null,"waiting":{},"dropped":0}""";
    private const string Fault = """{"code":"disk-full","severity":"error","since":"2026-01-02T03:04:05Z"}""";

    [Fact]
    public async Task Screen_WithLessRoomThanDevices_ShowsThoseThatNeedALookAndCountsAll()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await SayAsync(broker, "a-well", "online", Health.Replace("FAULTS", "", StringComparison.Ordinal));
        await SayAsync(broker, "b-well", "online", Health.Replace("FAULTS", "", StringComparison.Ordinal));
        await SayAsync(broker, "c-full", "online", Health.Replace("FAULTS", Fault, StringComparison.Ordinal));
        await SayAsync(broker, "d-lost", "lost", "null");
        var view = new FleetView();
        var link = new MqttLink(Links.Options(broker.Port));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task subscribed = view.SubscribeAsync(link, "site", stop.Token);
        Task running = link.RunAsync(stop.Token);
        await subscribed;
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (view.Devices.Count < 4)
        {
            await Task.Delay(10, deadline.Token);
        }

        string[] lines = Lines(view, rows: 2);
        Assert.Equal("4 devices: 3 online, 1 lost, 1 with faults. The 2 that need a look most; --once prints all.", lines[0].Trim());
        string[] devices = [.. lines.Where(line => line.Contains("site/", StringComparison.Ordinal))];
        Assert.Collection(
            devices,
            line => Assert.Contains("site/d-lost", line, StringComparison.Ordinal),
            line => Assert.Contains("site/c-full", line, StringComparison.Ordinal));
        Assert.Contains("disk-full", devices[1], StringComparison.Ordinal);

        lines = Lines(view, rows: 4);
        Assert.Equal("4 devices: 3 online, 1 lost, 1 with faults.", lines[0].Trim());
        Assert.Equal(4, lines.Count(line => line.Contains("site/", StringComparison.Ordinal)));
        await stop.CancelAsync();
        await running;
    }

    private static Task SayAsync(MosquittoBroker broker, string device, string presence, string health) => Peer.PublishAsync(
        broker.Port,
        $"edge/v1/site/{device}/state",
        $$"""{"schemaVersion":1,"presence":"{{presence}}","bootId":"0f6c2b9f1d5e4a0c9a53c1f3a7d0e911","at":null,"health":{{health}}}""",
        "-r");

    private static string[] Lines(FleetView view, int rows)
    {
        using var text = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 200;
        console.Write(view.Screen(rows));
        return text.ToString().Split('\n');
    }
}
