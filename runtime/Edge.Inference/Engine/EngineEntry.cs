using System.Text.Json.Serialization;

namespace Edge.Inference.Engine;

/// <summary>What <c>entry.json</c> says of a built engine: that it passed every gate, and what belongs to it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Rung">Its rung.</param>
/// <param name="ModelDigest">Digest of the release it was built from.</param>
/// <param name="NodeFraction">Fraction of the nodes that the provider took.</param>
/// <param name="BuiltAt">When, UTC.</param>
/// <param name="Files">Its files, by name.</param>
internal sealed record EngineEntry(
    string Key, string Rung, string ModelDigest, double NodeFraction, DateTimeOffset BuiltAt, IReadOnlyList<EngineFile> Files)
{
    /// <summary>The file's name in an engine's directory.</summary>
    public const string FileName = "entry.json";
}

/// <summary>A file of an engine.</summary>
/// <param name="Name">Its name, without directories.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="Sha256">SHA-256, hexadecimal.</param>
internal sealed record EngineFile(string Name, long SizeBytes, string Sha256);

/// <summary>JSON of <see cref="EngineEntry"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(EngineEntry))]
internal sealed partial class EngineEntryJson : JsonSerializerContext;
