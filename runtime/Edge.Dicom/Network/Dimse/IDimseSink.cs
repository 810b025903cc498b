namespace Edge.Dicom.Network;

/// <summary>Takes the messages that a <see cref="DimseAssembler"/> puts together: an acceptor's services or a requestor's.</summary>
internal interface IDimseSink
{
    /// <summary>A command set is complete. When it has a data set, that follows.</summary>
    void OnCommand(byte contextId, CommandSet command);

    /// <summary>Bytes of the data set, as they came; valid during the call only.</summary>
    void OnData(ReadOnlySpan<byte> bytes);

    /// <summary>The data set is complete.</summary>
    void OnDataEnd();
}
