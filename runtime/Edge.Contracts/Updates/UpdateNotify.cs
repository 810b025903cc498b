using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>
/// The retained message on <c>update/notify</c>: look for releases. With <see cref="UpdateApproval.Rollout"/> an update to a release that is named here
/// goes on. It is not signed: it can hasten what the signers offer to the device, and nothing else.
/// </summary>
/// <param name="SchemaVersion">Version of this format; <see cref="CurrentSchemaVersion"/>.</param>
/// <param name="At">When it was sent, UTC.</param>
/// <param name="Releases">Releases whose turn it is on this device; empty: a rollout that was stopped.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record UpdateNotify(int SchemaVersion, DateTimeOffset At, IReadOnlyList<NotifiedRelease> Releases)
{
    /// <summary>The schema version this code writes.</summary>
    public const int CurrentSchemaVersion = 1;
}

/// <summary>A release in a notice.</summary>
/// <param name="Model">Model name.</param>
/// <param name="Version">Version.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record NotifiedRelease(string Model, string Version);
