namespace Edge.Runtime.Outbox;

/// <summary>States of a row.</summary>
internal static class OutboxRowState
{
    /// <summary>To be delivered.</summary>
    public const string Waiting = "waiting";

    /// <summary>An archive has it, and has not said yet that it keeps it for good.</summary>
    public const string Stored = "stored";

    /// <summary>The receiver has it.</summary>
    public const string Delivered = "delivered";

    /// <summary>An operator must decide.</summary>
    public const string SetAside = "set-aside";
}
