namespace Edge.Runtime.Outbox;

/// <summary>A row that waits to be delivered.</summary>
/// <param name="Id">Row; rises in the order of commits.</param>
/// <param name="Payload">What is sent: JSON for MQTT.</param>
/// <param name="Attempts">Times it was not taken.</param>
/// <param name="NotBefore">When it may be tried, Unix milliseconds.</param>
internal sealed record OutboxRow(long Id, string Payload, long Attempts, long NotBefore);
