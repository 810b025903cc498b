using Edge.Contracts;

namespace Edge.Runtime.Jobs;

/// <summary>A job joined with its unit, as listed.</summary>
internal sealed record JobRow(
    long JobId,
    string State,
    string Model,
    string ModelVersion,
    string StudyUid,
    string SeriesUid,
    string SopInstanceUid,
    long Attempts,
    long Deaths,
    long CreatedAt,
    string? Reason,
    long Urgency)
{
    /// <summary>The job as the API shows it.</summary>
    public JobSummary ToSummary() => new(
        JobId,
        State,
        Model,
        ModelVersion,
        StudyUid,
        SeriesUid,
        SopInstanceUid.Length == 0 ? null : SopInstanceUid,
        (int)Attempts,
        (int)Deaths,
        DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
        Reason,
        (JobUrgency)Urgency);
}
