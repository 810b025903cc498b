using System.Globalization;
using Dapper;
using Edge.Contracts;
using Edge.Mqtt;
using Edge.Runtime.FrontDoor;
using Edge.Runtime.Outbox;
using Edge.Runtime.Settings;
using Edge.Runtime.Store;
using Edge.Runtime.Telemetry;

namespace Edge.Runtime.Health;

/// <summary>Says how the appliance stands with everybody it speaks with.</summary>
internal sealed class Connections(RunningConfig config, SenderContacts senders, OutboxTable table, PacsPeers peers, EdgeStore store, IServiceProvider services)
{
    /// <summary>How it stands now.</summary>
    public ConnectionsView Now()
    {
        IReadOnlyList<SenderContact> seen = senders.All;
        Dictionary<string, OutboxDestinationView> rows = OutboxEndpoints.Views(table, peers).ToDictionary(view => view.Destination, StringComparer.Ordinal);
        // Each from the end of its index: a group of all rows would read them.
        Dictionary<string, long?> taken = store.Read(connection => rows.Keys.ToDictionary(
            destination => destination,
            destination => connection.ExecuteScalar<long?>("SELECT max(taken_at) FROM outbox WHERE destination = @destination AND taken_at IS NOT NULL", new { destination }),
            StringComparer.Ordinal));
        DateTimeOffset? Taken(string destination) => taken.GetValueOrDefault(destination) is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
        return new ConnectionsView(
            seen,
            config.Current.Dicom.CallingAes is { } allowed ? [.. allowed.Where(title => seen.All(sender => sender.CallingAe != title))] : null,
            [
                .. peers.All.Select(peer => new ArchiveConnection(
                    peer.Config.Name,
                    Address(peer.Config.Host, peer.Config.Port),
                    peer.Config.AeTitle,
                    peer.Config.Tls is not null,
                    peer.Config.Commitment is not null,
                    rows[peer.Destination],
                    Taken(peer.Destination))),
            ],
            config.Current.Mqtt is { } broker && services.GetService<BrokerServices>()?.Link is { } link
                ? new BrokerConnection(
                    Address(broker.Host, broker.Port),
                    link.Status.State == MqttLinkState.Connected ? "connected" : link.Status.State.ToString().ToLowerInvariant(),
                    link.Status.State == MqttLinkState.Connected ? null : link.Status.Reason,
                    link.Status.Connects,
                    rows.Values.Where(view => view.Destination.StartsWith("mqtt:", StringComparison.Ordinal)).Sum(view => view.Waiting),
                    rows.Keys.Where(key => key.StartsWith("mqtt:", StringComparison.Ordinal)).Max(Taken))
                : null);
    }

    private static string Address(string host, int port) => string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");
}
