using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Edge.Contracts;

/// <summary>
/// Puts sound values where a configuration has the wrong shape, so that the values it does have can be checked too and every problem is
/// reported at once. Never used to run.
/// </summary>
internal static class ConfigStandIn
{
    private const string Sound =
        """
        {
          "device": { "site": "site", "id": "device", "kind": "workstation" },
          "dicom": {
            "aeTitle": "EDGE", "listeners": [{ "address": "0.0.0.0", "port": 11112, "tls": null }], "calledAes": null, "callingAes": null,
            "networks": null, "users": null, "maxAssociations": 32, "maxAssociationsPerPeer": 32, "maxMiBPerSecondPerPeer": null,
            "maxPduBytes": 131072, "maxObjectMiB": 4096, "handshakeSeconds": 5, "artimSeconds": 10, "idleSeconds": 60,
            "commitment": null, "acceptUnknownSopClasses": true
          },
          "inbox": { "minFreeMiB": 512, "resumeFreeMiB": null, "warnFreeMiB": null, "retention": null },
          "studies": {
            "quietSeconds": 10, "releasedQuietSeconds": null, "settleSeconds": 5, "counts": [], "stack": null, "byCallingAe": {}
          },
          "routes": [],
          "models": { "directory": "models" },
          "inference": { "program": null, "rungs": ["cpu"], "threads": 2, "spinDurationUs": 0, "deadlineSeconds": 300, "maxDeaths": 3 },
          "mqtt": null,
          "pacs": [],
          "web": { "address": "127.0.0.1", "port": 8080, "stow": null }
        }
        """;

    /// <summary>The configuration with every misshapen member replaced, deep enough that its neighbours stay.</summary>
    public static JsonNode Mend(JsonNode? root) => Mend(root, JsonNode.Parse(Sound), typeof(DeviceConfig))!;

    private static JsonNode? Mend(JsonNode? node, JsonNode? sound, Type type)
    {
        var problems = new List<ConfigProblem>();
        ConfigShape.CheckValue(node, type, nullable: sound is null, "", problems);
        if (problems.Count == 0)
        {
            return node?.DeepClone();
        }

        if (node is not JsonObject members || sound is not JsonObject sounds
            || EdgeJson.Default.GetTypeInfo(type) is not { Kind: JsonTypeInfoKind.Object } info)
        {
            return sound?.DeepClone();
        }

        var mended = new JsonObject();
        foreach (JsonPropertyInfo property in info.Properties)
        {
            JsonNode? spare = sounds[property.Name];
            mended[property.Name] = members.TryGetPropertyValue(property.Name, out JsonNode? value)
                ? Mend(value, spare, property.PropertyType)
                : spare?.DeepClone();
        }

        return mended;
    }
}
