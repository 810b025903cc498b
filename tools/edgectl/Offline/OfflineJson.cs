using System.Text.Json.Serialization;

namespace Edge.Ctl.Offline;

/// <summary>JSON that offline verbs print.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ModelVerification))]
internal sealed partial class OfflineJson : JsonSerializerContext;
