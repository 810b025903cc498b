namespace Edge.Dicom.Network;

/// <summary>
/// Storage commitment at a listener: the library owns the messages, the owner decides. One desk may serve several listeners. The functions are
/// called on an association's thread, which may block; an <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> is answered 0110.
/// </summary>
public sealed class CommitmentDesk
{
    /// <summary>Data sets gathered in memory at once, of all associations together; a message beyond them is answered 0213.</summary>
    public const int MaxMessagesAtOnce = 8;

    private int _messages;

    /// <summary>What the peer of an association may do. Called on the thread that meets every connection: it must not block.</summary>
    public required Func<AssociationRequest, CommitmentRoles> Roles { get; init; }

    /// <summary>Takes a request. On Success the request must survive loss of power: its reports are owed.</summary>
    public required Func<CommitmentIndication, DimseAnswer> Request { get; init; }

    /// <summary>Takes a report. On Success what it says must survive loss of power: it is not sent again.</summary>
    public required Func<AssociationRequest, CommitmentResult, DimseAnswer> Report { get; init; }

    internal bool TryEnter()
    {
        if (Interlocked.Increment(ref _messages) <= MaxMessagesAtOnce)
        {
            return true;
        }

        Leave();
        return false;
    }

    internal void Leave() => Interlocked.Decrement(ref _messages);
}
