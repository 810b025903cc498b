using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>What happened to a fault.</summary>
public enum FaultChange
{
    /// <summary>It is there.</summary>
    [JsonStringEnumMemberName("raised")]
    Raised,

    /// <summary>It is gone.</summary>
    [JsonStringEnumMemberName("cleared")]
    Cleared,
}

/// <summary>Body of the <c>events</c> stream: a fault was raised or cleared. What was seen of it stays on the appliance, because it may name a study or a peer.</summary>
/// <param name="SchemaVersion">Version of this format; <see cref="CurrentSchemaVersion"/>.</param>
/// <param name="Change">What happened.</param>
/// <param name="Code">Code of the fault, for example <c>disk-full</c>.</param>
/// <param name="Title">In plain words.</param>
/// <param name="Severity"><c>warning</c> or <c>error</c>.</param>
/// <param name="Action">What to do next.</param>
/// <param name="Since">When it was raised, UTC by the appliance's clock.</param>
/// <param name="At">When this was noticed, UTC by the appliance's clock.</param>
/// <param name="BootId">Which start of the runtime says so, as in <see cref="DeviceBirth"/>: a new start begins without faults.</param>
public sealed record FaultNotice(
    int SchemaVersion,
    FaultChange Change,
    string Code,
    string Title,
    string Severity,
    string Action,
    DateTimeOffset Since,
    DateTimeOffset At,
    string BootId)
{
    /// <summary>The schema version this code writes.</summary>
    public const int CurrentSchemaVersion = 1;
}
