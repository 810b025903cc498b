using System.Text;
using System.Text.Json;
using Edge.Contracts;
using Edge.Mqtt.Tests;

namespace Edge.EndToEnd.Tests;

/// <summary>Devices at a broker that say where their updates stand, and take a release when they are told that it is their turn.</summary>
internal sealed class SimulatedDevices : IAsyncDisposable
{
    private readonly int _port;
    private readonly Peer _notified;
    private readonly IReadOnlySet<string> _failing;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _answering;

    private SimulatedDevices(int port, Peer notified, IReadOnlySet<string> failing)
    {
        _port = port;
        _notified = notified;
        _failing = failing;
        _answering = AnswerAsync();
    }

    /// <summary>Devices that were told, in that order.</summary>
    public List<string> Told { get; } = [];

    public static async Task<SimulatedDevices> StartAsync(int port, IEnumerable<string> devices, params string[] failing)
    {
        var simulated = new SimulatedDevices(port, await Peer.SubscribeAsync(port, "edge/v1/north/+/update/notify"), failing.ToHashSet());
        foreach (string device in devices)
        {
            await simulated.SayAsync(device, []);
        }

        return simulated;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _notified.DisposeAsync();
        await _answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AnswerAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            string message = await _notified.NextAsync();
            string device = message.Split('/')[3];
            UpdateNotify notify = JsonSerializer.Deserialize(message[message.IndexOf('{', StringComparison.Ordinal)..], EdgeJson.Default.UpdateNotify)!;
            foreach (NotifiedRelease release in notify.Releases)
            {
                Told.Add(device);
                bool fails = _failing.Contains(device);
                UpdateState state = fails ? UpdateState.Quarantined : UpdateState.Committed;
                await SayAsync(device, [new UpdateView(1, release.Model, "1.0.0", release.Version, 1, state, fails ? "Golden case 1 differs." : "Fine.", 0, DateTimeOffset.UnixEpoch, null, 0, 0)]);
            }
        }
    }

    private Task SayAsync(string device, IReadOnlyList<UpdateView> updates)
    {
        var notice = new UpdateNotice(UpdateNotice.CurrentSchemaVersion, DateTimeOffset.UnixEpoch, "workstation", "1.0", true, null, null, updates, []);
        return Peer.PublishAsync(_port, $"edge/v1/north/{device}/update/status", Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(notice, EdgeJson.Default.UpdateNotice)), "-r");
    }
}
