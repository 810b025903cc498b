using System.Text.Json;
using System.Text.Json.Serialization;

namespace Edge.Ctl.Fleet.Collector;

/// <summary>A line of a collected file.</summary>
/// <param name="ReceivedAt">When the collector got it, UTC by its own clock.</param>
/// <param name="Epoch">Numbering of <paramref name="Sequence"/>.</param>
/// <param name="Sequence">Number in the stream.</param>
/// <param name="Gap">Messages that the appliance dropped right before this one; null for none.</param>
/// <param name="Body">What the stream carries.</param>
internal sealed record CollectedMessage(DateTimeOffset ReceivedAt, string Epoch, long Sequence, long? Gap, JsonElement Body);

/// <summary>How lines are written and read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CollectedMessage))]
internal sealed partial class CollectorJson : JsonSerializerContext;
