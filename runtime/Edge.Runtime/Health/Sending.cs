using Edge.Contracts;

namespace Edge.Runtime.Health;

/// <summary>Something that goes out about a result, and when it arrived. Properties and not a constructor: without rows SQLite knows no type of a column that it computes.</summary>
internal sealed class Sending
{
    public long Id { get; init; }

    public required string Destination { get; init; }

    public required string ResultId { get; init; }

    public required string State { get; init; }

    public long Attempts { get; init; }

    public long CreatedAt { get; init; }

    public long NotBefore { get; init; }

    public string? Reason { get; init; }

    public long? Urgency { get; init; }

    public string? SopInstanceUid { get; init; }

    public long? TakenAt { get; init; }

    public long? DeliveredAt { get; init; }

    public string? Kind { get; init; }

    /// <summary>As lists show it.</summary>
    public OutboxRowView ToView() => new(
        Id,
        Destination,
        ResultId,
        State,
        (int)Attempts,
        DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
        State == "waiting" ? DateTimeOffset.FromUnixTimeMilliseconds(NotBefore) : null,
        Reason,
        (JobUrgency?)Urgency,
        SopInstanceUid);
}
