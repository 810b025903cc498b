using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>The retained message on the <c>birth</c> topic: what an appliance is made of. It is sent anew on every connection.</summary>
/// <param name="SchemaVersion">Version of this format; <see cref="CurrentSchemaVersion"/>.</param>
/// <param name="BootId">Identity of this start of the runtime: 32 hexadecimal digits, new each time.</param>
/// <param name="StartedAt">When the runtime started, UTC by its own clock.</param>
/// <param name="Kind">Device kind, for example <c>workstation</c>.</param>
/// <param name="RuntimeVersion">Version of the runtime.</param>
/// <param name="ConfigDigest">SHA-256 of the effective configuration, hexadecimal.</param>
/// <param name="Models">Every model in the store, by name.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record DeviceBirth(
    int SchemaVersion,
    string BootId,
    DateTimeOffset StartedAt,
    string Kind,
    string RuntimeVersion,
    string ConfigDigest,
    IReadOnlyList<BirthModel> Models)
{
    /// <summary>The schema version this code writes.</summary>
    public const int CurrentSchemaVersion = 1;
}

/// <summary>A model in a birth message.</summary>
/// <param name="Name">Name.</param>
/// <param name="Version">Active version; null when its pointer cannot be read.</param>
/// <param name="Digest">Digest of the active release (<see cref="ReleaseDigest"/>), hexadecimal; null when it cannot serve.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record BirthModel(string Name, string? Version, string? Digest);
