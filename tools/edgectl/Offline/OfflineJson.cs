using System.Text.Json.Serialization;
using Edge.Ctl.Evaluate;
using Edge.Ctl.Infer;

namespace Edge.Ctl.Offline;

/// <summary>JSON that offline verbs print.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ModelVerification))]
[JsonSerializable(typeof(UnitNote))]
[JsonSerializable(typeof(InferSummary))]
[JsonSerializable(typeof(Evaluation))]
internal sealed partial class OfflineJson : JsonSerializerContext;
