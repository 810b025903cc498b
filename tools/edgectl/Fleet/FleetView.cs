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

    /// <summary>Devices that are kept. The names come from the broker, where everybody who may publish below edge/v1 could make up more.</summary>
    private const int DevicesMax = 100_000;

    private readonly ConcurrentDictionary<string, WatchedDevice> _devices = new(StringComparer.Ordinal);
    private long _messages;

    /// <summary>Messages so far.</summary>
    public long Messages => Interlocked.Read(ref _messages);

    /// <summary>Devices, by name.</summary>
    public IReadOnlyList<WatchedDevice> Devices => [.. _devices.Values.OrderBy(device => device.Name, StringComparer.Ordinal)];

    /// <summary>Asks for what the broker keeps of the devices.</summary>
    public Task<MqttReasonCode[]> SubscribeAsync(MqttLink link, string site, CancellationToken cancellation) =>
        Task.WhenAll(Kinds.Select(kind => link.SubscribeAsync($"edge/v1/{site}/+/{kind}", Take, cancellation)));

    /// <summary>How many there are, and as many of them as there is room for: those that somebody should look at first.</summary>
    /// <param name="rows">Rows that there is room for.</param>
    public IRenderable Screen(int rows)
    {
        WatchedDevice[] devices = [.. _devices.Values];
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns([.. Columns.Select(column => new TableColumn(new Text(column)))]);
        foreach (WatchedDevice device in devices.OrderByDescending(static device => device.Concern).ThenBy(static device => device.Name, StringComparer.Ordinal).Take(rows))
        {
            table.AddRow(Row(device).Select(cell => new Text(PlainText.OneLine(cell ?? ""))));
        }

        return new Rows(new Text(Summary(devices, rows)), table);
    }

    /// <summary>Prints the devices once.</summary>
    public void Write() => Listing.WriteTable(Columns, Devices.Select(Row));

    private static string Summary(WatchedDevice[] devices, int rows)
    {
        int online = devices.Count(static device => device.State?.Presence == DevicePresence.Online);
        int lost = devices.Count(static device => device.State?.Presence == DevicePresence.Lost);
        int faulty = devices.Count(static device => device.State?.Health?.Faults.Count > 0);
        string rest = devices.Length > rows ? string.Create(CultureInfo.InvariantCulture, $" The {rows} that need a look most; --once prints all.") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{devices.Length} devices: {online} online, {lost} lost, {faulty} with faults.{rest}");
    }

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
        if (levels is ["edge", "v1", var site, var id, var kind] && (_devices.ContainsKey($"{site}/{id}") || _devices.Count < DevicesMax))
        {
            _devices.GetOrAdd($"{site}/{id}", static name => new WatchedDevice(name)).Take(kind, message.Payload);
            Interlocked.Increment(ref _messages);
        }
    }
}
