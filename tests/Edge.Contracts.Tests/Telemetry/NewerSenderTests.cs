using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Edge.Contracts.Tests.Telemetry;

/// <summary>Devices and central operations are not of one version: a member that the other end added does not make a message unreadable (docs/mqtt.md).</summary>
public sealed class NewerSenderTests
{
    [Fact]
    public void DeviceState_WithFurtherMembers_IsRead() => Read(
        EdgeJson.Default.DeviceState,
        new DeviceState(1, DevicePresence.Online, "boot", DateTimeOffset.UnixEpoch, null));

    [Fact]
    public void StreamMessage_WithFurtherMembers_IsRead()
    {
        using var body = JsonDocument.Parse("[1]");
        Read(EdgeJson.Default.StreamMessage, new StreamMessage("epoch", 1, 1, null, body.RootElement));
    }

    [Fact]
    public void StreamAck_WithFurtherMembers_IsRead() => Read(
        EdgeJson.Default.StreamAck,
        new StreamAck(1, "receiver", [new AcknowledgedPosition("results", "epoch", 7)]));

    [Fact]
    public void UpdateNotify_WithFurtherMembers_IsRead() => Read(
        EdgeJson.Default.UpdateNotify,
        new UpdateNotify(1, DateTimeOffset.UnixEpoch, [new NotifiedRelease("model", "2.0.0")]));

    [Fact]
    public void DeviceCommand_WithFurtherMembers_IsRead() => Read(
        EdgeJson.Default.DeviceCommand,
        new DeviceCommand(1, "one", 1, ["north/*"], DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, "j.doe", "restart", null));

    [Fact]
    public void CommandAnswer_WithFurtherMembers_IsRead() => Read(
        EdgeJson.Default.CommandAnswer,
        new CommandAnswer(1, "one", DateTimeOffset.UnixEpoch, CommandOutcome.Done, "It was done.", new CommandAttachment("bundle.zip", 1, "00")));

    private static void Read<T>(JsonTypeInfo<T> type, T message)
    {
        JsonNode sent = JsonSerializer.SerializeToNode(message, type)!;
        AddTo(sent);
        T read = sent.Deserialize(type)!;
        Assert.Equal(JsonSerializer.Serialize(message, type), JsonSerializer.Serialize(read, type));
    }

    /// <summary>A further member in each object.</summary>
    private static void AddTo(JsonNode node)
    {
        if (node is JsonArray items)
        {
            foreach (JsonNode item in items.OfType<JsonNode>())
            {
                AddTo(item);
            }
        }
        else if (node is JsonObject members)
        {
            foreach (JsonNode value in members.Select(static member => member.Value).OfType<JsonNode>())
            {
                AddTo(value);
            }

            members["addedLater"] = true;
        }
    }
}
