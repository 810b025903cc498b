using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>Whether an appliance is there.</summary>
public enum DevicePresence
{
    /// <summary>It runs and is connected.</summary>
    [JsonStringEnumMemberName("online")]
    Online,

    /// <summary>It was stopped and said so.</summary>
    [JsonStringEnumMemberName("stopped")]
    Stopped,

    /// <summary>The broker lost it: power, network, or a crash. It goes on by itself where it can.</summary>
    [JsonStringEnumMemberName("lost")]
    Lost,
}

/// <summary>The retained message on the <c>state</c> topic.</summary>
/// <param name="SchemaVersion">Version of this format; <see cref="CurrentSchemaVersion"/>.</param>
/// <param name="Presence">Whether it is there.</param>
/// <param name="BootId">Which start of the runtime says so, as in <see cref="DeviceBirth"/>.</param>
/// <param name="At">When it said so, UTC; null for <see cref="DevicePresence.Lost"/>, which the broker says in its place.</param>
/// <param name="Health">How it was then; null unless <see cref="DevicePresence.Online"/>.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record DeviceState(int SchemaVersion, DevicePresence Presence, string BootId, DateTimeOffset? At, DeviceHealth? Health)
{
    /// <summary>The schema version this code writes.</summary>
    public const int CurrentSchemaVersion = 1;
}
