using System.Collections.Concurrent;
using System.Globalization;
using Edge.Contracts;
using Edge.Ctl.Appliance;
using Edge.Mqtt;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Edge.Ctl.Fleet;

/// <summary>The devices that the broker knows, as they report themselves.</summary>
internal sealed class FleetView
{
    private static readonly string[] Kinds = ["state", "birth", "update/status"];
    private static readonly string[] Columns = ["Device", "State", "Since", "Kind", "Version", "Models", "Updates", "Faults"];

    private readonly ConcurrentDictionary<string, WatchedDevice> _devices = new(StringComparer.Ordinal);
    private long _messages;

    /// <summary>Messages so far.</summary>
    public long Messages => Interlocked.Read(ref _messages);

    /// <summary>Devices, by name.</summary>
    public IReadOnlyList<WatchedDevice> Devices => [.. _devices.Values.OrderBy(device => device.Name, StringComparer.Ordinal)];

    /// <summary>Asks for what the broker keeps of the devices.</summary>
    public Task<MqttReasonCode[]> SubscribeAsync(MqttLink link, string site, CancellationToken cancellation) =>
        Task.WhenAll(Kinds.Select(kind => link.SubscribeAsync($"edge/v1/{site}/+/{kind}", Take, cancellation)));

    /// <summary>The devices as a table.</summary>
    public IRenderable Table()
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns([.. Columns.Select(column => new TableColumn(new Text(column)))]);
        foreach (WatchedDevice device in Devices)
        {
            table.AddRow(Row(device).Select(cell => new Text(PlainText.OneLine(cell ?? ""))));
        }

        return table;
    }

    /// <summary>Prints the devices once.</summary>
    public void Write() => Listing.WriteTable(Columns, Devices.Select(Row));

    private static IReadOnlyList<string?> Row(WatchedDevice device) =>
    [
        device.Name,
        device.State?.Presence.ToString().ToLowerInvariant(),
        device.State?.At?.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        device.Birth?.Kind,
        device.Birth?.RuntimeVersion,
        device.Birth is { } birth ? string.Join(", ", birth.Models.Select(model => $"{model.Name} {model.Version}")) : null,
        string.Join(", ", device.Updates),
        device.State?.Health is { } health ? string.Join(", ", health.Faults.Select(fault => fault.Code)) : null,
    ];

    private void Take(MqttMessage message)
    {
        string[] levels = message.Topic.Split('/', 5);
        if (levels is ["edge", "v1", var site, var id, var kind])
        {
            _devices.GetOrAdd($"{site}/{id}", static name => new WatchedDevice(name)).Take(kind, message.Payload);
            Interlocked.Increment(ref _messages);
        }
    }
}
