using Edge.Contracts;
using Edge.Runtime.Results;

namespace Edge.Runtime.Jobs;

/// <summary>A job given out to run: valid until the job ends or is leased again.</summary>
/// <param name="Identity">Job, fencing token and result.</param>
/// <param name="Unit">What it runs on.</param>
/// <param name="Model">Model name.</param>
/// <param name="ModelVersion">Version it runs on: the active one when it was queued, or a later one that it followed.</param>
/// <param name="ModelDigest">Digest of that release.</param>
/// <param name="Deaths">Times the process died with it.</param>
/// <param name="Failures">Times it failed for a reason that may pass.</param>
/// <param name="Restarts">Times the runtime ended while it ran, without being stopped.</param>
/// <param name="LastFailure">What happened the last time; null the first time.</param>
/// <param name="Route">Route that chose the model.</param>
/// <param name="Content">Identity of the unit's files.</param>
/// <param name="QueuedAt">When it was queued.</param>
/// <param name="Replaces">Result of the revision it replaces; null when there is none.</param>
internal sealed record JobLease(
    LeaseIdentity Identity,
    JobUnit Unit,
    string Model,
    string ModelVersion,
    string ModelDigest,
    int Deaths,
    int Failures,
    int Restarts,
    string? LastFailure,
    string Route,
    string Content,
    DateTimeOffset QueuedAt,
    ReplacedResult? Replaces);
