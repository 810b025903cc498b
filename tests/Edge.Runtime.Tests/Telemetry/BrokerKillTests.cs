using System.Globalization;
using Edge.Contracts;
using Edge.Mqtt.Tests;
using Edge.Runtime.Audit;
using Edge.Runtime.Outbox;
using Edge.Runtime.Tests.Outbox;

namespace Edge.Runtime.Tests.Telemetry;

/// <summary>
/// The broker is killed or restarted again and again while results and audit entries flow, and the collector too: everything arrives, each once, in order.
/// <c>EDGE_SOAK_BROKER_KILLS</c> raises the number; tools/soak broker has 100.
/// </summary>
public sealed class BrokerKillTests
{
    private const int AtOnce = 20;

    private static int Kills => int.Parse(Environment.GetEnvironmentVariable("EDGE_SOAK_BROKER_KILLS") ?? "2", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Results_BrokerAndCollectorKilledAgainAndAgain_ArriveOnceAndInOrder()
    {
        string folder = Directory.CreateTempSubdirectory("edge-collector-").FullName;
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        Collector collector = await Collector.StartAsync(broker.Port, folder);
        await using var bench = new OutboxBench(TimeProvider.System, new MqttConfig("127.0.0.1", broker.Port));
        await bench.StartAsync();
        using var ending = new CancellationTokenSource();
        Task<int> load = LoadAsync(bench, ending.Token);
        for (int kill = 1; kill <= Kills; kill++)
        {
            long delivered = Delivered(bench);
            await UntilAsync(() => Delivered(bench) > delivered + AtOnce);
            await broker.KillAsync();
            await broker.StartAgainAsync();
            if (kill % 10 == 0 || kill == Kills)
            {
                collector.Kill();
                await collector.DisposeAsync();
                collector = await Collector.StartAsync(broker.Port, folder);
            }
        }

        await ending.CancelAsync();
        int sent = await load;
        await UntilAsync(() => Waiting(bench) == 0);
        await collector.StopAsync();

        int[] results = [.. collector.Lines("results").Select(line => line.GetProperty("body").GetInt32())];
        Assert.Equal(Enumerable.Range(1, sent), results);
        long[] numbers = [.. collector.Lines("results").Select(line => line.GetProperty("sequence").GetInt64())];
        Assert.Equal(Enumerable.Range(1, sent).Select(number => (long)number), numbers);
        string[] entries = [.. collector.Lines("audit").Select(line => line.GetProperty("body").GetProperty("hash").GetString()!)];
        Assert.Equal(bench.Get<AuditLog>().After(0, sent + 1).Select(entry => entry.Hash), entries);
        await collector.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<int> LoadAsync(OutboxBench bench, CancellationToken ending)
    {
        int sent = 0;
        while (!ending.IsCancellationRequested)
        {
            bench.Add(OutboxDestination.MqttResults, (++sent).ToString(CultureInfo.InvariantCulture));
            bench.Get<AuditLog>().Append(new AuditEvent(AuditKind.ApplicationActivity, AuditActor.Runtime, $"Load {sent}."));
            bench.Signal();
            await Task.Delay(5, CancellationToken.None);
        }

        return sent;
    }

    private static long Delivered(OutboxBench bench) => bench.Table.Counts().Where(count => count.State == "delivered").Sum(count => count.Count);

    private static long Waiting(OutboxBench bench) =>
        bench.Table.Counts().Where(count => count.State == "waiting" && count.Destination is (OutboxDestination.MqttResults or OutboxDestination.MqttAudit)).Sum(count => count.Count);

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (!holds())
        {
            await Task.Delay(20, deadline.Token);
        }
    }
}
