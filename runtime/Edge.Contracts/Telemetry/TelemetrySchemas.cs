using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Xml.Linq;

namespace Edge.Contracts;

/// <summary>The JSON schemas (2020-12) of what goes over MQTT, for whoever writes a receiver; docs/mqtt holds them.</summary>
public static class TelemetrySchemas
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly (string Name, JsonTypeInfo Type, string Title)[] All =
    [
        ("state", EdgeJson.Default.DeviceState, "Retained message on the topic state"),
        ("birth", EdgeJson.Default.DeviceBirth, "Retained message on the topic birth"),
        ("stream", EdgeJson.Default.StreamMessage, "Message of a stream: results, audit, events, metrics"),
        ("result", EdgeJson.Default.ResultNotice, "Body of a message of results"),
        ("audit", EdgeJson.Default.AuditEntry, "Body of a message of audit"),
        ("event", EdgeJson.Default.FaultNotice, "Body of a message of events"),
        ("metrics", EdgeJson.Default.MetricsSnapshot, "Body of a message of metrics"),
        ("update-status", EdgeJson.Default.UpdateNotice, "Retained message on the topic update/status"),
        ("update-notify", EdgeJson.Default.UpdateNotify, "Retained message on the topic update/notify"),
        ("update-request", EdgeJson.Default.BlockRequest, "Message on the topic update/request"),
        ("suspend", EdgeJson.Default.SuspendedReleases, "Retained message on the topic suspend"),
        ("command", EdgeJson.Default.CommandEnvelope, "Message on the topic command: an envelope"),
        ("command-payload", EdgeJson.Default.DeviceCommand, "What is signed in the envelope of a command"),
        ("command-ack", EdgeJson.Default.CommandAnswer, "Message on the topic command/ack"),
        ("ack", EdgeJson.Default.StreamAck, "Retained message on the topic ack, written by the receiver"),
    ];

    /// <summary>Each schema as a file's name and its text, with a final line feed.</summary>
    /// <param name="documentation">The compiler's documentation file of this assembly: its summaries become descriptions.</param>
    public static IReadOnlyDictionary<string, string> Write(XDocument documentation)
    {
        ArgumentNullException.ThrowIfNull(documentation);
        return All.ToDictionary(one => $"{one.Name}.schema.json", one => Open(SchemaText.Write(one.Type, one.Title, documentation)), StringComparer.Ordinal);
    }

    /// <summary>A reader of messages must bear members that it does not know; a configuration must not.</summary>
    private static string Open(string schema)
    {
        JsonNode root = JsonNode.Parse(schema)!;
        Open(root);
        return root.ToJsonString(Indented) + "\n";
    }

    private static void Open(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                if (members["additionalProperties"]?.GetValueKind() == JsonValueKind.False)
                {
                    members.Remove("additionalProperties");
                }

                foreach ((_, JsonNode? value) in members)
                {
                    Open(value);
                }

                break;
            case JsonArray items:
                foreach (JsonNode? item in items)
                {
                    Open(item);
                }

                break;
            default:
                break;
        }
    }
}
