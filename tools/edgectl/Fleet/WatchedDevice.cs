using System.Text.Json;
using Edge.Contracts;

namespace Edge.Ctl.Fleet;

/// <summary>What the broker keeps of one device, as far as it could be read.</summary>
internal sealed class WatchedDevice(string name)
{
    /// <summary>Site and device, <c>SITE/DEVICE</c>.</summary>
    public string Name => name;

    /// <summary>Its last <c>state</c>; null: none.</summary>
    public DeviceState? State { get; private set; }

    /// <summary>Its last <c>birth</c>; null: none.</summary>
    public DeviceBirth? Birth { get; private set; }

    /// <summary>What it said last of its updates: model, version, state and progress; empty: nothing.</summary>
    public IReadOnlyList<string> Updates { get; private set; } = [];

    /// <summary>How much somebody should look at it: 3 the broker lost it, 2 it is at fault, 1 it is stopped or takes an update, 0 neither.</summary>
    public int Concern => this switch
    {
        { State.Presence: DevicePresence.Lost } => 3,
        { State.Health.Faults.Count: > 0 } => 2,
        { State: null or { Presence: DevicePresence.Stopped } } or { Updates.Count: > 0 } => 1,
        _ => 0,
    };

    /// <summary>Takes a retained message. One that cannot be read changes nothing.</summary>
    /// <param name="kind">The topic below the device's.</param>
    /// <param name="payload">JSON.</param>
    public void Take(string kind, ReadOnlyMemory<byte> payload)
    {
        try
        {
            switch (kind)
            {
                case "state":
                    DeviceState? state = JsonSerializer.Deserialize(payload.Span, EdgeJson.Default.DeviceState);
                    State = state?.Health?.Faults.All(static fault => fault is not null) != false ? state : State;
                    break;
                case "birth":
                    DeviceBirth? birth = JsonSerializer.Deserialize(payload.Span, EdgeJson.Default.DeviceBirth);
                    Birth = birth?.Models.All(static model => model is not null) != false ? birth : Birth;
                    break;
                case "update/status":
                    using (var document = JsonDocument.Parse(payload))
                    {
                        Updates = ReadUpdates(document.RootElement);
                    }

                    break;
                default:
                    break;
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            // A device of another version: what was known of it stays.
        }
    }

    private static string[] ReadUpdates(JsonElement status) =>
    [
        .. status.GetProperty("updates").EnumerateArray().Select(update =>
        {
            long total = update.GetProperty("bytesTotal").GetInt64();
            string progress = total > 0 ? $" {100 * update.GetProperty("bytesDone").GetInt64() / total} %" : "";
            return $"{update.GetProperty("model").GetString()} {update.GetProperty("toVersion").GetString()}: {update.GetProperty("state").GetString()}{progress}";
        }),
    ];
}
