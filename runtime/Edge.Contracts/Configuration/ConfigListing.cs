using System.Globalization;
using System.Text.Json.Nodes;

namespace Edge.Contracts;

/// <summary>Lists a configuration value by value. Password hashes are left out: they are nobody's to see.</summary>
public static class ConfigListing
{
    private const string NotShown = "set, not shown";

    private static readonly string[] Secret = ["password", "hash", "token", "secret"];

    /// <summary>Every value, in the order of its members.</summary>
    /// <param name="root">The configuration.</param>
    /// <param name="sourceOf">Says where the value at a path comes from.</param>
    public static IReadOnlyList<ConfigValue> List(JsonNode? root, Func<string, string> sourceOf)
    {
        ArgumentNullException.ThrowIfNull(sourceOf);
        var values = new List<ConfigValue>();
        Add(root, "", sourceOf, values);
        return values;
    }

    private static void Add(JsonNode? node, string path, Func<string, string> sourceOf, List<ConfigValue> values)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } members:
                foreach ((string name, JsonNode? value) in members)
                {
                    Add(value, path.Length == 0 ? name : $"{path}.{name}", sourceOf, values);
                }

                break;
            case JsonArray { Count: > 0 } items when items.Any(item => item is JsonObject):
                for (int index = 0; index < items.Count; index++)
                {
                    Add(items[index], string.Create(CultureInfo.InvariantCulture, $"{path}.{index}"), sourceOf, values);
                }

                break;
            default:
                bool isSecret = path.StartsWith("dicom.users", StringComparison.Ordinal) || Secret.Any(word => path.Contains(word, StringComparison.OrdinalIgnoreCase));
                values.Add(new ConfigValue(path, isSecret && node is not null ? NotShown : node?.ToJsonString() ?? "null", sourceOf(path)));
                break;
        }
    }
}

/// <summary>A value of a configuration.</summary>
/// <param name="Path">Its path, for example <c>dicom.listeners.0.port</c>.</param>
/// <param name="Value">The value as JSON writes it; secrets are left out.</param>
/// <param name="Source"><c>file</c>, <c>page</c> or <c>command line</c>.</param>
public sealed record ConfigValue(string Path, string Value, string Source);
