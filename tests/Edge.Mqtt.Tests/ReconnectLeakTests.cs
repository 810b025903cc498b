using System.Globalization;

namespace Edge.Mqtt.Tests;

/// <summary>tools/soak link runs this with EDGE_SOAK_RECONNECTS=10000. Nothing may run beside it: it counts what the process holds.</summary>
[Collection(nameof(DescriptorTests))]
public sealed class ReconnectLeakTests
{
    private const int ShareOfReconnects = 200;
    private const int MessagesPerConnection = 4;
    private const int SomeDescriptors = 8;
    private const long SomeKiB = 32 * 1024;

    [Fact]
    public async Task RunAsync_CutAgainAndAgainUnderLoad_LeaksNothing()
    {
        int reconnects = Environment.GetEnvironmentVariable("EDGE_SOAK_RECONNECTS") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : ShareOfReconnects;
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync("allow_anonymous true", "set_tcp_nodelay true");
        await using var proxy = new CuttableProxy(broker.Port);
        MqttLinkOptions options = RunningLink.Options(proxy.Port) with
        {
            FirstBackoff = TimeSpan.FromMilliseconds(10),
            LongestBackoff = TimeSpan.FromMilliseconds(10),
            Will = new MqttWill(RunningLink.Message("edge/state", "lost", retain: true), TimeSpan.FromSeconds(30)),
        };
        await using RunningLink running = await RunningLink.ConnectAsync(options);
        await running.Link.SubscribeAsync("edge/ack", _ => { }, TestContext.Current.CancellationToken);
        (int Descriptors, long ResidentKiB) early = default;
        for (int cut = 1; cut <= reconnects; cut++)
        {
            Task<MqttReasonCode>[] sent = [.. Enumerable.Range(0, MessagesPerConnection).Select(_ => running.PublishAsync("edge/x", new string('x', 1000)))];
            proxy.Cut();
            Assert.All(await Task.WhenAll(sent), reason => Assert.Equal(MqttReasonCode.NoMatchingSubscribers, reason));
            if (cut == reconnects / 10)
            {
                early = Held();
            }
        }

        (int descriptors, long residentKiB) = Held();
        TestContext.Current.SendDiagnosticMessage(
            $"{reconnects} cuts, {running.Link.Status.Connects} connections: descriptors {early.Descriptors}, then {descriptors}; resident {early.ResidentKiB >> 10} MiB, then {residentKiB >> 10} MiB");
        Assert.InRange(descriptors, 0, early.Descriptors + SomeDescriptors);
        Assert.InRange(residentKiB, 0, early.ResidentKiB + SomeKiB);
    }

    private static (int Descriptors, long ResidentKiB) Held()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        string resident = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return (
            Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(),
            long.Parse(resident.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));
    }
}
