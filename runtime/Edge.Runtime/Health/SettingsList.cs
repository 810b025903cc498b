using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Contracts;

namespace Edge.Runtime.Health;

/// <summary>Lists the configuration that runs, value by value. Password hashes are left out: they are nobody's to see.</summary>
internal sealed class SettingsList(DeviceConfig config, ConfigOrigin origin)
{
    private static readonly string[] Secret = ["password", "hash", "token", "secret"];

    /// <summary>Every value, in the order of the file's members.</summary>
    public SettingsView List()
    {
        var settings = new List<Setting>();
        Add(JsonSerializer.SerializeToNode(config, EdgeJson.Default.DeviceConfig), "", settings);
        return new SettingsView(origin.Path, origin.Digest, settings);
    }

    private void Add(JsonNode? node, string path, List<Setting> settings)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } members:
                foreach ((string name, JsonNode? value) in members)
                {
                    Add(value, path.Length == 0 ? name : $"{path}.{name}", settings);
                }

                break;
            case JsonArray { Count: > 0 } items when items.Any(item => item is JsonObject):
                for (int index = 0; index < items.Count; index++)
                {
                    Add(items[index], string.Create(CultureInfo.InvariantCulture, $"{path}.{index}"), settings);
                }

                break;
            default:
                bool isSecret = path.StartsWith("dicom.users", StringComparison.Ordinal) || Secret.Any(word => path.Contains(word, StringComparison.OrdinalIgnoreCase));
                settings.Add(new Setting(path, isSecret && node is not null ? "set, not shown" : node?.ToJsonString() ?? "null", SourceOf(path)));
                break;
        }
    }

    private string SourceOf(string path) =>
        origin.Overrides.Any(said => said.Split('=')[0] is var key && (path == key || path.StartsWith(key + ".", StringComparison.Ordinal))) ? "command line" : "file";
}
