namespace Edge.Dicom.Network;

/// <summary>Takes what a <see cref="PduDecoder"/> finds: the acceptor's side and the requestor's side of an association.</summary>
internal interface IPduSink
{
    /// <summary>The header of a PDU has come; the sink throws if this type must not come now or must not be this long.</summary>
    void OnHeader(PduType type, uint length);

    /// <summary>A whole PDU other than P-DATA-TF has come, without its header.</summary>
    void OnBody(PduType type, ReadOnlySpan<byte> body);

    /// <summary>
    /// A piece of a presentation data value has come: as much as was there, so that a value may come in many pieces.
    /// </summary>
    /// <param name="contextId">Presentation context.</param>
    /// <param name="isCommand">Part of a command set, else of a data set (PS3.8 E.2).</param>
    /// <param name="isLast">With this piece the last fragment of the command set or data set is complete.</param>
    /// <param name="piece">The bytes; valid during the call only.</param>
    void OnFragment(byte contextId, bool isCommand, bool isLast, ReadOnlySpan<byte> piece);
}
