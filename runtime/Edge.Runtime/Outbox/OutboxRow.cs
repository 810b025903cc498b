namespace Edge.Runtime.Outbox;

/// <summary>A message that waits to be delivered in its stream.</summary>
internal sealed record OutboxRow
{
    /// <summary>Row.</summary>
    public long Id { get; init; }

    /// <summary>What is sent: JSON.</summary>
    public string Payload { get; init; } = "";

    /// <summary>Times it was not taken.</summary>
    public long Attempts { get; init; }

    /// <summary>When it may be tried, Unix milliseconds.</summary>
    public long NotBefore { get; init; }

    /// <summary>Number in its stream and epoch, from 1.</summary>
    public long Sequence { get; init; }

    /// <summary>Messages dropped right before this one for want of space.</summary>
    public long Gap { get; init; }

    /// <summary>The lowest number that still waits: nothing before it will come.</summary>
    public long Oldest { get; init; }
}
