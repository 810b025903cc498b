namespace Edge.Ctl.Fleet.Collector;

/// <summary>What is done with a message of a stream.</summary>
internal enum StreamVerdict
{
    /// <summary>It is the next: it is written.</summary>
    Keep,

    /// <summary>It was written before.</summary>
    Repeated,

    /// <summary>One before it is missing and will come again: it is asked for.</summary>
    Early,

    /// <summary>No appliance sends such a one: its numbers or its epoch are none, or it is too large. It is not kept.</summary>
    Refused,
}
