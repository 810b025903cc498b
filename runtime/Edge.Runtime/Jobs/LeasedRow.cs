namespace Edge.Runtime.Jobs;

/// <summary>A leased job joined with its unit.</summary>
internal sealed record LeasedRow(
    long JobId,
    long FencingToken,
    string ResultId,
    long UnitId,
    string Model,
    string ModelVersion,
    string ModelDigest,
    long Deaths,
    long Failures,
    long Restarts,
    string? Reason,
    string Kind,
    string StudyUid,
    string SeriesUid,
    string SopInstanceUid,
    long Revision,
    string? Route,
    string Content,
    long CreatedAt);
