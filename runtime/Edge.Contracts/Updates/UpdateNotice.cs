using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>The retained message on <c>update/status</c>: where the updates of a device stand. It is sent anew at every step and on every connection.</summary>
/// <param name="SchemaVersion">Version of this format; <see cref="CurrentSchemaVersion"/>.</param>
/// <param name="At">When it was said, by the device's clock, UTC.</param>
/// <param name="Kind">Device kind.</param>
/// <param name="AgentVersion">Version of the update agent, which is that of the whole package.</param>
/// <param name="ClockSure">False: the clock is behind the time that is known to have passed, so that nothing is installed.</param>
/// <param name="LastCheckAt">When metadata was last fetched and trusted; null: never.</param>
/// <param name="CheckProblem">Why the last look for releases failed; null when it did not.</param>
/// <param name="Updates">The last update of each model, by model.</param>
/// <param name="Suspended">Releases that must not run on it.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record UpdateNotice(
    int SchemaVersion,
    DateTimeOffset At,
    string Kind,
    string AgentVersion,
    bool ClockSure,
    DateTimeOffset? LastCheckAt,
    string? CheckProblem,
    IReadOnlyList<UpdateView> Updates,
    IReadOnlyList<SuspendedRelease> Suspended)
{
    /// <summary>The schema version this code writes.</summary>
    public const int CurrentSchemaVersion = 1;
}
