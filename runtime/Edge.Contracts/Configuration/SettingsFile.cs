using System.Text.Json;

namespace Edge.Contracts;

/// <summary>The file in the data directory that holds what was set on the page: the latest versions, the last of which is in use.</summary>
/// <param name="Format"><see cref="CurrentFormat"/>.</param>
/// <param name="Versions">The versions that are kept, the oldest first; at most <see cref="VersionsMax"/>.</param>
public sealed record SettingsFile(int Format, IReadOnlyList<ConfigOverlay> Versions)
{
    /// <summary>The format that is written and read.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Versions that are kept.</summary>
    public const int VersionsMax = 30;

    /// <summary>Largest file that is read, in bytes.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>Nothing was ever set.</summary>
    public static readonly SettingsFile Empty = new(CurrentFormat, []);

    /// <summary>The version in use; null where nothing was set.</summary>
    public ConfigOverlay? Current => Versions.Count > 0 ? Versions[^1] : null;

    /// <summary>Reads it; <see cref="Empty"/> where there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">What is wrong with it; null when nothing is.</param>
    public static SettingsFile Read(string path, out ConfigProblem? problem)
    {
        problem = null;
        try
        {
            if (!File.Exists(path))
            {
                return Empty;
            }

            if (new FileInfo(path).Length <= MaxBytes
                && JsonSerializer.Deserialize(File.ReadAllBytes(path), EdgeJson.Default.SettingsFile) is { Format: CurrentFormat } read
                && read.Versions.All(version => version.Sections.Keys.All(ConfigOverlay.Editable.Contains)))
            {
                return read;
            }

            problem = new(path, "This is no file of settings that this version knows. Move it away to run with the configuration file alone, or put a backup in its place.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            problem = new(path, $"The settings of the page cannot be read: {unreadable.Message} Move the file away to run with the configuration file alone, or put a backup in its place.");
        }

        return Empty;
    }

    /// <summary>The same with one more version, and without the oldest where there would be too many.</summary>
    public SettingsFile With(ConfigOverlay version) => this with { Versions = [.. Versions.Append(version).TakeLast(VersionsMax)] };
}
