using Edge.Contracts;
using Edge.Runtime.FrontDoor;

namespace Edge.Runtime.Health;

/// <summary>Everybody the appliance speaks with.</summary>
/// <param name="Senders">Who sent, or tried to, since the start; the last first.</param>
/// <param name="Expected">AE titles that may send and have not been here since the start; null where everybody may.</param>
/// <param name="Archives">The archives.</param>
/// <param name="Broker">Central operations; null where none is configured.</param>
internal sealed record ConnectionsView(
    IReadOnlyList<SenderContact> Senders, IReadOnlyList<string>? Expected, IReadOnlyList<ArchiveConnection> Archives, BrokerConnection? Broker);

/// <summary>An archive.</summary>
/// <param name="Name">Name in the configuration.</param>
/// <param name="Address">Host and port.</param>
/// <param name="AeTitle">Its AE title.</param>
/// <param name="IsTls">It is reached over TLS.</param>
/// <param name="Commits">It is asked to commit.</param>
/// <param name="Rows">What is on the way to it.</param>
/// <param name="LastTakenAt">When it last took an object, UTC; null: none that is still known.</param>
internal sealed record ArchiveConnection(
    string Name, string Address, string AeTitle, bool IsTls, bool Commits, OutboxDestinationView Rows, DateTimeOffset? LastTakenAt);

/// <summary>The broker of central operations.</summary>
/// <param name="Address">Host and port.</param>
/// <param name="State">State of the link in one word.</param>
/// <param name="Reason">Why it is not connected; null while it is.</param>
/// <param name="Connects">Times it was connected since the start.</param>
/// <param name="Waiting">Messages that wait.</param>
/// <param name="LastTakenAt">When a message was last delivered, UTC; null: none that is still known.</param>
internal sealed record BrokerConnection(string Address, string State, string? Reason, long Connects, int Waiting, DateTimeOffset? LastTakenAt);
