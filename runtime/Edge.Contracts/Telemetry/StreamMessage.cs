using System.Text.Json;
using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>A message of the streams <c>results</c>, <c>audit</c>, <c>events</c> and <c>metrics</c>. A receiver keeps one message of each epoch and number.</summary>
/// <param name="Epoch">Numbering that <paramref name="Sequence"/> belongs to: 32 hexadecimal digits, new after a restore.</param>
/// <param name="Sequence">Number in the stream, from 1; rises by one and outlives restarts.</param>
/// <param name="Oldest">The lowest number that the appliance still has: nothing before it will come.</param>
/// <param name="Gap">Messages dropped right before this one for want of space; null for none.</param>
/// <param name="Body">What the stream carries.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record StreamMessage(string Epoch, long Sequence, long Oldest, long? Gap, JsonElement Body);

/// <summary>What central operations have for good; retained on the <c>ack</c> topic, written by the receiver.</summary>
/// <param name="SchemaVersion">Version of this format; <see cref="CurrentSchemaVersion"/>.</param>
/// <param name="Receiver">New whenever the receiver has begun anew or misses a message: what is not acknowledged is sent again.</param>
/// <param name="Streams">The acknowledged streams.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record StreamAck(int SchemaVersion, string Receiver, IReadOnlyList<AcknowledgedPosition> Streams)
{
    /// <summary>The schema version this code writes.</summary>
    public const int CurrentSchemaVersion = 1;
}

/// <summary>How far a stream is acknowledged.</summary>
/// <param name="Stream"><c>results</c> or <c>audit</c>.</param>
/// <param name="Epoch">Numbering of <paramref name="UpTo"/>.</param>
/// <param name="UpTo">Every message up to this number is kept.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record AcknowledgedPosition(string Stream, string Epoch, long UpTo);
