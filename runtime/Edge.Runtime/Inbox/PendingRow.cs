namespace Edge.Runtime.Inbox;

/// <summary>A stored object whose row is still to be written.</summary>
/// <param name="Row">The row.</param>
/// <param name="Bucket">Where the object lies; left once the row is written.</param>
internal sealed record PendingRow(StoredObject Row, InboxBucket Bucket);
