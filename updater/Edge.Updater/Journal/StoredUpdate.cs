using Edge.Contracts;

namespace Edge.Updater.Journal;

/// <summary>A row of <c>updates</c> in SQLite's own types.</summary>
internal sealed record StoredUpdate
{
    public long Id { get; init; }

    public string Model { get; init; } = "";

    public string? FromVersion { get; init; }

    public string ToVersion { get; init; } = "";

    public long Counter { get; init; }

    public string? Source { get; init; }

    public string State { get; init; } = "";

    public string Reason { get; init; } = "";

    public long Attempts { get; init; }

    public long Transitions { get; init; }

    public long NotBefore { get; init; }

    public long Since { get; init; }

    public long Approved { get; init; }

    public string? Digest { get; init; }

    public long? ActivatedAt { get; init; }

    public long BytesDone { get; init; }

    public long BytesTotal { get; init; }

    /// <summary>The row in our types.</summary>
    public UpdateRow ToRow() => new()
    {
        Id = Id,
        Model = Model,
        FromVersion = FromVersion,
        ToVersion = ToVersion,
        Counter = Counter,
        Source = Source,
        State = Enum.Parse<UpdateState>(State),
        Reason = Reason,
        Attempts = (int)Attempts,
        Transitions = (int)Transitions,
        NotBefore = DateTimeOffset.FromUnixTimeMilliseconds(NotBefore),
        Since = DateTimeOffset.FromUnixTimeMilliseconds(Since),
        IsApproved = Approved != 0,
        Digest = Digest,
        ActivatedAt = ActivatedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
        BytesDone = BytesDone,
        BytesTotal = BytesTotal,
    };
}
