using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>What the update agent says of itself.</summary>
/// <param name="ClockSure">False: the system clock is behind the time that is known to have passed, so that nothing is installed.</param>
/// <param name="LastCheckAt">When metadata was last fetched and trusted; null: never.</param>
/// <param name="CheckProblem">Why the last check failed; null when it did not.</param>
/// <param name="Updates">Updates, the newest first, at most 100.</param>
/// <param name="Suspended">Releases that must not run anywhere.</param>
public sealed record UpdaterStatus(
    bool ClockSure,
    DateTimeOffset? LastCheckAt,
    string? CheckProblem,
    IReadOnlyList<UpdateView> Updates,
    IReadOnlyList<SuspendedRelease> Suspended)
{
    /// <summary>Name of the file in the model store in which the agent leaves this for the runtime.</summary>
    public const string FileName = "updater-status.json";

    /// <summary>When the first of the trusted metadata expires; null: there is none yet.</summary>
    public DateTimeOffset? MetadataExpires { get; init; }
}

/// <summary>One update of a model.</summary>
/// <param name="Id">Its number on this device.</param>
/// <param name="Model">Model name.</param>
/// <param name="FromVersion">Version that served when it was offered; null for the first.</param>
/// <param name="ToVersion">Version that is offered.</param>
/// <param name="Counter">Release counter of the offer.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Reason">Why it is there, and what it waits for.</param>
/// <param name="Attempts">Failures in this state.</param>
/// <param name="Since">When it came into this state.</param>
/// <param name="Digest">Digest of the release (<see cref="ReleaseDigest"/>); null until it is verified.</param>
/// <param name="BytesDone">Bytes on this device.</param>
/// <param name="BytesTotal">Bytes in all; 0 until it is downloading.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record UpdateView(
    long Id,
    string Model,
    string? FromVersion,
    string ToVersion,
    long Counter,
    UpdateState State,
    string Reason,
    int Attempts,
    DateTimeOffset Since,
    string? Digest,
    long BytesDone,
    long BytesTotal);

/// <summary>What the runtime says of a release that is to serve: its engine was made and its golden cases ran.</summary>
/// <param name="Passed">Whether it may serve.</param>
/// <param name="Reason">Why not, or what was done.</param>
/// <param name="Digest">Digest of the files that were tried; null where they could not be read.</param>
/// <param name="MayPass">True: it did not pass for a reason that is not its own and may pass, so that it may be tried again.</param>
public sealed record QualifyReport(bool Passed, string Reason, string? Digest, bool MayPass = false);

/// <summary>How a release has done on this device since a moment. Not-applicable is no failure.</summary>
/// <param name="Results">Results committed.</param>
/// <param name="Failed">Of these, failed or set aside.</param>
/// <param name="P95Ms">95th percentile of the time of completed jobs, in milliseconds; null for none.</param>
public sealed record ServingRecord(int Results, int Failed, double? P95Ms);
