using System.Text.Json.Serialization;

namespace Edge.Runtime.Maintenance;

/// <summary>What a backup says of itself.</summary>
/// <param name="Format">1.</param>
/// <param name="Version">Version of the runtime that made it.</param>
/// <param name="Site">Site of the device.</param>
/// <param name="Device">The device.</param>
/// <param name="MadeAt">When, UTC.</param>
/// <param name="Files">SHA-256 of each file, by its name in the archive.</param>
internal sealed record BackupManifest(int Format, string Version, string Site, string Device, DateTimeOffset MadeAt, Dictionary<string, string> Files)
{
    /// <summary>The format that is written and read.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Its name in the archive, of which it is the last file.</summary>
    public const string Name = "backup.json";
}

/// <summary>Reads and writes it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
