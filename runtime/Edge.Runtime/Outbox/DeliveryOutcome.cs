using Edge.Runtime.Faults;

namespace Edge.Runtime.Outbox;

/// <summary>What came of one attempt to deliver a row.</summary>
/// <param name="Delivered">The receiver has it.</param>
/// <param name="Reason">Why not; null when delivered.</param>
/// <param name="Fault">What to raise; null when delivered.</param>
internal sealed record DeliveryOutcome(bool Delivered, string? Reason, Fault? Fault)
{
    /// <summary>The receiver has it.</summary>
    public static readonly DeliveryOutcome Done = new(Delivered: true, null, null);

    /// <summary>It was not taken, and is to be tried again.</summary>
    public static DeliveryOutcome NotTaken(string reason, Fault fault) => new(Delivered: false, reason, fault);
}
