namespace Edge.Runtime.Health;

/// <summary>When the job of a unit was made and ended.</summary>
internal sealed record JobTimes(
    long UnitId, long JobId, string ResultId, string Model, string ModelVersion, long CreatedAt, string State, string? Reason, long? CommittedAt, string? Document);
