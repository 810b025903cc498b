namespace Edge.Dicom.Network;

/// <summary>Lets a data set pass and refuses it: the peer may be in the middle of sending and takes no answer before its end.</summary>
internal sealed class RefusingReceiver(StoreOutcome outcome) : StoreReceiver
{
    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> dataSet)
    {
    }

    /// <inheritdoc/>
    public override StoreOutcome Commit() => outcome;

    /// <inheritdoc/>
    public override void Abort()
    {
    }
}
