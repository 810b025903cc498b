namespace Edge.Runtime.FrontDoor;

/// <summary>What is known of one sender since the start.</summary>
/// <param name="CallingAe">What it calls itself; null: it never got so far.</param>
/// <param name="Address">Its address.</param>
/// <param name="LastAt">When its last association ended, UTC.</param>
/// <param name="Associations">Associations that it released or that ended.</param>
/// <param name="Stored">Objects stored.</param>
/// <param name="Refused">Objects that were not.</param>
/// <param name="LastMiBPerSecond">How fast its last objects came; null before the first.</param>
/// <param name="Rejections">Times it was turned away.</param>
/// <param name="LastRejectedAt">When last, UTC; null: never.</param>
/// <param name="WhyRejected">Why, and what to do; null: never, or it got in since.</param>
internal sealed record SenderContact(
    string? CallingAe,
    string Address,
    DateTimeOffset LastAt,
    int Associations,
    long Stored,
    long Refused,
    double? LastMiBPerSecond,
    int Rejections,
    DateTimeOffset? LastRejectedAt,
    string? WhyRejected);
