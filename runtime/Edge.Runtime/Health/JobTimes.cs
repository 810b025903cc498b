namespace Edge.Runtime.Health;

/// <summary>When a job was made and ended.</summary>
internal sealed record JobTimes(
    long JobId, string ResultId, string Model, string ModelVersion, long CreatedAt, string State, string? Reason, long? CommittedAt, string? Document);
