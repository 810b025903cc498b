namespace Edge.Dicom.Network;

/// <summary>
/// Takes one object from the network. The listener calls <see cref="Write"/> any number of times and then exactly one of
/// <see cref="Commit"/> and <see cref="Abort"/>, all on the association's own thread, which may block.
/// <para>
/// An <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> out of any of them refuses the object (A700 when the disk
/// is full, else 0110) and leaves the association open; the listener then calls <see cref="Abort"/>. Any other exception is taken for
/// a bug and aborts the association.
/// </para>
/// </summary>
public abstract class StoreReceiver
{
    /// <summary>
    /// Where the next bytes may be put before <see cref="Write"/> is called with them, so that they need not be moved; empty: they may lie anywhere. Valid
    /// until the next call of any other member. What stands there without such a call is not of the data set.
    /// </summary>
    public virtual Span<byte> Space => default;

    /// <summary>Takes the next bytes of the data set, in the negotiated transfer syntax, without a Part 10 header.</summary>
    /// <param name="dataSet">Bytes where the socket left them, which may be the beginning of <see cref="Space"/>; valid during the call only.</param>
    public abstract void Write(ReadOnlySpan<byte> dataSet);

    /// <summary>
    /// The data set is complete, and holds at least one byte. Whatever is returned is sent; on Success the object must survive loss
    /// of power from here on.
    /// </summary>
    public abstract StoreOutcome Commit();

    /// <summary>
    /// The object will not be complete: the association ended, the object is too large, or a call failed. Leaves nothing behind, and
    /// does not throw for an object that is already gone.
    /// </summary>
    public abstract void Abort();

    /// <summary>A receiver that lets the data set pass and then refuses it. For what is known before the first byte: a full disk, for instance.</summary>
    /// <param name="status">A failure.</param>
    /// <param name="errorComment">For people, at most 64 characters.</param>
    public static StoreReceiver Refuse(DicomStatus status, string? errorComment = null) =>
        new RefusingReceiver(new StoreOutcome(status, errorComment));
}
