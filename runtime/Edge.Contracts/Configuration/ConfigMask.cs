using System.Text.Json.Nodes;

namespace Edge.Contracts;

/// <summary>A configuration as it may leave the appliance: values of members that name a password, a secret or a token are masked. Keys and logins are paths in it, never values.</summary>
public static class ConfigMask
{
    private const string Masked = "(masked)";
    private static readonly string[] Secret = ["password", "secret", "token"];

    /// <summary>The configuration as indented JSON.</summary>
    public static string Write(DeviceConfig config)
    {
        JsonNode root = System.Text.Json.JsonSerializer.SerializeToNode(config, EdgeJson.Default.DeviceConfig)!;
        Mask(root);
        return root.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true, TypeInfoResolver = EdgeJson.Default });
    }

    private static void Mask(JsonNode? node)
    {
        if (node is JsonArray items)
        {
            foreach (JsonNode? item in items)
            {
                Mask(item);
            }
        }
        else if (node is JsonObject members)
        {
            foreach ((string name, JsonNode? value) in members.ToArray())
            {
                if (value is JsonValue && Array.Exists(Secret, word => name.Contains(word, StringComparison.OrdinalIgnoreCase)))
                {
                    members[name] = Masked;
                }
                else
                {
                    Mask(value);
                }
            }
        }
    }
}
