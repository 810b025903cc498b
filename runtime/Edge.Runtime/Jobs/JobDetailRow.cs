using Edge.Contracts;
using Edge.Runtime.Store;

namespace Edge.Runtime.Jobs;

/// <summary>What a job is shown with besides what a list has.</summary>
internal sealed record JobDetailRow(
    string ResultId,
    string ModelDigest,
    long Failures,
    long NotBefore,
    string? Route,
    long Revision,
    long Current,
    long Held,
    string? Outcome,
    long? CommittedAt,
    long Instances,
    long Ahead)
{
    /// <summary>The job as the API shows it.</summary>
    public JobDetail ToDetail(JobSummary job) => new(
        job,
        ResultId,
        ModelDigest,
        Route,
        (int)Revision,
        Current == 1,
        Held == 1,
        (int)Instances,
        (int)Failures,
        job.State == "queued" ? DateTimeOffset.FromUnixTimeMilliseconds(NotBefore) : null,
        job.State == "queued" ? (int)Ahead : null,
        RowNames.Outcome(Outcome),
        CommittedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
}
