using System.Diagnostics;
using System.Text.Json;
using Edge.Contracts;
using Edge.Mqtt;

namespace Edge.Ctl.Fleet.Simulator;

/// <summary>
/// A device that is not there: a real session with the broker, with the client id, will, topics and payload sizes of an appliance. It says that it is there, then sends a heartbeat
/// and a snapshot of metrics at a steady pace.
/// </summary>
internal sealed class SimulatedDevice(MqttLinkOptions broker, string site, int number, TimeSpan every, SimulationTally tally, TimeProvider time)
{
    private const int Series = 60;
    private const string Version = "0.0.0-simulated";

    private static readonly double[] Bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];
    private static readonly string ConfigDigest = new('0', 64);

    private readonly DeviceIdentity _device = new(site, $"sim-{number:D6}", "simulated");
    private readonly string _bootId = Guid.NewGuid().ToString("N");
    private readonly string _epoch = Guid.NewGuid().ToString("N");
    private long _sequence;

    /// <summary>Runs until cancelled.</summary>
    /// <param name="delay">Wait before it connects, so that a fleet does not come at once.</param>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(TimeSpan delay, CancellationToken stop)
    {
        var topics = new DeviceTopics(_device);
        try
        {
            await Task.Delay(delay, time, stop);
            var link = new MqttLink(broker with
            {
                ClientId = MqttConfig.ClientId(_device, "runtime"),
                Will = new MqttWill(State(topics, DevicePresence.Lost, null), TimeSpan.FromSeconds(30)),
            });
            Task running = link.RunAsync(stop);
            await SendAsync(link, new MqttMessage(topics.Birth, Birth(), Retain: true), stop);
            tally.Connected();
            while (!running.IsCompleted)
            {
                await SendAsync(link, State(topics, DevicePresence.Online, Health()), stop);
                await SendAsync(link, new MqttMessage(topics.Metrics, Metrics(), Retain: false), stop);
                await Task.Delay(every, time, stop);
            }

            await running;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The simulation is over.
        }
        catch (MqttException)
        {
            tally.Ended();
        }
    }

    private async Task SendAsync(MqttLink link, MqttMessage message, CancellationToken stop)
    {
        long begun = Stopwatch.GetTimestamp();
        MqttReasonCode answer = await link.PublishAsync(message, stop);
        tally.Answered(answer < MqttReasonCode.UnspecifiedError, message.Payload.Length, Stopwatch.GetElapsedTime(begun));
    }

    private MqttMessage State(DeviceTopics topics, DevicePresence presence, DeviceHealth? health) => new(
        topics.State,
        JsonSerializer.SerializeToUtf8Bytes(
            new DeviceState(DeviceState.CurrentSchemaVersion, presence, _bootId, health is null ? null : time.GetUtcNow(), health), EdgeJson.Default.DeviceState),
        Retain: true);

    private byte[] Birth() => JsonSerializer.SerializeToUtf8Bytes(
        new DeviceBirth(DeviceBirth.CurrentSchemaVersion, _bootId, time.GetUtcNow(), _device.Kind, Version, ConfigDigest, [new BirthModel("simulated", "1.0.0", ConfigDigest)]),
        EdgeJson.Default.DeviceBirth);

    private static DeviceHealth Health() => new([], new ClockQuality(Synchronised: true, 1.5), AuditHead.Empty, new Dictionary<string, long> { ["results"] = 0 }, 0);

    private byte[] Metrics()
    {
        var points = Enumerable.Range(0, Series).Select(series => series % 6 == 0
            ? new MetricPoint("edge.job.stage.duration", "s", MetricKind.Histogram, Attributes(series), null, new MetricHistogram(_sequence, _sequence * 0.2, Bounds, new long[Bounds.Length + 1]))
            : new MetricPoint("edge.queue.depth", "{item}", MetricKind.Gauge, Attributes(series), _sequence % 7, null));
        var snapshot = new MetricsSnapshot(MetricsSnapshot.CurrentSchemaVersion, time.GetUtcNow(), _bootId, Health(), [.. points]);
        JsonElement body = JsonSerializer.SerializeToElement(snapshot, EdgeJson.Default.MetricsSnapshot);
        _sequence++;
        return JsonSerializer.SerializeToUtf8Bytes(new StreamMessage(_epoch, _sequence, _sequence, null, body), EdgeJson.Default.StreamMessage);
    }

    private static Dictionary<string, string> Attributes(int series) => new() { ["edge.model"] = $"model-{series % 10}", ["edge.stage"] = "infer" };
}
