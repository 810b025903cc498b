using System.Text.Json;
using Edge.Contracts;
using Edge.Runtime.Settings;

namespace Edge.Runtime.Health;

/// <summary>Lists the configuration that runs, value by value.</summary>
internal sealed class SettingsList(RunningConfig config, ConfigSource source, SettingsChanges changes)
{
    /// <summary>Every value, in the order of the file's members.</summary>
    public SettingsView List() => new(
        source.Path,
        config.Digest,
        ConfigListing.List(JsonSerializer.SerializeToNode(config.Current, EdgeJson.Default.DeviceConfig), changes.SourceOf));
}
