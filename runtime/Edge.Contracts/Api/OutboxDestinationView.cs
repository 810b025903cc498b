namespace Edge.Contracts;

/// <summary>Where messages and objects go, and how that stands.</summary>
/// <param name="Destination"><c>mqtt:results</c>, or <c>pacs:NAME</c>.</param>
/// <param name="Waiting">Rows to be delivered.</param>
/// <param name="Stored">Objects that the archive has and has not committed yet.</param>
/// <param name="SetAside">Rows that wait for an operator.</param>
/// <param name="Delivered">Rows delivered, as far as they are kept.</param>
/// <param name="OldestWaiting">When the oldest waiting row was committed, UTC; null when none waits.</param>
/// <param name="Trouble">Why nothing goes there now; null while all is well.</param>
/// <param name="NextTry">When it is tried again, UTC; null while all is well.</param>
public sealed record OutboxDestinationView(
    string Destination,
    int Waiting,
    int Stored,
    int SetAside,
    int Delivered,
    DateTimeOffset? OldestWaiting,
    string? Trouble,
    DateTimeOffset? NextTry);

/// <summary>What is sent again at an operator's word.</summary>
/// <param name="Destination">Where to.</param>
/// <param name="Rows">How many rows.</param>
public sealed record OutboxSentAgain(string Destination, int Rows);
